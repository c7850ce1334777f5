"""Shares: single documents opened to a user or to everyone (contract 4.7)."""

from __future__ import annotations

from frappe.context import current_user, local
from frappe.exceptions import DuplicateEntryError, ValidationError
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.permissions import access_of, has_permission
from frappe.utils import cint, cstr

RIGHTS = ("read", "write", "submit", "share")


class DocShare(Document):
    """One share."""

    def validate(self) -> None:
        self.check_user()
        self.imply_read()
        self.check_sharing_allowed()
        self.check_duplicate()
        self.check_sharer_has_rights()

    def check_user(self) -> None:
        if self.everyone:
            self.user = None
        elif not self.user:
            raise ValidationError(_("User is mandatory for Share"), fieldname="user")
        elif self.user == "Guest":
            raise ValidationError(_("A document cannot be shared with Guest."), fieldname="user")

    def imply_read(self) -> None:
        """Every right needs reading."""
        if any(cint(self.get(right)) for right in RIGHTS):
            self.read = 1

    def check_sharing_allowed(self) -> None:
        if get_setting("disable_document_sharing") and not self.flags.ignore_share_permission:
            raise ValidationError(_("Document sharing has been disabled in System Settings."))

    def check_duplicate(self) -> None:
        who = {"everyone": 1} if self.everyone else {"user": self.user, "everyone": 0}
        same = {"share_doctype": self.share_doctype, "share_name": self.share_name, "name": ["!=", cstr(self.name)]}
        if local.db.exists("DocShare", {**same, **who}):
            raise DuplicateEntryError(_("The document is shared with this user already."), doctype=self.doctype)

    def check_sharer_has_rights(self) -> None:
        """Nobody gives what he does not have."""
        if self.flags.ignore_share_permission or self.flags.ignore_permissions:
            return
        doc = get_doc(self.share_doctype, self.share_name)
        for right in ("share", *(right for right in RIGHTS if cint(self.get(right)))):
            if right == "submit" and not doc.meta.is_submittable:
                raise ValidationError(_("{0} cannot be submitted.").format(_(self.share_doctype)), fieldname="submit")
            has_permission(self.share_doctype, right, doc, throw=True)

    def on_trash(self) -> None:
        """Only who may share a document ends its shares."""
        if self.flags.ignore_share_permission or self.flags.ignore_permissions or self.flags.in_delete_of_document:
            return
        if local.db.exists(self.share_doctype, self.share_name):
            get_doc(self.share_doctype, self.share_name).check_permission("share")

    def get_doc_title(self) -> str:
        return cstr(get_doc(self.share_doctype, self.share_name).get_title())

    def sharer_name(self) -> str:
        return access_of(current_user()).full_name
