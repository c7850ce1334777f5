"""Bring the JSON of an app into a site: DocTypes first, then other standard records (contract 1.5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from frappe import schema
from frappe.context import current_user, invalidate, local
from frappe.localization import now
from frappe.metadata import find_meta, get_meta
from frappe.metadata.compile import Definition
from frappe.metadata.load import from_json
from frappe.model.naming import make_hash
from frappe.modules import (
    find_doctype_file,
    get_app_path,
    get_hooks,
    get_installed_apps,
    get_module_list,
    load_doctype_module,
    scrub,
)
from frappe.records import bulk_insert, delete_rows, insert_row
from frappe.utils.dates import parse_datetime

CHILDREN = {
    "fields": "DocField",
    "permissions": "DocPerm",
    "actions": "DocType Action",
    "links": "DocType Link",
    "states": "DocType State",
}
FIRST = ("DocField", "DocPerm", "DocType Action", "DocType Link", "DocType State", "DocType")
RECORD_KINDS = (
    "page",
    "report",
    "dashboard_chart_source",
    "print_format",
    "web_page",
    "website_theme",
    "web_form",
    "web_template",
    "notification",
    "print_style",
    "workspace",
    "onboarding_step",
    "module_onboarding",
    "form_tour",
    "client_script",
    "server_script",
    "custom_field",
    "property_setter",
)
# What a person changed in a standard record stays when its file is imported again.
KEPT_VALUES = {
    "Report": ("disabled", "prepared_report", "add_total_row"),
    "Print Format": ("disabled",),
    "Notification": ("enabled",),
    "Print Style": ("disabled",),
    "Module Onboarding": ("is_complete",),
    "Onboarding Step": ("is_complete", "is_skipped"),
    "Workspace": ("is_hidden",),
}
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
    names = [document["name"] for document, _digest in changed]
    for name in names:
        schema.sync(get_meta(name))
    for name in names:
        call_on_doctype_update(name)
    return names


def call_on_doctype_update(doctype: str) -> None:
    """Call ``on_doctype_update()`` of a DocType's module, where apps add indexes (contract 1.2)."""
    path = find_doctype_file(doctype)
    code = path.with_suffix(".py") if path else None
    if code is not None and code.exists() and "on_doctype_update" in code.read_text(encoding="utf-8"):
        load_doctype_module(doctype).on_doctype_update()


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
    sync_records(app_name, force=force)


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


def sync_records(app: str, *, force: bool = False) -> list[str]:
    """Import the standard records in an app's module folders when their file is newer; return what was written."""
    return _import_files(_standard_files(app), force=force)


def newer_records(app: str) -> list[str]:
    """Return the standard records that `sync_records` would write."""
    documents = (json.loads(path.read_text(encoding="utf-8")) for path in _standard_files(app))
    return [f"{doc['doctype']} {doc['name']}" for doc in documents if find_meta(doc["doctype"]) and is_newer(doc)]


def sync_dashboards(app: str) -> list[str]:
    """Import an app's charts, number cards and dashboards when their file is newer; return what was written."""
    files = (
        file
        for module in get_module_list(app)
        for kind in ("dashboard_chart", "number_card", f"{scrub(module)}_dashboard")
        for file in _record_files(app, module, kind)
    )
    return _import_files(files)


def _standard_files(app: str) -> Iterator[Path]:
    kinds = (*RECORD_KINDS, *(scrub(doctype) for doctype in get_hooks("importable_doctypes")))
    return (file for module in get_module_list(app) for kind in kinds for file in _record_files(app, module, kind))


def _record_files(app: str, module: str, kind: str) -> list[Path]:
    folder = Path(get_app_path(app, scrub(module), kind))
    return [path for path in sorted(folder.glob("*/*.json")) if path.stem == path.parent.name]


def _import_files(files: Iterable[Path], *, force: bool = False) -> list[str]:
    done = []
    for path in files:
        document = json.loads(path.read_text(encoding="utf-8"))
        if find_meta(document["doctype"]) is not None and import_record(document, force=force):
            done.append(f"{document['doctype']} {document['name']}")
    return done


def is_newer(document: dict[str, Any]) -> bool:
    """Tell whether a standard record's file is newer than what the site has."""
    stored = local.db.get_value(document["doctype"], document["name"], "modified")
    given = document.get("modified")
    return stored is None or bool(given and parse_datetime(given) > parse_datetime(stored))


def import_record(document: dict[str, Any], *, force: bool = False) -> bool:
    """Import one standard record; False when the stored one is as new."""
    from frappe.model.delete_doc import delete_doc
    from frappe.model.documents import get_doc

    doctype, name = document["doctype"], document["name"]
    if not force and not is_newer(document):
        return False
    kept = _kept_values(doctype, name)
    flags = local.flags
    before, flags.in_import = flags.in_import, True
    try:
        if local.db.exists(doctype, name):
            delete_doc(doctype, name, for_reload=True)
        doc = get_doc({**document, **kept})
        doc.flags.update(ignore_links=True, ignore_validate=True, ignore_permissions=True, ignore_mandatory=True)
        doc.insert()
        if document.get("modified"):
            local.db.set_value(doctype, name, {"modified": document["modified"]}, update_modified=False)
    finally:
        flags.in_import = before
    return True


def _kept_values(doctype: str, name: str) -> dict[str, Any]:
    columns = get_meta(doctype).column_set
    fields = [field for field in KEPT_VALUES.get(doctype, ()) if field in columns]
    return (local.db.get_value(doctype, name, fields, as_dict=True) or {}) if fields else {}


def write_modules(app: str) -> None:
    """Record the modules of an app."""
    from frappe.install.seed import write

    write("Module Def", ("module_name", "app_name"), [(title, app) for title in get_module_list(app)], key=0)


def write_roles() -> None:
    """Make the roles that DocTypes name in their permissions (contract 2.10)."""
    from frappe.install.seed import write

    names = {row[0] for row in local.db.connection.query("select distinct `role` from `tabDocPerm`") if row[0]}
    write("Role", ("role_name", "desk_access"), [(name, 1) for name in sorted(names)], key=0)
