"""Doorway: custom fields of tests live in ``frappe.tests.custom_fields``."""

from __future__ import annotations

from frappe.tests.custom_fields import add_custom_field as add_custom_field
from frappe.tests.custom_fields import clear_custom_fields as clear_custom_fields
