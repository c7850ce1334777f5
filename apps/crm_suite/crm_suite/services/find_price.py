"""Prices and rates: the price of an item in a list, the default list of a customer, the rate of a day."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, getdate

DEFAULT_BASE_CURRENCY = "CNY"


def price_of(item: str, price_list: str | None, qty: Any, day: Any) -> float:
    """Return the price of the highest quantity step that is reached and valid; else the standard price."""
    if price_list:
        filters = {"item": item, "price_list": price_list, "min_qty": ["<=", flt(qty)]}
        fields = ["rate", "valid_from", "valid_to"]
        rows = frappe.get_all("Item Price", filters, fields, order_by="min_qty desc, valid_from desc")
        for row in rows:
            if _is_valid(row, getdate(day)):
                return flt(row.rate)
    return flt(frappe.get_cached_value("Item", item, "standard_rate"))


def default_price_list(customer: str | None) -> str | None:
    """Return the list of the customer, its group, its territory, or the default one."""
    fields = ["default_price_list", "customer_group", "territory"]
    row = frappe.db.get_value("Customer", customer, fields, as_dict=True) if customer else None
    if row and row.default_price_list:
        return str(row.default_price_list)
    if row and row.customer_group:
        found = frappe.db.get_value("Customer Group", row.customer_group, "default_price_list")
        if found:
            return str(found)
    if row and row.territory:
        found = frappe.db.get_value("Price List", {"territory": row.territory, "enabled": 1})
        if found:
            return str(found)
    settled = frappe.db.get_single_value("Selling Settings", "default_price_list")
    found = settled or frappe.db.get_value("Price List", {"is_default": 1, "enabled": 1})
    return str(found) if found else None


def base_currency() -> str:
    """Return the currency of totals and limits."""
    return frappe.db.get_single_value("Selling Settings", "base_currency") or DEFAULT_BASE_CURRENCY


def exchange_rate(currency: str, day: Any) -> float:
    """Return the latest rate to the base currency not after a day.

    Raises:
        ValidationError: no rate is entered for the pair.
    """
    base = base_currency()
    if currency == base:
        return 1.0
    filters = {"from_currency": currency, "to_currency": base, "date": ["<=", getdate(day)]}
    rows = frappe.get_all("Currency Exchange", filters, order_by="date desc", limit=1, pluck="exchange_rate")
    if not rows:
        frappe.throw(_("There is no exchange rate from {0} to {1} on {2}.").format(currency, base, getdate(day)))
    return flt(rows[0])


def _is_valid(row: Any, day: Any) -> bool:
    starts = not row.valid_from or getdate(row.valid_from) <= day
    return starts and (not row.valid_to or day <= getdate(row.valid_to))
