"""Test records: found beside a DocType, made with what they link to, once a site (contract section 11)."""

from __future__ import annotations

import importlib
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from frappe.context import local
from frappe.exceptions import DuplicateEntryError
from frappe.metadata import find_meta, get_meta
from frappe.model import naming
from frappe.model.documents import copy_doc, get_doc
from frappe.modules import app_of_module, find_doctype_file, get_module_app, scrub


def known_records() -> dict[str, list[Any]]:
    """Return what was made on this thread: names of the records of each DocType."""
    return local.__dict__.setdefault("test_objects", {})  # type: ignore[no-any-return]


def module_of_tests(doctype: str) -> ModuleType | None:
    """Import a DocType's test module; None when there is none."""
    meta = find_meta(doctype)
    if meta is None or not meta.module or not app_of_module(meta.module):
        return None
    name = scrub(doctype)
    path = f"{get_module_app(meta.module)}.{scrub(meta.module)}.doctype.{name}.test_{name}"
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as error:
        if error.name and path.startswith(error.name):
            return None
        raise


def get_test_records(doctype: str) -> list[dict[str, Any]]:
    """Return a DocType's test records: ``test_records.json`` or ``.toml`` beside it, else its test module's."""
    definition = find_doctype_file(doctype)
    found: Any = _read(definition.parent) if definition else None
    if found is None:
        module = module_of_tests(doctype)
        found = getattr(module, "test_records", None) or []
    if isinstance(found, dict):
        rows = found.get(doctype)
        found = rows if isinstance(rows, list) else [row for part in found.values() for row in part]
    return [dict(record) for record in found]


def _read(folder: Path) -> Any:
    as_json, as_toml = folder / "test_records.json", folder / "test_records.toml"
    if as_json.exists():
        return json.loads(as_json.read_text(encoding="utf-8"))
    return tomllib.loads(as_toml.read_text(encoding="utf-8")) if as_toml.exists() else None


def get_dependencies(doctype: str) -> list[str]:
    """Return the DocTypes whose records are needed first: Link targets, those of child rows too, and named ones."""
    module, meta = module_of_tests(doctype), get_meta(doctype)
    metas = [meta, *(get_meta(field.options) for field in meta.table_fields if field.options)]
    targets = {field.options for one in metas for field in one.link_fields if field.options}
    extra = _named(module, "EXTRA_TEST_RECORD_DEPENDENCIES", "test_dependencies")
    ignored = _named(module, "IGNORE_TEST_RECORD_DEPENDENCIES", "test_ignore")
    return sorted((targets | set(extra)) - set(ignored) - {doctype, "[Select]"})


def _named(module: ModuleType | None, *names: str) -> list[str]:
    return [entry for name in names for entry in getattr(module, name, ())]


def make_test_records(
    doctype: str, verbose: int = 0, force: bool = False, commit: bool = False
) -> list[tuple[str, int]]:
    """Make the test records of a DocType and, first, of what they need; those made already are left alone.

    Returns (DocType, number of records) in the order in which they were made.
    """
    made = [
        (name, len(make_test_records_for_doctype(name, force=force, commit=commit)))
        for name in _in_order(doctype, set(), force=force)
    ]
    return [(name, count) for name, count in made if count]


def _in_order(doctype: str, seen: set[str], *, force: bool) -> Iterator[str]:
    """Yield a DocType after what it needs."""
    meta = find_meta(doctype)
    if doctype in seen or meta is None or (doctype in known_records() and not force):
        return
    seen.add(doctype)
    for dependency in get_dependencies(doctype):
        yield from _in_order(dependency, seen, force=force)
    yield doctype


def make_test_records_for_doctype(
    doctype: str, verbose: int = 0, force: bool = False, commit: bool = False
) -> list[Any]:
    """Make the test records of one DocType and return their names."""
    known = known_records()
    if doctype in known and not force:
        return []
    known[doctype] = []
    module = module_of_tests(doctype)
    if module is not None and hasattr(module, "_make_test_records"):
        known[doctype] = list(module._make_test_records() or ())
    else:
        known[doctype] = make_test_objects(doctype, reset=force, commit=commit)
    return known[doctype]


def make_test_objects(
    doctype: str, test_records: list[dict[str, Any]] | None = None, verbose: int = 0, reset: bool = False,
    commit: bool = False,
) -> list[Any]:  # fmt: skip
    """Insert records (those beside the DocType by default) and return their names; what is there already stays."""
    names = []
    for record in get_test_records(doctype) if test_records is None else test_records:
        name = _make({"doctype": doctype, **record}, reset=reset)
        if name is not None:
            names.append(name)
        if commit:
            local.db.commit()
    return names


def _make(record: dict[str, Any], *, reset: bool) -> Any:
    """Insert one record, submitted when it says so; None when it was there."""
    doc = copy_doc(get_doc(record))
    if doc.meta.get_field("naming_series") and not doc.get("naming_series"):
        doc.naming_series = f"_T-{doc.doctype}-"
    name = record.get("name")
    if name is None:
        probe = copy_doc(doc)
        local.db.savepoint("test_record")
        naming.set_new_name(probe)
        local.db.rollback(save_point="test_record")
        existing = probe.name
    else:
        existing = name
    if existing and local.db.exists(doc.doctype, existing) and not reset:
        return None
    submitted = int(record.get("docstatus") or 0) == 1
    doc.docstatus = 0
    doc.run_method("before_test_insert")
    local.db.savepoint("test_record")
    try:
        doc.insert(ignore_permissions=True, set_name=name)
    except DuplicateEntryError:
        local.db.rollback(save_point="test_record")
        return None
    if submitted:
        doc.submit()
    return doc.name
