"""Doorway: facts about DocTypes' fields live in ``frappe.model.field_facts``."""

from __future__ import annotations

from frappe.model.field_facts import get_fetch_values as get_fetch_values
from frappe.model.field_facts import is_single_doctype as is_single_doctype
from frappe.model.field_facts import is_virtual_doctype as is_virtual_doctype
