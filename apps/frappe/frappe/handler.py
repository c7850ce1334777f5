"""Doorway: calls from the network live in ``frappe.api``."""

from __future__ import annotations

from frappe.api.files import download_file as download_file
from frappe.api.files import upload_file as upload_file
from frappe.api.health import ping as ping
from frappe.api.health import version as version
from frappe.api.rpc import call_method
from frappe.api.rpc import run_doc_method as run_doc_method
from frappe.auth import logout as logout
from frappe.not_yet import NotYet

execute_cmd = call_method

handle = NotYet("frappe.handler.handle")
web_logout = NotYet("frappe.handler.web_logout")
