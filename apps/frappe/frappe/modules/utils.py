"""Doorway: modules live in ``frappe.modules``, files of standard records in ``frappe.install``."""

from __future__ import annotations

from frappe.install.customizations import sync_customizations as sync_customizations
from frappe.install.export import export_customizations as export_customizations
from frappe.install.export import export_doc as export_doc
from frappe.install.export import export_module_json as export_module_json
from frappe.install.reload import reload_doc as reload_doc
from frappe.modules import get_doctype_module as get_doctype_module
from frappe.modules import get_module_app as get_module_app
from frappe.modules import get_module_path as get_module_path
from frappe.modules import load_doctype_module as load_doctype_module
from frappe.modules import scrub as scrub
from frappe.modules.paths import get_app_publisher as get_app_publisher
from frappe.modules.paths import get_doc_module as get_doc_module
from frappe.modules.paths import get_doc_path as get_doc_path
from frappe.modules.paths import get_module_name as get_module_name
from frappe.modules.paths import scrub_dt_dn as scrub_dt_dn
from frappe.not_yet import NotYet

make_boilerplate = NotYet("frappe.modules.utils.make_boilerplate")
sync_customizations_for_doctype = NotYet("frappe.modules.utils.sync_customizations_for_doctype")
