"""Digits behind the point of numeric fields (contract 2.4)."""

from __future__ import annotations

from typing import Any

from frappe.localization.settings import get_setting
from frappe.utils.numbers import cint


def field_precision(fieldtype: str, precision: Any = None) -> int:
    """Return the field's own precision, else the site's for its kind."""
    if precision not in (None, ""):
        return cint(precision)
    if fieldtype == "Currency":
        return cint(get_setting("currency_precision") or 2)
    return cint(get_setting("float_precision") or 3)
