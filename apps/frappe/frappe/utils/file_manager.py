"""Doorway: stored files live in ``frappe.core.stored_files``."""

from __future__ import annotations

from frappe.core.doctype.file.utils import check_size, max_file_size_mb
from frappe.core.stored_files import get_content_hash as get_content_hash
from frappe.core.stored_files import get_file as get_file
from frappe.core.stored_files import get_file_path as get_file_path
from frappe.core.stored_files import get_file_url as get_file_url
from frappe.core.stored_files import remove_all as remove_all
from frappe.core.stored_files import remove_file as remove_file
from frappe.core.stored_files import save_file as save_file
from frappe.core.stored_files import save_url as save_url

check_max_file_size = check_size
get_max_file_size = max_file_size_mb
