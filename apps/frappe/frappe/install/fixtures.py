"""Fixtures: records in ``fixtures/*.json``, imported whenever the app is installed or migrated (contract 1.5)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.journal import values_of
from frappe.messages import _
from frappe.metadata import find_meta, get_meta
from frappe.model.delete_doc import delete_doc
from frappe.model.documents import get_doc
from frappe.model.nested_set import rebuild_tree
from frappe.model.storage import forget_cached
from frappe.modules import get_app_path

IGNORED = ("lft", "rgt")
SAVEPOINT = "fixture_record"
NOT_COMPARED = frozenset(
    {"creation", "modified", "modified_by", "owner", "name", "parent", "idx", "lft", "rgt", "old_parent"}
)


def sync_fixtures(app: str) -> int:
    """Import an app's fixtures and return how many records were written."""
    return import_folder(Path(get_app_path(app, "fixtures")))


def import_folder(folder: Path) -> int:
    """Import every file of a folder in order of name; a migration commits each."""
    return sum(_import_file(path) for path in (sorted(folder.glob("*.json")) if folder.exists() else ()))


def _import_file(path: Path) -> int:
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
        count = import_records(records if isinstance(records, list) else [records])
    except Exception as error:
        text = _("Fixture {0} cannot be imported: {1}").format(path, f"{type(error).__name__}: {error}")
        raise ValidationError(text, file=str(path)) from error
    if local.flags.in_migrate:
        local.db.commit()
    return count


def import_records(records: list[dict[str, Any]]) -> int:
    """Write records as they are given, their names kept, and return how many differed from what was there."""
    flags, count = local.flags, 0
    before = (flags.in_import, flags.in_fixtures, flags.mute_emails)
    flags.in_import = flags.in_fixtures = flags.mute_emails = True
    trees = set()
    try:
        for record in records:
            meta = find_meta(record["doctype"])
            if meta is None:
                print(f"Skipped a record of {record['doctype']}: the site has no such DocType.")
                continue
            written = _import(record)
            count += written
            if meta.is_tree and written:
                trees.add(meta.name)
        for doctype in sorted(trees):
            rebuild_tree(doctype)
    finally:
        flags.in_import, flags.in_fixtures, flags.mute_emails = before
    return count


def _import(record: dict[str, Any]) -> bool:
    """Replace a record by the one given; False when it was the same, which is then left as it was, its times too.

    A comparison of the values given would not do: the record's own code may fill in others.
    """
    values = {key: value for key, value in record.items() if key not in IGNORED}
    doctype, name = values["doctype"], values.get("name")
    if not name or not local.db.exists(doctype, name):
        _insert(values)
        return True
    before, commits = _content(doctype, name), local.db.connection.commits
    local.db.savepoint(SAVEPOINT)
    delete_doc(doctype, name, for_reload=True)
    doc = _insert(values)
    if local.db.connection.commits == commits and _content(doctype, doc.name) == before:
        local.db.rollback(save_point=SAVEPOINT)
        forget_cached(doctype, doc.name)
        return False
    return True


def _insert(values: dict[str, Any]) -> Any:
    doc = get_doc(values)
    doc.flags.ignore_links = True
    return doc.insert(ignore_permissions=True)


def _content(doctype: str, name: str) -> dict[str, Any]:
    """Return a stored record's values without what every import makes anew."""
    values = values_of(get_doc(doctype, name))
    for field in get_meta(doctype).table_fields:
        values[field.fieldname] = [_own(row) for row in values[field.fieldname]]
    return _own(values)


def _own(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in NOT_COMPARED and not key.startswith("_")}
