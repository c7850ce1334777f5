"""Import DocTypes and standard records again from their files, and write them there (contract 1.5, 10)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from frappe import schema
from frappe.context import invalidate, local
from frappe.exceptions import DoesNotExistError
from frappe.install.fixtures import import_records
from frappe.install.sync import call_on_doctype_update, complete, import_definition, import_record, stored_hash
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.modules import find_doctype_file, get_module_path, scrub


def reload_doc(
    module: str, dt: str | None = None, dn: str | None = None, force: bool = False, reset_permissions: bool = False
) -> bool:
    """Import a standard record of a module again when its file changed: ``reload_doc("crm", "doctype", "lead")``.

    ``reset_permissions`` removes the custom permission rules of a DocType.
    """
    path = standard_file(module, dt or "", dn or "")
    return import_file_by_path(str(path), force=force, reset_permissions=reset_permissions)


def reload_doctype(doctype: str, force: bool = False, reset_permissions: bool = False) -> bool:
    """Import a standard DocType again from its app.

    Raises:
        DoesNotExistError: no app of the bench has it.
    """
    path = find_doctype_file(doctype)
    if path is None:
        raise DoesNotExistError(_("DocType {0} is in no app of the bench.").format(doctype), doctype="DocType")
    return import_file_by_path(str(path), force=force, reset_permissions=reset_permissions)


def standard_file(module: str, dt: str, dn: str) -> Path:
    """Return where a standard record's JSON lies."""
    name = scrub(dn)
    return Path(get_module_path(module, scrub(dt), name, f"{name}.json"))


def import_file_by_path(
    path: str,
    force: bool = False,
    data_import: bool = False,
    pre_process: Any = None,
    ignore_version: bool | None = None,
    reset_permissions: bool = False,
) -> bool:
    """Import the records of a JSON file; False when nothing in it is newer than what is stored.

    ``force`` imports older ones too. With ``data_import`` they are validated, as those of fixtures are.

    Raises:
        DoesNotExistError: there is no such file.
    """
    file = Path(path)
    if not file.exists():
        raise DoesNotExistError(_("File {0} does not exist.").format(path))
    content = file.read_bytes()
    found = json.loads(content)
    documents = found if isinstance(found, list) else [found]
    done = False
    for document in documents:
        if pre_process:
            pre_process(document)
        done |= _import(document, content, force=force, data_import=data_import, reset=reset_permissions)
    return done


def _import(document: dict[str, Any], content: bytes, *, force: bool, data_import: bool, reset: bool) -> bool:
    if document["doctype"] != "DocType":
        return bool(import_records([document])) if data_import else import_record(document, force=force)
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if not force and stored_hash(document["name"]) == digest:
        return False
    import_definition(complete(document), digest)
    if reset:
        local.db.delete("Custom DocPerm", {"parent": document["name"]})
    invalidate()
    schema.sync(get_meta(document["name"]))
    call_on_doctype_update(document["name"])
    return True


def import_doc(path: str, ignore_links: bool = False, ignore_insert: bool = False, insert: bool = False) -> int:
    """Import the records of a JSON file, or of all in a folder, as they are; return how many were written."""
    given = Path(path)
    files = sorted(given.glob("*.json")) if given.is_dir() else [given]
    count = 0
    for file in files:
        found = json.loads(file.read_text(encoding="utf-8"))
        count += import_records(found if isinstance(found, list) else [found])
    return count


def read_doc_from_file(path: str) -> Any:
    """Return what a JSON file holds; None when it is missing."""
    file = Path(path)
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def calculate_hash(path: str) -> str:
    """Return the digest by which a changed file is told."""
    return hashlib.md5(Path(path).read_bytes(), usedforsecurity=False).hexdigest()
