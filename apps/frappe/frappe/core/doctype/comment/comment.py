"""Comments on documents; who may read the document may read them (contract 8.15)."""

from __future__ import annotations

import re
from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.model.documents import new_doc
from frappe.permissions import Reference, access_of, on_readable_documents
from frappe.permissions import has_permission as may
from frappe.utils import cstr, parse_json, sanitize_html, strip_html
from frappe.utils.text import dump_json_text

KEPT, SHOWN = 100, 200
SIGNED = ("comment_email", "comment_by", "reference_doctype", "reference_name")
_MENTION = re.compile(r'<span[^>]*\bclass="[^"]*\bmention\b[^"]*"[^>]*\bdata-id="([^"]+)"')
_MENTION_TURNED = re.compile(r'<span[^>]*\bdata-id="([^"]+)"[^>]*\bclass="[^"]*\bmention\b')
REFERENCE = Reference("Comment", "reference_doctype", "reference_name")


class Comment(Document):
    """One comment, or one entry of a document's history."""

    def validate(self) -> None:
        if not self.flags.ignore_permissions and current_user() != "Administrator":
            self.check_by_person()
        self.comment_email = self.comment_email or current_user()
        self.comment_by = self.comment_by or access_of(self.comment_email).full_name
        self.content = sanitize_html(self.content, always_sanitize=True)
        if self.comment_type == "Comment" and self.reference_doctype and not self.reference_name:
            raise ValidationError(_("A comment needs the document it is about."), fieldname="reference_name")

    def check_by_person(self) -> None:
        """A person writes comments in his own name; the history of a document is written by what happened alone.

        Raises:
            PermissionError: this is or was an entry of the history.
        """
        stored = self.get_doc_before_save()
        kind = stored.comment_type if stored is not None else self.comment_type or "Comment"
        if kind != "Comment":
            raise NoPermission(_("The history of a document can be neither written nor changed by hand."))
        self.comment_type = "Comment"
        if stored is not None:
            self.update({key: stored.get(key) for key in SIGNED})
            return
        self.comment_email, self.comment_by = current_user(), None

    def on_trash(self) -> None:
        if self.comment_type != "Comment" and not self.flags.ignore_permissions and current_user() != "Administrator":
            raise NoPermission(_("The history of a document can be neither written nor changed by hand."))

    def after_insert(self) -> None:
        if self.is_on_document():
            self.write_comments(self.others_of_document() + [self.as_entry()])
            self.notify_mentioned()

    def on_update(self) -> None:
        """Carry a changed text to the document's ``_comments``."""
        if self.is_on_document() and self.get_doc_before_save() is not None:
            entries = self.comments_of_document()
            changed = [self.as_entry() if entry.get("name") == self.name else entry for entry in entries]
            self.write_comments(changed)

    def after_delete(self) -> None:
        if self.is_on_document():
            self.write_comments(self.others_of_document())

    # -- ``_comments`` of the document

    def is_on_document(self) -> bool:
        if self.comment_type != "Comment" or not (self.reference_doctype and self.reference_name):
            return False
        meta = find_meta(self.reference_doctype)
        return meta is not None and not meta.issingle and not meta.istable and not meta.is_virtual

    def as_entry(self) -> dict[str, Any]:
        text = cstr(self.content)
        shown = text if len(text) < SHOWN else f"{strip_html(text)[:SHOWN]}..."
        return {"comment": shown, "by": self.comment_email or self.owner, "name": self.name}

    def comments_of_document(self) -> list[dict[str, Any]]:
        stored = local.db.get_value(self.reference_doctype, self.reference_name, "_comments")
        return list(parse_json(stored or "[]"))

    def others_of_document(self) -> list[dict[str, Any]]:
        return [entry for entry in self.comments_of_document() if entry.get("name") != self.name]

    def write_comments(self, entries: list[dict[str, Any]]) -> None:
        text = dump_json_text(entries[-KEPT:])
        local.db.set_value(self.reference_doctype, self.reference_name, {"_comments": text}, update_modified=False)

    # -- mentions

    def notify_mentioned(self) -> None:
        """Tell the users named in the text, if they may read the document."""
        for user in mentioned_users(cstr(self.content)):
            if user == current_user() or not local.db.exists("User", {"name": user, "enabled": 1}):
                continue
            if not may(self.reference_doctype, "read", self.reference_name, user):
                continue
            subject = _("{0} mentioned you in a comment on {1} {2}").format(
                self.comment_by, _(self.reference_doctype), self.reference_name
            )
            new_doc(
                "Notification Log", type="Mention", for_user=user, from_user=current_user(), subject=subject,
                document_type=self.reference_doctype, document_name=self.reference_name, email_content=self.content,
            ).insert(ignore_permissions=True)  # fmt: skip


def mentioned_users(html: str) -> list[str]:
    """Return the users that a text mentions, once each; groups stand for their members."""
    names = list(dict.fromkeys(_MENTION.findall(html) + _MENTION_TURNED.findall(html)))
    groups = local.db.get_all("User Group", {"name": ["in", names]}, pluck="name") if names else []
    members: list[str] = []
    if groups:
        filters = {"parent": ["in", groups], "parenttype": "User Group"}
        members = local.db.get_all("User Group Member", filters, pluck="user")
    return list(dict.fromkeys([name for name in names if name not in groups] + members))


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """A comment needs read on its document; changing it, being its author."""
    access = access_of(user)
    doctype, name = doc.get("reference_doctype"), doc.get("reference_name")
    if doctype and name:
        if find_meta(doctype) is None or not local.db.exists(doctype, name):
            return "System Manager" in access.roles
        if not may(doctype, "read", name, user):
            return False
    is_new = bool(doc.get("__islocal")) or not doc.get("creation")
    changes = ptype in ("write", "delete") and not is_new
    reads_loose = ptype not in ("create", "write", "delete") and not (doctype and name) and not is_new
    return not (changes or reads_loose) or doc.get("owner") == user or "System Manager" in access.roles


def permission_query_conditions(user: str) -> Any:
    """Lists show what hangs on documents that the user may read, and own comments that hang on none."""
    if "System Manager" in access_of(user).roles:
        return None
    on_documents, values = on_readable_documents(REFERENCE, user)
    loose = "(ifnull(`tabComment`.`reference_doctype`, '') = '' or ifnull(`tabComment`.`reference_name`, '') = '')"
    return f"({on_documents} or ({loose} and `tabComment`.`owner` = ?))", (*values, user)
