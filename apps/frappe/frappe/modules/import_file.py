"""Doorway: import of standard files lives in ``frappe.install.reload``."""

from __future__ import annotations

from frappe.install.reload import calculate_hash as calculate_hash
from frappe.install.reload import import_doc as import_doc
from frappe.install.reload import import_file_by_path as import_file_by_path
from frappe.install.reload import read_doc_from_file as read_doc_from_file
from frappe.install.reload import reload_doc

import_file = reload_doc
