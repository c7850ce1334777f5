"""Doorway: the public path of `frappe.database.savepoint`."""

from __future__ import annotations

from frappe.database import savepoint as savepoint
