"""Doorway: tables as xlsx live in ``frappe.core.sheets``."""

from __future__ import annotations

from frappe.core.sheets import build_xlsx_response as build_xlsx_response
from frappe.core.sheets import handle_html as handle_html
from frappe.core.sheets import make_xlsx as make_xlsx
from frappe.core.sheets import read_xls_file_from_attached_file as read_xls_file_from_attached_file
from frappe.core.sheets import read_xlsx_file_from_attached_file as read_xlsx_file_from_attached_file
