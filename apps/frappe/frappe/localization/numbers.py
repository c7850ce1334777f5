"""Rounding as the site is set, and amounts of money in its currencies."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.localization.settings import get_setting
from frappe.utils import numbers
from frappe.utils.numbers import cint, cstr, remainder, to_float


def flt(s: Any, precision: int | None = None, rounding_method: str | None = None) -> float:
    """Return a value as float, rounded by the site's method when ``precision`` is given; what is no number is 0."""
    if precision is None:
        return to_float(s)
    return numbers.rounded(s, precision, rounding_method or get_setting("rounding_method"))


def rounded(num: Any, precision: int = 0, rounding_method: str | None = None) -> float:
    """Round a number by the site's method, unless one is named."""
    return numbers.rounded(num, precision, rounding_method or get_setting("rounding_method"))


def safe_div(numerator: Any, denominator: Any, precision: int = 2) -> float:
    """Divide; by zero is 0."""
    divisor = to_float(denominator)
    return flt(to_float(numerator) / divisor, precision) if divisor else 0.0


def round_based_on_smallest_currency_fraction(value: Any, currency: str, precision: int = 2) -> float:
    """Round an amount to the smallest coin of a currency, to whole units when it has none."""
    coin = to_float(currency_value(currency, "smallest_currency_fraction_value"))
    amount = to_float(value)
    if not coin:
        return flt(rounded(amount), precision)
    rest = remainder(amount, coin, precision)
    return flt(amount + coin - rest if rest > coin / 2 else amount - rest, precision)


def currency_value(currency: str | None, fieldname: str) -> Any:
    """Return a value of a Currency record, None without a site."""
    if not currency or local.__dict__.get("db") is None:
        return None
    return local.db.get_value("Currency", currency, fieldname, cache=True)


def currency_symbol(currency: str | None) -> str:
    """Return a currency's symbol, its code when it has none."""
    return cstr(currency_value(currency, "symbol") or currency)


def number_format_of(currency: str | None) -> str:
    """Return the number format for amounts of a currency: its own where the site says so, else the site's."""
    if currency and cint(get_setting("use_number_format_from_currency")):
        own = currency_value(currency, "number_format")
        if own:
            return str(own)
    return str(get_setting("number_format") or "#,###.##")
