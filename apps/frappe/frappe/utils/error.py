"""Doorway: the error log lives in ``frappe.shortcuts``."""

from __future__ import annotations

from frappe.not_yet import NotYet
from frappe.shortcuts import log_error as log_error

guess_exception_source = NotYet("frappe.utils.error.guess_exception_source")
log_error_snapshot = NotYet("frappe.utils.error.log_error_snapshot")
