"""Write standard records and customizations of a site into an app (contract 1.5, 10)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.install.reload import standard_file
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.documents import get_doc
from frappe.modules import get_app_path, get_installed_apps, get_module_path, scrub
from frappe.modules.apps import load_app_hooks

_LEFT_OUT = frozenset(("creation", "modified", "modified_by", "owner", "parent", "parentfield", "parenttype"))


def plain(doc: Any) -> dict[str, Any]:
    """Return a record as its file holds it: what is set, rows without their bookkeeping."""
    values: dict[str, Any] = doc.as_dict(no_private_properties=True, convert_dates_to_str=True)
    out = {key: value for key, value in values.items() if value not in (None, "", [])}
    for field in get_meta(doc.doctype).table_fields:
        rows = values.get(field.fieldname) or []
        if rows:
            out[field.fieldname] = [
                {key: value for key, value in row.items() if key not in _LEFT_OUT and value not in (None, "")}
                for row in rows
            ]
    return dict(sorted(out.items()))


def write_document_file(doc: Any, record_module: str | None = None, create_init: bool | None = None) -> str:
    """Write a record into its module's folder and return the folder.

    Raises:
        ValidationError: the record names no module.
    """
    module = record_module or doc.get("module")
    if not module:
        raise ValidationError(_("{0} {1} belongs to no module.").format(_(doc.doctype), doc.name))
    path = standard_file(module, doc.doctype, doc.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if create_init if create_init is not None else doc.doctype in ("Report", "Page", "DocType"):
        for folder in (path.parent, path.parent.parent):
            (folder / "__init__.py").touch()
    path.write_text(json.dumps(plain(doc), indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    return str(path.parent)


def export_doc(doctype: str | Any, name: str | None = None, module: str | None = None) -> str:
    """Write a record, given as itself or by its name, into its module's folder."""
    doc = get_doc(doctype, name) if isinstance(doctype, str) else doctype
    return write_document_file(doc, module)


def export_to_files(record_list: list[list[str]] | None = None, record_module: str | None = None, **_more: Any) -> None:
    """Write several records: ``[[doctype, name], ...]``."""
    for doctype, name in record_list or ():
        export_doc(doctype, name, record_module)


def export_module_json(doc: Any, is_standard: bool | str, module: str) -> str | None:
    """Write a standard record into its module in developer mode; return the path without its ending."""
    if not is_standard or is_standard == "No" or not local.conf.developer_mode or local.flags.in_import:
        return None
    folder = write_document_file(doc, module)
    return str(Path(folder, scrub(doc.name)))


def export_customizations(
    module: str, doctype: str, sync_on_migrate: bool = False, with_permissions: bool = False
) -> str:
    """Write a DocType's Custom Fields, Property Setters and, on demand, permission rules into an app; return the path.

    Raises:
        ValidationError: the bench is not in developer mode.
    """
    if not local.conf.developer_mode:
        raise ValidationError(_("Only allowed to export customizations in developer mode"))
    folder = Path(get_module_path(module), "custom")
    folder.mkdir(parents=True, exist_ok=True)
    custom: dict[str, Any] = {
        "custom_fields": _rows("Custom Field", {"dt": doctype}),
        "property_setters": _rows("Property Setter", {"doc_type": doctype}),
        "custom_perms": _rows("Custom DocPerm", {"parent": doctype}) if with_permissions else [],
        "links": [],
        "doctype": doctype,
        "sync_on_migrate": int(sync_on_migrate),
    }
    path = folder / f"{scrub(doctype)}.json"
    path.write_text(json.dumps(custom, indent=1, ensure_ascii=False, default=str, sort_keys=True) + "\n", "utf-8")
    return str(path)


def _rows(doctype: str, filters: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in local.db.get_all(doctype, filters, ["*"], order_by="name asc")]


def export_fixtures(app: str | None = None) -> list[str]:
    """Write what the ``fixtures`` hook of an app (or of all installed ones) names into its ``fixtures`` folder.

    An entry is a DocType, or ``{dt, filters, or_filters, prefix}``. Returns the files written.
    """
    done = []
    for name in [app] if app else get_installed_apps():
        folder = Path(get_app_path(name, "fixtures"))
        for entry in load_app_hooks(name).get("fixtures", ()):
            done.append(str(_export_fixture(folder, {"dt": entry} if isinstance(entry, str) else entry)))
    return done


def _export_fixture(folder: Path, entry: dict[str, Any]) -> Path:
    doctype = entry.get("dt") or entry["doctype"]
    names = local.db.get_all(
        doctype, filters=entry.get("filters"), or_filters=entry.get("or_filters"), pluck="name",
        order_by="idx asc, creation asc, name asc",
    )  # fmt: skip
    if get_meta(doctype).issingle:
        names = [doctype]
    records = [_record(get_doc(doctype, name)) for name in names]
    prefix = f"{scrub(entry['prefix'])}_" if entry.get("prefix") else ""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{prefix}{scrub(doctype)}.json"
    path.write_text(json.dumps(records, indent=1, ensure_ascii=False, default=str, sort_keys=True) + "\n", "utf-8")
    return path


def _record(doc: Any) -> dict[str, Any]:
    values: dict[str, Any] = doc.as_dict(no_private_properties=True, convert_dates_to_str=True)
    values.pop("owner", None)
    for field in get_meta(doc.doctype).table_fields:
        values[field.fieldname] = [
            {key: value for key, value in row.items() if key not in _ROW_LEFT_OUT} for row in values[field.fieldname]
        ]
    return {key: value for key, value in values.items() if key not in ("creation", "modified_by", "idx")}


_ROW_LEFT_OUT = frozenset(("creation", "modified", "modified_by", "owner", "name", "idx", "docstatus", "doctype"))
