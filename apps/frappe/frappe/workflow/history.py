"""The history of a document's workflow: one Comment of type Workflow for each change of state, with who and when.

``content`` is what people read, ``subject`` the same as values: from, to, action, opinion.
"""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.messages import _
from frappe.model.documents import new_doc
from frappe.permissions import has_permission
from frappe.rpc import whitelist
from frappe.types import _dict
from frappe.utils import as_json, escape_html, parse_json


def write_history(doc: Any, before: Any, state: str) -> None:
    """Add the entry of a change of state."""
    transition, opinion = doc.flags.workflow_transition, (doc.flags.workflow_opinion or "").strip()
    entry = {
        "from": before,
        "to": state,
        "action": transition["action"] if transition else None,
        "opinion": opinion or None,
    }
    text = escape_html(_(state)) + (f": {escape_html(opinion)}" if opinion else "")
    comment = new_doc(
        "Comment", comment_type="Workflow", comment_email=current_user(), content=text,
        subject=as_json(entry, indent=None), reference_doctype=doc.doctype, reference_name=str(doc.name),
    )  # fmt: skip
    comment.insert(ignore_permissions=True, ignore_links=True)


@whitelist(methods=["GET", "POST"])
def get_history(doctype: str, name: str) -> list[_dict]:
    """Return the changes of state of a document, oldest first; needs read."""
    has_permission(doctype, "read", name, throw=True)
    rows = local.db.get_all(
        "Comment",
        filters={"reference_doctype": doctype, "reference_name": name, "comment_type": "Workflow"},
        fields=["name", "creation", "owner", "comment_email", "comment_by", "content", "subject"],
        order_by="creation asc, name asc",
    )
    return [_entry(row) for row in rows]


def _entry(row: Any) -> _dict:
    found = parse_json(row.subject) if (row.subject or "").startswith("{") else {}
    return _dict(
        {
            "from": found.get("from"),
            "to": found.get("to") or row.content,
            "action": found.get("action"),
            "opinion": found.get("opinion"),
            "user": row.comment_email or row.owner,
            "full_name": row.comment_by,
            "at": row.creation,
        }
    )
