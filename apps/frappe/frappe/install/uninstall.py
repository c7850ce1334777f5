"""Take an app off the active site: its DocTypes with their tables, and what other tables hold of it.

Rows of the framework that belong to a removed document or name a removed DocType go, references in records that stand
for themselves (a mail, an account) are emptied, and logs stay as they are. Roles, numbers of series and the columns of
removed custom fields stay: users, documents and values hold on to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from frappe.context import invalidate, local
from frappe.defaults import set_default
from frappe.exceptions import ValidationError
from frappe.install import patches
from frappe.install.apps import SYNC_JOBS
from frappe.install.hook_calls import run_app_hooks, run_hooks
from frappe.install.sync import CHILDREN
from frappe.install.versions import record_versions
from frappe.journal import operation
from frappe.messages import _
from frappe.metadata import find_meta, get_meta
from frappe.model.documents import get_doc
from frappe.modules import get_attr, get_installed_apps, get_module_list
from frappe.modules.apps import load_app_hooks

LOGS = frozenset({"Activity Log", "Error Log", "Permission Log", "Email Queue", "Integration Request"})
EMPTIED = frozenset({"Communication", "Email Account", "IMAP Folder", "User Type", "Session Default", "Workspace Link"})
OF_DEFINITION = (("dt", "Custom Field"), ("doc_type", "Property Setter"), ("parent", "Custom DocPerm"))


def uninstall_app(app_name: str, *, yes: bool = False, dry_run: bool = False, **_options: Any) -> list[str]:
    """Take an app and its DocTypes off the site; return what goes (or would go).

    Raises:
        ValidationError: it is the framework, not installed, or required by another app.
    """
    installed = get_installed_apps()
    modules = local.db.get_all("Module Def", {"app_name": app_name}, pluck="name", order_by="name asc")
    if app_name == "frappe" or (app_name not in installed and not modules):
        raise ValidationError(_("App {0} is not installed or cannot be uninstalled.").format(app_name))
    for other in installed:
        if any(name.split("/")[-1] == app_name for name in load_app_hooks(other).get("required_apps", ())):
            raise ValidationError(_("App {0} is required by {1}. Uninstall {1} first.").format(app_name, other))
    doctypes = local.db.get_all("DocType", {"module": ["in", modules]}, pluck="name", order_by="name asc")
    gone = [f"DocType {name}" for name in doctypes] + [f"Module {name}" for name in modules]
    if dry_run:
        return gone
    local.flags.in_uninstall = app_name
    try:
        with operation("uninstall", route=app_name):
            _uninstall(app_name, doctypes, modules)
        local.db.commit()
    except BaseException:
        local.db.rollback()
        local.db.forget_tables()
        raise
    finally:
        local.flags.in_uninstall = None
        invalidate()
    return gone


def _uninstall(app: str, doctypes: list[str], modules: list[str]) -> None:
    run_app_hooks(app, "before_uninstall")
    run_hooks("before_app_uninstall", app)
    _remove_files(doctypes)
    for meta, fieldname in _links_to("DocType"):
        _forget_doctypes(meta, fieldname, doctypes)
    for meta, fieldname in _links_to("Module Def"):
        _delete(meta, {fieldname: ["in", modules]})
    local.db.delete("Deleted Document", {"deleted_doctype": ["in", doctypes]})
    local.db.delete("Patch Log", {"patch": ["in", patches.get_patches_from_app(app)]})
    tables = [table for name in doctypes if (table := _table_of(name))]
    for name in doctypes:
        remove_definition(name)
    local.db.delete("Module Def", {"name": ["in", modules]})
    set_default("installed_apps", json.dumps([name for name in get_installed_apps() if name != app]), "__global")
    invalidate()
    get_attr(SYNC_JOBS)()
    record_versions()
    for table in tables:  # last: MariaDB commits before it drops a table
        local.db.connection.execute(f"drop table if exists `{table}`")
    local.db.forget_tables()
    invalidate()
    run_app_hooks(app, "after_uninstall")
    run_hooks("after_app_uninstall", app)


def _table_of(doctype: str) -> str | None:
    meta = get_meta(doctype)
    return None if meta.issingle or meta.is_virtual else meta.table_name


def remove_definition(doctype: str) -> None:
    """DELETE a DocType's rows, its customizations and the values of a Single; a table stays."""
    execute = local.db.connection.execute
    for child in CHILDREN.values():
        execute(f"delete from `tab{child}` where `parent` = ? and `parenttype` = 'DocType'", (doctype,))
    for column, other in OF_DEFINITION:
        local.db.delete(other, {column: doctype})
    for table in ("tabSingles", "__Auth", "__UserSettings"):
        execute(f"delete from `{table}` where `doctype` = ?", (doctype,))
    execute("delete from `tabDocType` where `name` = ?", (doctype,))


def _remove_files(doctypes: list[str]) -> None:
    """Delete the files attached to the documents, each with its content when nothing else uses it."""
    for name in local.db.get_all("File", {"attached_to_doctype": ["in", doctypes]}, pluck="name"):
        get_doc("File", name).delete(ignore_permissions=True, force=True, delete_permanently=True)


def _links_to(target: str) -> Iterator[tuple[Any, str]]:
    """Yield the framework's DocTypes with a table, and their fields that link to a target."""
    modules = get_module_list("frappe")
    for name in local.db.get_all("DocType", {"module": ["in", modules], "issingle": 0, "is_virtual": 0}, pluck="name"):
        meta = find_meta(name)
        if meta is None or name == "DocType":
            continue
        yield from ((meta, f.fieldname) for f in meta.value_fields if f.fieldtype == "Link" and f.options == target)


def _forget_doctypes(meta: Any, fieldname: str, doctypes: list[str]) -> None:
    if meta.name in LOGS:
        return
    filters = {fieldname: ["in", doctypes]}
    if meta.name not in EMPTIED:
        _delete(meta, filters)
        return
    partners = [f.fieldname for f in meta.value_fields if f.fieldtype == "Dynamic Link" and f.options == fieldname]
    if doctypes:
        empty: dict[str, Any] = dict.fromkeys((fieldname, *partners))
        local.db.set_value(meta.name, filters, empty, update_modified=False)


def _delete(meta: Any, filters: dict[str, Any]) -> None:
    names = local.db.get_all(meta.name, filters, pluck="name", order_by=None)
    for table in meta.table_fields if names else ():
        local.db.delete(table.options, {"parenttype": meta.name, "parent": ["in", names]})
    if names:
        local.db.delete(meta.name, {"name": ["in", names]})
