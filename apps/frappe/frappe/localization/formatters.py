"""Values as the site shows them: dates, times, numbers, money."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from frappe.context import local
from frappe.localization.clock import get_datetime, getdate, now_datetime
from frappe.localization.dates import WEEKDAYS as WEEKDAYS
from frappe.localization.dates import get_first_day_of_week as get_first_day_of_week
from frappe.localization.dates import get_last_day_of_week as get_last_day_of_week
from frappe.localization.links import get_link_to_form as get_link_to_form
from frappe.localization.links import get_url as get_url
from frappe.localization.links import get_url_to_form as get_url_to_form
from frappe.localization.links import get_url_to_list as get_url_to_list
from frappe.localization.links import slug as slug
from frappe.localization.numbers import currency_symbol as currency_symbol
from frappe.localization.numbers import currency_value, flt, number_format_of
from frappe.localization.settings import get_setting
from frappe.localization.users import get_fullname as get_fullname
from frappe.messages import _, _lt
from frappe.types import _dict
from frappe.utils.dates import format_duration, get_time
from frappe.utils.numbers import cint, cstr, format_number, get_number_format_info

# -- dates and times


def format_date(string_date: Any = None, format_string: str | None = None, parse_day_first: bool = False) -> str:
    """Return a date in the site's format, or one such as ``d. MMMM yyyy``; nothing is an empty text."""
    day = getdate(string_date, parse_day_first) if string_date not in (None, "") else None
    if day is None:
        return ""
    pattern = (format_string or get_user_date_format()).replace("mm", "MM")
    plain = pattern.replace("yyyy", f"{day.year:04d}").replace("MM", f"{day.month:02d}").replace("dd", f"{day.day:02d}")
    if not any(char.isalpha() for char in plain):
        return plain
    from babel.dates import format_date as babel_date

    return babel_date(day, pattern, locale=locale())


formatdate = format_date


def format_time(time_string: Any = None, format_string: str | None = None) -> str:
    """Return a time of day in the site's format."""
    if time_string in (None, ""):
        return ""
    moment = get_time(time_string)
    pattern = format_string or get_user_time_format()
    if pattern in ("HH:mm:ss", "HH:mm"):
        return moment.strftime("%H:%M:%S" if pattern == "HH:mm:ss" else "%H:%M")
    from babel.dates import format_time as babel_time

    return babel_time(moment, pattern, locale=locale())


def format_datetime(datetime_string: Any = None, format_string: str | None = None) -> str:
    """Return a date and time in the site's format."""
    moment = get_datetime(datetime_string) if datetime_string not in (None, "") else None
    if moment is None:
        return ""
    if not format_string:
        return f"{format_date(moment)} {format_time(moment)}"
    from babel.dates import format_datetime as babel_datetime

    return babel_datetime(moment, format_string, locale=locale())


def global_date_format(date: Any, format: str = "long") -> str:
    """Return a date in words of the reader's language."""
    from babel.dates import format_date as babel_date

    day = getdate(date)
    return babel_date(day, format, locale=locale()) if day else ""


def get_user_date_format() -> str:
    return str(get_setting("date_format") or "yyyy-mm-dd")


def get_user_time_format() -> str:
    return str(get_setting("time_format") or "HH:mm:ss")


def locale() -> Any:
    """Return Babel's locale of the request's language."""
    return _locale(local.__dict__.get("lang") or "en")


@lru_cache(maxsize=64)
def _locale(lang: str) -> Any:
    from babel import Locale, UnknownLocaleError

    for name in (lang.replace("-", "_"), lang.partition("-")[0]):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_AGES: tuple[tuple[float, str, float], ...] = (
    (_MINUTE, _lt("just now"), 0),
    (2 * _MINUTE, _lt("1 minute ago"), 0),
    (_HOUR, _lt("{0} minutes ago"), _MINUTE),
    (2 * _HOUR, _lt("1 hour ago"), 0),
    (_DAY, _lt("{0} hours ago"), _HOUR),
    (2 * _DAY, _lt("Yesterday"), 0),
    (7 * _DAY, _lt("{0} days ago"), _DAY),
    (12 * _DAY, _lt("1 week ago"), 0),
    (31 * _DAY, _lt("{0} weeks ago"), -7 * _DAY),
    (46 * _DAY, _lt("1 month ago"), 0),
    (365 * _DAY, _lt("{0} months ago"), -30 * _DAY),
    (550 * _DAY, _lt("1 year ago"), 0),
)
"""Below so many seconds, this text; units are counted down, negative ones up."""


def pretty_date(iso_datetime: Any) -> str:
    """Return how long ago a moment was, in words."""
    if not iso_datetime:
        return ""
    seconds = (now_datetime() - (get_datetime(iso_datetime) or now_datetime())).total_seconds()
    for limit, text, unit in _AGES:
        if seconds < limit:
            count = (
                int(seconds // unit) if unit > 0 else math.ceil(int(seconds // _DAY) / (-unit / _DAY)) if unit else 0
            )
            return text.format(count)
    return _("{0} years ago").format(int(seconds // (365 * _DAY)))


# -- money


def fmt_money(amount: Any, precision: int | None = None, currency: str | None = None, format: str | None = None) -> str:
    """Return an amount with separators and the currency's symbol.

    Digits are ``precision``, else the site's for amounts, else those of the number format.
    """
    pattern = format or number_format_of(currency)
    digits = precision
    if digits is None:
        setting = get_setting("currency_precision")
        digits = cint(setting) if setting not in (None, "") else get_number_format_info(pattern)[2]
    text = format_number(flt(amount, digits), pattern, digits)
    if not currency or get_setting("hide_currency_symbol") == "Yes":
        return text
    symbol = _(currency_symbol(currency), context="Currency")
    return f"{text} {symbol}" if cint(currency_value(currency, "symbol_on_right")) else f"{symbol} {text}"


# -- any field


def format_value(
    value: Any, df: Any = None, doc: Any = None, currency: str | None = None, translated: bool = False, **_options: Any
) -> str:
    """Return a field's value as text for people; ``df`` is a field or a field type."""
    field = _dict(fieldtype=df) if isinstance(df, str) else _dict(df) if isinstance(df, dict) else df
    formatter = _FORMATTERS.get(field.fieldtype if field else "")
    text = formatter(value, field, doc, currency) if formatter else cstr(value)
    return _(text) if translated and text else text


def _money(value: Any, df: Any, doc: Any, currency: str | None) -> str:
    return fmt_money(value, precision=_digits(df), currency=currency or _currency(df, doc))


def _digits(df: Any) -> int | None:
    return cint(df.precision) if df.precision not in (None, "") else None


def _currency(df: Any, doc: Any) -> str | None:
    """Return the currency that a field's options name: a field of the document, or ``DocType:link:field``."""
    options = cstr(df.options)
    named: str | None = None
    if options.count(":") == 2:
        doctype, link, field = options.split(":")
        name = doc.get(link) if doc is not None else None
        named = local.db.get_value(doctype, name, field, cache=True) if name else None
    elif options and doc is not None:
        named = doc.get(options)
    return named or cstr(get_setting("currency")) or None


def _number(value: Any, df: Any, doc: Any, currency: str | None) -> str:
    number = flt(value)
    digits = _digits(df)
    if digits is None:
        digits = cint(get_setting("float_precision")) or 3
        if number.is_integer():
            digits = 0
    unit = doc.get(df.options) if df.options and doc is not None else None
    return fmt_money(number, precision=digits, currency=currency or unit)


def _percent(value: Any, df: Any, doc: Any, currency: str | None) -> str:
    text = f"{flt(value, 2 if _digits(df) is None else _digits(df)):f}".rstrip("0").rstrip(".")
    return f"{text or '0'}%"


_FORMATTERS: dict[str, Callable[[Any, Any, Any, str | None], str]] = {
    "Date": lambda value, *_rest: format_date(value),
    "Datetime": lambda value, *_rest: format_datetime(value),
    "Time": lambda value, *_rest: format_time(value),
    "Duration": lambda value, df, *_rest: format_duration(value, bool(cint(df.hide_days))) if value else "",
    "Currency": _money,
    "Float": _number,
    "Percent": _percent,
    "Check": lambda value, *_rest: _("Yes") if cint(value) else _("No"),
    "Select": lambda value, *_rest: _(value) if value else "",
    "Int": lambda value, *_rest: "" if value in (None, "") else str(cint(value)),
}
