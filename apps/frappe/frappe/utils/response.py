"""Doorway: answers live in ``frappe.api.response``."""

from __future__ import annotations

from frappe.api.response import to_response
from frappe.not_yet import NotYet

build_response = to_response

download_backup = NotYet("frappe.utils.response.download_backup")
download_private_file = NotYet("frappe.utils.response.download_private_file")
redirect = NotYet("frappe.utils.response.redirect")
report_error = NotYet("frappe.utils.response.report_error")
send_private_file = NotYet("frappe.utils.response.send_private_file")
