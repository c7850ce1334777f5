"""Permission Log: who changed which rule of access, and how (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user
from frappe.localization import now
from frappe.model.document import Document
from frappe.model.documents import new_doc
from frappe.utils import dump_json_text


class PermissionLog(Document):
    """One change; never altered."""


def make_permission_log(
    doc: Any, *, for_doctype: str, for_document: str, status: str, changes: dict[str, list[Any]]
) -> Any:
    """Write one change; ``changes`` holds old and new value by field."""
    entry = new_doc(
        "Permission Log",
        changed_by=current_user(),
        changed_at=now(),
        for_doctype=for_doctype,
        for_document=for_document,
        reference_type=doc.doctype,
        reference=doc.name,
        status=status,
        changes=dump_json_text(changes),
    )
    entry.flags.ignore_links = True
    return entry.insert(ignore_permissions=True)
