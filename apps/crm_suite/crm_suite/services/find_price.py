"""Prices and rates: prices of items in a list, whole units, the list of a customer, the rate of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, getdate

from crm_suite.dates import day_of

DEFAULT_BASE_CURRENCY = "CNY"


def prices_of(lines: Sequence[tuple[str, Any]], price_list: str | None, day: Any) -> list[float]:
    """Return the price of each (item, quantity): the highest valid quantity step reached, else the standard price.

    A line without an item costs nothing: its own DocType says that the item is missing.
    """
    items = sorted({item for item, _qty in lines if item})
    if not items:
        return [0.0] * len(lines)
    steps = _steps(items, price_list, day_of(day)) if price_list else []
    standard = {row.name: row.standard_rate for row in _items(items)}
    prices = []
    for item, qty in lines:
        reached = (row.rate for row in steps if row.item == item and flt(row.min_qty) <= flt(qty))
        prices.append(flt(next(reached, standard.get(item))))
    return prices


def _items(items: list[str]) -> list[Any]:
    return list(frappe.get_all("Item", {"name": ["in", items]}, ["name", "standard_rate"], limit=0))


def _steps(items: list[str], price_list: str, day: date) -> list[Any]:
    """Return the valid prices, highest quantity step first, of equal steps the latest."""
    filters = {"item": ["in", items], "price_list": price_list}
    fields = ["item", "rate", "min_qty", "valid_from", "valid_to"]
    rows = frappe.get_all("Item Price", filters, fields, order_by="min_qty desc, valid_from desc", limit=0)
    return [row for row in rows if _is_valid(row, day)]


def check_whole_quantities(rows: Sequence[Any]) -> None:
    """Refuse a part of a unit that comes whole only.

    Raises:
        ValidationError: the text names the row and the unit.
    """
    parts = [row for row in rows if row.uom and flt(row.qty) % 1]
    filters = {"name": ["in", sorted({row.uom for row in parts})], "must_be_whole_number": 1}
    whole = set(frappe.get_all("UOM", filters, pluck="name")) if parts else set()
    for row in parts:
        if row.uom in whole:
            frappe.throw(_("Row {0}: the quantity has to be a whole number of {1}.").format(row.idx, _(row.uom)))


def default_price_list(customer: str | None) -> str | None:
    """Return the list of the customer, of its group, of its territory (the nearest in the tree), or the default one."""
    fields = ["default_price_list", "customer_group", "territory"]
    row = frappe.db.get_value("Customer", customer, fields, as_dict=True) if customer else None
    found = row and (
        row.default_price_list
        or (row.customer_group and frappe.db.get_value("Customer Group", row.customer_group, "default_price_list"))
        or _nearest_list("customer_group", "Customer Group", row.customer_group)
        or _nearest_list("territory", "Territory", row.territory)
    )
    found = found or frappe.db.get_single_value("Selling Settings", "default_price_list")
    found = found or frappe.db.get_value("Price List", {"is_default": 1, "enabled": 1})
    return str(found) if found else None


def _nearest_list(fieldname: str, tree: str, node: str | None) -> str | None:
    """Return the enabled list of a tree node, else of the nearest node above it."""
    if not node:
        return None
    above = frappe.get_all(tree, {"name": ["ancestors of", node]}, pluck="name", order_by="lft desc")
    nodes = [node, *above]
    rows = frappe.get_all("Price List", {fieldname: ["in", nodes], "enabled": 1}, ["name", fieldname])
    nearest = min(rows, key=lambda row: nodes.index(row[fieldname]), default=None)
    return str(nearest.name) if nearest else None


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


def _is_valid(row: Any, day: date) -> bool:
    starts = not row.valid_from or day_of(row.valid_from) <= day
    return starts and (not row.valid_to or day <= day_of(row.valid_to))
