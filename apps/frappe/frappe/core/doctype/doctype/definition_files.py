"""Write a standard DocType into its app in developer mode: JSON, controller, empty package files (contract 2.1)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from frappe.modules import doctype_file
from frappe.utils import cstr

_TABLES = ("fields", "permissions", "actions", "links", "states")
_OWN = frozenset(
    {
        "parent",
        "parenttype",
        "parentfield",
        "name",
        "creation",
        "modified",
        "modified_by",
        "owner",
        "docstatus",
        "idx",
        "doctype",
    }
)


def definition_json(doc: Any) -> dict[str, Any]:
    """Return a DocType as its file holds it: only what is set, fields in their order."""
    values = doc.as_dict(no_private_properties=True, convert_dates_to_str=True)
    out: dict[str, Any] = {}
    for key, value in values.items():
        if key in _TABLES or key.startswith("_") or key == "migration_hash" or value in (None, "", 0, [], "0"):
            continue
        out[key] = value
    for table in _TABLES:
        out[table] = [_row(row) for row in values.get(table) or ()]
    out["field_order"] = [row["fieldname"] for row in out["fields"]]
    out["fields"].sort(key=lambda row: row["fieldname"])
    return dict(sorted(out.items()))


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in sorted(row.items()) if key not in _OWN and value not in (None, "", 0)}


def write_files(doc: Any) -> Path:
    """Write the JSON, and a controller where there is none; return the JSON's path."""
    path = doctype_file(cstr(doc.name), cstr(doc.module))
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        (folder / "__init__.py").touch()
    path.write_text(
        json.dumps(definition_json(doc), indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8"
    )
    controller = path.with_suffix(".py")
    if not controller.exists():
        controller.write_text(controller_text(doc), encoding="utf-8")
    return path


def controller_text(doc: Any) -> str:
    """Return the first text of a controller."""
    name = cstr(doc.name).replace(" ", "").replace("-", "")
    home, base = ("frappe.utils.nestedset", "NestedSet") if doc.is_tree else ("frappe.model.document", "Document")
    return f"from {home} import {base}\n\n\nclass {name}({base}):\n    pass\n"


def remove_files(doc: Any) -> None:
    """Remove the folder of a deleted DocType from its app."""
    folder = doctype_file(cstr(doc.name), cstr(doc.module)).parent
    if folder.is_dir() and folder.parent.name == "doctype":
        shutil.rmtree(folder)
