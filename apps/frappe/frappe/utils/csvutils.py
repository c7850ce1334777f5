"""Doorway: tables as csv live in ``frappe.core.sheets``."""

from __future__ import annotations

from frappe.core.sheets import UnicodeWriter as UnicodeWriter
from frappe.core.sheets import build_csv_response as build_csv_response
from frappe.core.sheets import read_csv_content as read_csv_content
from frappe.core.sheets import read_csv_content_from_attached_file as read_csv_content_from_attached_file
from frappe.core.sheets import send_csv_to_client as send_csv_to_client
from frappe.core.sheets import to_csv as to_csv
from frappe.not_yet import NotYet

get_csv_content_from_google_sheets = NotYet("frappe.utils.csvutils.get_csv_content_from_google_sheets")
