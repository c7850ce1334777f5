"""Doorway: compiled DocTypes live in ``frappe.metadata``."""

from __future__ import annotations

from frappe.metadata import Meta as Meta
from frappe.metadata import get_meta as get_meta
from frappe.model.field_facts import get_default_df as get_default_df
from frappe.model.field_facts import get_field_currency as get_field_currency
from frappe.model.field_facts import get_field_precision as get_field_precision
from frappe.model.field_facts import get_parent_dt as get_parent_dt
from frappe.model.field_facts import is_single as is_single
from frappe.not_yet import NotYet

trim_table = NotYet("frappe.model.meta.trim_table")
trim_tables = NotYet("frappe.model.meta.trim_tables")
