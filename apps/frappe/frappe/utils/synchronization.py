"""Doorway: locks of a site live in ``frappe.config.site_locks``."""

from __future__ import annotations

from frappe.config.site_locks import LockTimeoutError as LockTimeoutError
from frappe.config.site_locks import filelock as filelock
