"""Fixtures: records in ``fixtures/*.json``, imported whenever the app is installed or migrated (contract 1.5)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.metadata import find_meta
from frappe.model.delete_doc import delete_doc
from frappe.model.documents import get_doc
from frappe.model.nested_set import rebuild_tree
from frappe.modules import get_app_path

IGNORED = ("lft", "rgt")


def sync_fixtures(app: str) -> int:
    """Import an app's fixtures and return how many records were written."""
    return import_folder(Path(get_app_path(app, "fixtures")))


def import_folder(folder: Path) -> int:
    """Import every file of a folder in order of name."""
    count = 0
    for path in sorted(folder.glob("*.json")) if folder.exists() else ():
        records = json.loads(path.read_text(encoding="utf-8"))
        count += import_records(records if isinstance(records, list) else [records])
    return count


def import_records(records: list[dict[str, Any]]) -> int:
    """Write records as they are given: their names are kept, what was there is replaced."""
    flags, count = local.flags, 0
    before = (flags.in_import, flags.in_fixtures)
    flags.in_import = flags.in_fixtures = True
    trees = set()
    try:
        for record in records:
            meta = find_meta(record["doctype"])
            if meta is None:
                continue
            count += _import(record)
            if meta.is_tree:
                trees.add(meta.name)
        for doctype in trees:
            rebuild_tree(doctype)
    finally:
        flags.in_import, flags.in_fixtures = before
    return count


def _import(record: dict[str, Any]) -> int:
    values = {key: value for key, value in record.items() if key not in IGNORED}
    name = values.get("name")
    if name and local.db.exists(values["doctype"], name):
        delete_doc(values["doctype"], name, for_reload=True)
    doc = get_doc(values)
    doc.flags.ignore_links = True
    doc.insert(ignore_permissions=True)
    return 1
