"""Following documents: users are told what changes on the documents they follow (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import has_permission
from frappe.rpc import whitelist

# These change for reasons nobody wants to hear of.
NEVER_FOLLOWED = frozenset(
    {"Communication", "Document Follow", "ToDo", "Email Queue", "Error Log", "Version", "View Log", "User"}
)


class DocumentFollow(Document):
    """One user following one document."""

    def validate(self) -> None:
        same = {"ref_doctype": self.ref_doctype, "ref_docname": self.ref_docname, "user": self.user}
        if self.is_new() and local.db.exists("Document Follow", same):
            raise ValidationError(_("You follow this document already."))


@whitelist(methods=["POST"])
def update_follow(doctype: str, doc_name: str, following: int | bool) -> bool:
    """Follow a document or stop; return whether it is followed now."""
    if following:
        return follow_document(doctype, doc_name, current_user()) is not None
    unfollow_document(doctype, doc_name, current_user())
    return False


def follow_document(doctype: str, doc_name: str, user: str) -> Any:
    """Let a user follow a document he may read; None when that is not possible or was so before."""
    meta = find_meta(doctype)
    if (
        meta is None
        or doctype in NEVER_FOLLOWED
        or meta.istable
        or not meta.track_changes
        or user in ("Administrator", "Guest")
    ):
        return None
    if is_document_followed(doctype, doc_name, user) or not has_permission(doctype, "read", doc_name, user):
        return None
    doc = new_doc("Document Follow", ref_doctype=doctype, ref_docname=doc_name, user=user)
    return doc.insert(ignore_permissions=True)


def unfollow_document(doctype: str, doc_name: str, user: str) -> int:
    """Stop following; return whether there was something to stop."""
    found = is_document_followed(doctype, doc_name, user)
    if found:
        get_doc("Document Follow", found).delete(ignore_permissions=True)
    return int(bool(found))


def is_document_followed(doctype: str, doc_name: str, user: str) -> str | None:
    """Return the name of the follow record, None without one."""
    filters = {"ref_doctype": doctype, "ref_docname": doc_name, "user": user}
    return local.db.exists("Document Follow", filters)  # type: ignore[no-any-return]


@whitelist()
def get_follow_users(doctype: str, doc_name: str) -> list[Any]:
    """Return who follows a document."""
    has_permission(doctype, "read", doc_name, throw=True)
    filters = {"ref_doctype": doctype, "ref_docname": doc_name}
    return list(local.db.get_all("Document Follow", filters, ["user"]))
