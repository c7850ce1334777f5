"""Doorway: a site is migrated in ``frappe.install``."""

from __future__ import annotations

from frappe.install import migrate as migrate
from frappe.install.migration import SiteMigration as SiteMigration
