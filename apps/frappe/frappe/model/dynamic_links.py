"""Doorway: Dynamic Link fields live in ``frappe.model.links``."""

from __future__ import annotations

from frappe.model.field_facts import get_dynamic_link_map as get_dynamic_link_map
from frappe.model.field_facts import get_dynamic_links as get_dynamic_links
