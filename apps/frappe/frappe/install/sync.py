"""Bring the JSON of an app into a site: DocTypes first, then other standard records (contract 1.5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frappe import schema
from frappe.context import current_user, invalidate, local
from frappe.localization import now
from frappe.metadata import get_meta
from frappe.metadata.compile import Definition
from frappe.metadata.load import from_json
from frappe.model.naming import make_hash
from frappe.modules import get_app_path, get_hooks, get_installed_apps, get_module_list, scrub
from frappe.records import bulk_insert, delete_rows, insert_row

CHILDREN = {
    "fields": "DocField",
    "permissions": "DocPerm",
    "actions": "DocType Action",
    "links": "DocType Link",
    "states": "DocType State",
}
FIRST = ("DocField", "DocPerm", "DocType Action", "DocType Link", "DocType State", "DocType")
RECORD_KINDS = (
    "workspace",
    "report",
    "print_format",
    "notification",
    "client_script",
    "custom_field",
    "property_setter",
)
TREE_FIELDS: tuple[dict[str, Any], ...] = (
    {"fieldname": "lft", "fieldtype": "Int", "label": "Left"},
    {"fieldname": "rgt", "fieldtype": "Int", "label": "Right"},
    {"fieldname": "is_group", "fieldtype": "Check", "label": "Is Group"},
    {"fieldname": "old_parent", "fieldtype": "Data", "label": "Old Parent"},
)


def doctype_files(app: str) -> Iterator[Path]:
    """Yield the DocType files of an app, module by module."""
    for module in get_module_list(app):
        folder = Path(get_app_path(app, scrub(module), "doctype"))
        for path in sorted(folder.glob("*/*.json")) if folder.exists() else ():
            if path.stem == path.parent.name:
                yield path


def sync_doctypes(app: str, *, force: bool = False) -> list[str]:
    """Import the DocTypes of an app whose file changed, then bring their tables up to date; return their names."""
    documents = [(path, path.read_bytes()) for path in doctype_files(app)]
    changed = []
    for _path, content in documents:
        document = complete(json.loads(content))
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if force or stored_hash(document["name"]) != digest:
            changed.append((document, digest))
    changed.sort(key=lambda pair: FIRST.index(pair[0]["name"]) if pair[0]["name"] in FIRST else len(FIRST))
    if app == "frappe" and not local.db.table_exists("DocType"):
        _make_first_tables(document for document, _digest in changed)
    for name in FIRST:
        get_meta(name)  # read from its file before its own rows are half written
    for document, digest in changed:
        import_definition(document, digest)
    invalidate()
    for document, _digest in changed:
        schema.sync(get_meta(document["name"]))
    return [document["name"] for document, _digest in changed]


def sync_all(force: bool = False, reset_permissions: bool = False) -> None:
    """Bring the JSON of every installed app into the site."""
    for app in get_installed_apps():
        sync_for(app, force=force, reset_permissions=reset_permissions)


def sync_for(app_name: str, force: bool = False, reset_permissions: bool = False) -> None:
    """Bring the JSON of one app into the site: DocTypes, roles, other standard records."""
    for name in sync_doctypes(app_name, force=force):
        if reset_permissions:
            local.db.delete("Custom DocPerm", {"parent": name})
    write_roles()
    invalidate()
    sync_records(app_name)


def _make_first_tables(documents: Iterator[dict[str, Any]]) -> None:
    """Make the tables that hold DocTypes, before there is a DocType to ask."""
    from frappe.metadata.compile import compile_meta

    for document in documents:
        if document["name"] in (*FIRST, "Custom Field", "Property Setter", "Custom DocPerm"):
            schema.sync(compile_meta(from_json(document), app="frappe"))


def stored_hash(doctype: str) -> str | None:
    if not local.db.table_exists("DocType"):
        return None
    rows = local.db.connection.query("select `migration_hash` from `tabDocType` where `name` = ?", (doctype,))
    return rows[0][0] if rows else None


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Add the fields that the framework owns: ``amended_from``, those of a tree (contract 2.2, 2.9)."""
    fields = list(document.get("fields") or ())
    names = {field["fieldname"] for field in fields}
    added: list[dict[str, Any]] = []
    if document.get("is_submittable") and "amended_from" not in names:
        added.append(
            {"fieldname": "amended_from", "fieldtype": "Link", "label": "Amended From", "options": document["name"],
             "read_only": 1, "no_copy": 1, "print_hide": 1, "search_index": 1}
        )  # fmt: skip
    if document.get("is_tree"):
        parent = document.get("nsm_parent_field") or "parent_" + scrub(document["name"])
        tree = [*TREE_FIELDS, {"fieldname": parent, "fieldtype": "Link", "label": "Parent " + document["name"],
                               "options": document["name"], "search_index": 1}]  # fmt: skip
        for field in tree:
            if field["fieldname"] in names:
                continue
            hidden = {"hidden": 1, "read_only": 1, "no_copy": 1, "print_hide": 1}
            added.append({**field, **(hidden if field["fieldname"] in ("lft", "rgt", "old_parent") else {})})
    order = [*(document.get("field_order") or [field["fieldname"] for field in fields])]
    order += [field["fieldname"] for field in added]
    return {**document, "fields": fields + added, "field_order": order}


def import_definition(document: dict[str, Any], digest: str | None = None) -> None:
    """Write a DocType's rows as its JSON says; customizations stay in their own tables."""
    definition = from_json(document)
    name = document["name"]
    meta = get_meta("DocType")
    delete_rows(meta, {"name": name})
    moment, user = now(), current_user()
    stamp = {
        "creation": document.get("creation") or moment,
        "modified": document.get("modified") or moment,
        "modified_by": document.get("modified_by") or user,
        "owner": document.get("owner") or user,
        "docstatus": 0,
    }
    values = {**{key: value for key, value in definition.doctype.items() if key in meta.column_set}, **stamp}
    insert_row(meta, {**values, "name": name, "idx": 0, "migration_hash": digest})
    for key, child in CHILDREN.items():
        _write_rows(definition, key, child, name, stamp)


def _write_rows(definition: Definition, key: str, child: str, parent: str, stamp: dict[str, Any]) -> None:
    meta = get_meta(child)
    delete_rows(meta, {"parent": parent, "parenttype": "DocType", "parentfield": key})
    rows = []
    for index, row in enumerate(getattr(definition, key), start=1):
        own = {"name": make_hash(), "parent": parent, "parenttype": "DocType", "parentfield": key, "idx": index}
        rows.append({**{k: v for k, v in row.items() if k in meta.column_set}, **stamp, **own})
    if rows:
        bulk_insert(meta, meta.columns, ([row.get(column) for column in meta.columns] for row in rows))


def sync_records(app: str) -> list[str]:
    """Import the standard records in an app's module folders when their file is newer."""
    done = []
    for module in get_module_list(app):
        for kind in (*RECORD_KINDS, *(scrub(doctype) for doctype in get_hooks("importable_doctypes"))):
            folder = Path(get_app_path(app, scrub(module), kind))
            for path in sorted(folder.glob("*/*.json")) if folder.exists() else ():
                if path.stem == path.parent.name and import_record(json.loads(path.read_text(encoding="utf-8"))):
                    done.append(str(path))
    return done


def import_record(document: dict[str, Any]) -> bool:
    """Import one standard record; False when the stored one is as new."""
    from frappe.model.delete_doc import delete_doc
    from frappe.model.documents import get_doc

    doctype, name = document["doctype"], document["name"]
    stored = local.db.get_value(doctype, name, "modified")
    if stored is not None and str(stored) >= str(document.get("modified") or ""):
        return False
    flags = local.flags
    before, flags.in_import = flags.in_import, True
    try:
        if stored is not None:
            delete_doc(doctype, name, for_reload=True)
        doc = get_doc(document)
        doc.flags.update(ignore_links=True, ignore_validate=True, ignore_permissions=True, ignore_mandatory=True)
        doc.insert()
        if document.get("modified"):
            local.db.set_value(doctype, name, {"modified": document["modified"]}, update_modified=False)
    finally:
        flags.in_import = before
    return True


def write_modules(app: str) -> None:
    """Record the modules of an app."""
    from frappe.install.seed import write

    write("Module Def", ("module_name", "app_name"), [(title, app) for title in get_module_list(app)], key=0)


def write_roles() -> None:
    """Make the roles that DocTypes name in their permissions (contract 2.10)."""
    from frappe.install.seed import write

    names = {row[0] for row in local.db.connection.query("select distinct `role` from `tabDocPerm`") if row[0]}
    write("Role", ("role_name", "desk_access"), [(name, 1) for name in sorted(names)], key=0)
