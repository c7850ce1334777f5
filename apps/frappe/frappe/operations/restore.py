"""A deleted document written again from the values that were kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frappe.model.documents import make_doc

MARKS = ("__islocal", "__unsaved", "__onload", "_user_tags", "_comments", "_assign", "_liked_by", "_seen")


def insert_again(doctype: str, name: str | None, values: Mapping[str, Any]) -> Any:
    """Insert a document with values that it had, as a draft, and return it; without ``name`` it gets a new one.

    It is its owner's again, made when it was made.

    Raises:
        DuplicateEntryError: the name, or a value that must be unique, is taken.
    """
    kept = {key: value for key, value in values.items() if key not in MARKS}
    doc = make_doc({**kept, "doctype": doctype, "docstatus": 0})
    keep_row_names(doc)
    doc.flags.ignore_mandatory = doc.flags.ignore_links = True
    doc.insert(set_name=name)
    doc.db_set({key: values[key] for key in ("creation", "owner") if values.get(key)}, update_modified=False)
    return doc


def keep_row_names(doc: Any) -> None:
    """Let child rows have the names that they had, which nothing else can have taken since."""
    for row in doc.get_all_children():
        row.flags.name_set = bool(row.name)
