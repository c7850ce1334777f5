"""Which apps in which versions a site has: the rows of Installed Applications."""

from __future__ import annotations

import importlib
from typing import Any

from frappe.context import local
from frappe.model.documents import get_doc
from frappe.modules import get_installed_apps

NAME = "Installed Applications"


def record_versions() -> None:
    """Bring the rows up to date; nothing is written when they are."""
    if not local.db.table_exists("Installed Application"):
        return
    wanted = [{"app_name": app, "app_version": version_of(app), "git_branch": "-"} for app in get_installed_apps()]
    doc: Any = get_doc(NAME)
    if [{key: row.get(key) for key in wanted[0]} for row in doc.installed_applications] == wanted:
        return
    doc.set("installed_applications", wanted)
    doc.flags.ignore_permissions = True
    doc.save()


def version_of(app: str) -> str:
    """Return an app's own version."""
    return str(getattr(importlib.import_module(app), "__version__", "0.0.0"))
