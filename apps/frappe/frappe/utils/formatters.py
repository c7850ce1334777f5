"""Doorway: values as people see them live in ``frappe.localization.formatters``."""

from __future__ import annotations

from frappe.localization.formatters import format_date as format_date
from frappe.localization.formatters import format_datetime as format_datetime
from frappe.localization.formatters import format_time as format_time
from frappe.localization.formatters import format_value as format_value
