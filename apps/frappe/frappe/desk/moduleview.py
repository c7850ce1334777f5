"""Not built yet: pages of modules."""

from __future__ import annotations

from frappe.not_yet import names_of

__getattr__ = names_of(__name__)
