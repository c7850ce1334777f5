"""What people leave on a document: comments, tags, assignments, likes, views."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.model.base_document import BaseDocument
from frappe.model.documents import new_doc
from frappe.modules import get_attr
from frappe.rpc import whitelist
from frappe.utils import parse_json

# A feature above, found by its name.
TAGS = "frappe.desk.doctype.tag.tag.DocTags"


class Reactions(BaseDocument):
    """The part of ``Document`` that reads and writes them."""

    @whitelist()
    def add_comment(
        self,
        comment_type: str = "Comment",
        text: str | None = None,
        comment_email: str | None = None,
        comment_by: str | None = None,
    ) -> Any:
        """Write a Comment on this document; called over the network, as the acting user and no entry of the history."""
        if self.flags.called == "add_comment":
            comment_type, comment_email, comment_by = "Comment", None, None
        return new_doc(
            "Comment",
            comment_type=comment_type,
            comment_email=comment_email or current_user(),
            comment_by=comment_by,
            reference_doctype=self.doctype,
            reference_name=self.name,
            content=text or comment_type,
        ).insert(ignore_permissions=True)

    def add_tag(self, tag: str) -> None:
        get_attr(TAGS)(self.doctype).add(self.name, tag)

    def remove_tag(self, tag: str) -> None:
        get_attr(TAGS)(self.doctype).remove(self.name, tag)

    def get_tags(self) -> list[str]:
        return [tag for tag in get_attr(TAGS)(self.doctype).get_tags(self.name).split(",") if tag]

    def get_assigned_users(self) -> set[str]:
        rows = local.db.get_all(
            "ToDo",
            filters={"reference_type": self.doctype, "reference_name": self.name, "status": ["!=", "Cancelled"]},
            pluck="allocated_to",
        )
        return set(rows)

    def get_liked_by(self) -> list[str]:
        return list(parse_json(self.get("_liked_by") or "[]"))

    def add_viewed(self, user: str | None = None, force: bool = False, unique_views: bool = False) -> Any:
        if not (self.meta.track_views or force):
            return None
        view = new_doc(
            "View Log", viewed_by=user or current_user(), reference_doctype=self.doctype, reference_name=self.name
        )
        return view.insert(ignore_permissions=True)
