"""Doorway: renaming of fields lives in ``frappe.model.field_facts``."""

from __future__ import annotations

from frappe.model.field_facts import rename_field as rename_field
