"""Doorway: apps are installed in ``frappe.install``."""

from __future__ import annotations

from frappe.config import update_site_config as update_site_config
from frappe.install import drop_site as drop_site
from frappe.install import install_app as install_app
from frappe.install import new_site as new_site
from frappe.install import uninstall_app
from frappe.not_yet import NotYet
from frappe.sites import get_site_config_path as get_site_config_path

remove_app = uninstall_app

add_to_installed_apps = NotYet("frappe.installer.add_to_installed_apps")
remove_from_installed_apps = NotYet("frappe.installer.remove_from_installed_apps")
