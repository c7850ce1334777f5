"""Custom fields that a test adds and removes."""

from __future__ import annotations

from typing import Any

from frappe.context import invalidate, local
from frappe.model.documents import new_doc


def add_custom_field(
    doctype: str, fieldname: str, fieldtype: str = "Data", options: str | None = None, **values: Any
) -> None:
    """Add a Custom Field."""
    new_doc(
        "Custom Field", dt=doctype, fieldname=fieldname, fieldtype=fieldtype, options=options,
        **{"label": fieldname.replace("_", " ").title(), **values},
    ).insert()  # fmt: skip


def clear_custom_fields(doctype: str) -> None:
    """Remove all Custom Fields of a DocType; their columns keep what they hold."""
    local.db.delete("Custom Field", {"dt": doctype})
    invalidate()
