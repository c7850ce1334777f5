"""Where apps, their hooks, their code and their JSON lie.

``apps`` knows installed apps and hooks, ``paths`` turns modules and DocTypes into folders and Python modules.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from frappe.modules.apps import get_all_apps as get_all_apps
from frappe.modules.apps import get_doc_hooks as get_doc_hooks
from frappe.modules.apps import get_hooks as get_hooks
from frappe.modules.apps import get_installed_apps as get_installed_apps
from frappe.modules.paths import app_of_module as app_of_module
from frappe.modules.paths import doctype_file as doctype_file
from frappe.modules.paths import find_doctype_file as find_doctype_file
from frappe.modules.paths import get_app_path as get_app_path
from frappe.modules.paths import get_app_source_path as get_app_source_path
from frappe.modules.paths import get_attr as get_attr
from frappe.modules.paths import get_doctype_module as get_doctype_module
from frappe.modules.paths import get_module_app as get_module_app
from frappe.modules.paths import get_module_list as get_module_list
from frappe.modules.paths import get_module_path as get_module_path
from frappe.modules.paths import get_pymodule_path as get_pymodule_path
from frappe.modules.paths import load_doctype_module as load_doctype_module
from frappe.modules.paths import module_app as module_app
from frappe.modules.paths import scrub as scrub
from frappe.modules.paths import unscrub as unscrub

_ABOVE = {"export_doc": "frappe.install.export", "reload_doc": "frappe.install.reload"}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Answer the public names of what writes and reads standard files; it needs documents, rooms above."""
        if name not in _ABOVE:
            raise AttributeError(f"frappe.modules has no public name {name!r}; see docs/compatibility.md")
        return getattr(import_module(_ABOVE[name]), name)
