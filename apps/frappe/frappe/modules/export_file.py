"""Doorway: standard files are written in ``frappe.install.export``."""

from __future__ import annotations

from frappe.install.export import export_doc as export_doc
from frappe.install.export import export_to_files as export_to_files
from frappe.install.export import write_document_file as write_document_file
