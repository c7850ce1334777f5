"""Doorway: import of an app's JSON lives in ``frappe.install.sync``."""

from __future__ import annotations

from frappe.install.reload import import_file_by_path as import_file_by_path
from frappe.install.sync import doctype_files
from frappe.install.sync import sync_all as sync_all
from frappe.install.sync import sync_for as sync_for
from frappe.not_yet import NotYet

get_doc_files = doctype_files

remove_orphan_doctypes = NotYet("frappe.model.sync.remove_orphan_doctypes")
