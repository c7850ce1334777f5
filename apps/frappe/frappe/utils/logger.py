"""Doorway: loggers live in ``frappe.shortcuts``."""

from __future__ import annotations

from frappe.not_yet import NotYet
from frappe.shortcuts import logger

get_logger = logger

set_log_level = NotYet("frappe.utils.logger.set_log_level")
