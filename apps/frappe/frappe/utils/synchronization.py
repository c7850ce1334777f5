"""Doorway: locks of a site live in ``frappe.sites.locks``."""

from __future__ import annotations

from frappe.sites.locks import LockTimeoutError as LockTimeoutError
from frappe.sites.locks import filelock as filelock
