"""DocTypes whose app no longer has them: their definition goes, their table stays with its rows."""

from __future__ import annotations

from pathlib import Path

from frappe.context import invalidate, local
from frappe.exceptions import DoesNotExistError
from frappe.install.uninstall import remove_definition
from frappe.journal import record_change
from frappe.model.documents import get_doc
from frappe.modules import find_doctype_file, get_installed_apps, get_module_path, scrub


def remove_orphans() -> list[str]:
    """Remove the definitions and return their names. `doctor` lists the tables, so that a person can drop them."""
    names = find_orphans()
    for name in names:
        doc = get_doc("DocType", name)
        record_change("delete", doc, doc)
        remove_definition(name)
    if names:
        invalidate()
    return names


def find_orphans() -> list[str]:
    """Return the standard DocTypes of installed apps that have neither a file nor a controller any more."""
    apps = get_installed_apps()
    modules = local.db.get_all("Module Def", {"app_name": ["in", apps]}, pluck="name")
    standard = local.db.get_all(
        "DocType", {"custom": 0, "module": ["in", modules]}, ["name", "module"], order_by="name asc"
    )
    return [row.name for row in standard if find_doctype_file(row.name) is None and not _has_code(row)]


def _has_code(row: dict[str, str]) -> bool:
    name = scrub(row["name"])
    try:
        return Path(get_module_path(row["module"], "doctype", name, f"{name}.py")).exists()
    except DoesNotExistError:
        return False
