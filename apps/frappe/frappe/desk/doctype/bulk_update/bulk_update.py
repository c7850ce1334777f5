"""Bulk Update: one act on many documents, each by its own rules (contract 7.9)."""

from __future__ import annotations

from functools import partial
from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.journal import current_operation
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.conditions import through_door
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.model.each import attempt
from frappe.model.permitted_list import get_list
from frappe.model.sent import clean
from frappe.rpc import whitelist
from frappe.utils import cint, parse_json

MOST = 500
ACTIONS = ("submit", "cancel", "update")


class BulkUpdate(Document):
    """What the form asks for: a DocType, a field, its new value, a condition."""

    @whitelist(methods=["POST"])
    def bulk_update(self) -> list[str]:
        """Set a field on the permitted documents that match; return those that were not changed."""
        self.check_permission("write")
        limit = min(cint(self.limit) or MOST, MOST)
        filters = parse_json(self.condition) if self.condition else None
        names = get_list(self.document_type, filters=filters, pluck="name", limit=limit)
        return submit_cancel_or_update_docs(self.document_type, list(names), "update", {self.field: self.update_value})


@whitelist(methods=["POST"])
def submit_cancel_or_update_docs(
    doctype: str, docnames: str | list[str], action: str = "submit", data: str | dict[str, Any] | None = None
) -> list[str]:
    """Submit, cancel or update documents, each for itself; return those that failed and say why."""
    if action not in ACTIONS:
        raise ValidationError(_("{0} is not an action of many documents.").format(action[:20]), fieldname="action")
    names = parse_json(docnames) if isinstance(docnames, str) else docnames
    values = parse_json(data) if isinstance(data, str) else data or {}
    if not isinstance(names, list) or len(names) > MOST:
        raise ValidationError(_("At most {0} at once.").format(MOST))
    current_operation().journal_all = True
    meta = get_meta(doctype)
    failed = []
    for name in names:
        problem = attempt(partial(_act, meta, str(name), action, values))
        if problem:
            failed.append(name)
            local.message_log.append({"message": f"{name}: {problem}", "indicator": "red"})
    return failed


def _act(meta: Any, name: str, action: str, values: dict[str, Any]) -> None:
    doc = get_doc(meta.name, name, for_update=True)
    if action == "update":
        doc.update(clean({key: value for key, value in values.items() if key != "name"}, meta))
        through_door(doc).save()
    else:
        getattr(doc, action)()
