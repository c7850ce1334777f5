"""Communications: mails, calls and other messages about a document (contract 8.6, 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import ValidationError
from frappe.localization import now
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.permissions import Reference, access_of, on_readable_documents, require
from frappe.permissions import has_permission as may
from frappe.utils import cstr, split_emails, strip_html, validate_email_address

MANAGERS = frozenset({"System Manager"})
REFERENCE = Reference("Communication", "reference_doctype", "reference_name")
LINKED = Reference("Communication Link", "link_doctype", "link_name", parent="Communication")


class Communication(Document):
    """One message, sent or received."""

    def before_insert(self) -> None:
        self.communication_date = self.communication_date or now()

    def validate(self) -> None:
        self.set_sender()
        self.set_status()
        self.check_addresses()
        self.check_not_about_itself()
        self.check_may_refer()
        self.text_content = strip_html(cstr(self.content))
        self.drop_double_links()

    def set_sender(self) -> None:
        if not self.sender and self.sent_or_received == "Sent":
            email = local.db.get_value("User", current_user(), "email")
            self.sender = cstr(email)
        if not self.sender_full_name:
            user = (
                local.db.get_value("User", {"email": self.sender}, "full_name", order_by=None) if self.sender else None
            )
            self.sender_full_name = cstr(user or self.sender)
        self.user = self.user or current_user()

    def set_status(self) -> None:
        """What is about a document is linked; a received mail without one is open."""
        if self.is_new() or not self.status:
            self.status = "Linked" if self.reference_doctype and self.reference_name else "Open"
        if self.sent_or_received == "Sent" and self.status == "Open":
            self.status = "Closed"

    def check_addresses(self) -> None:
        if self.communication_medium != "Email":
            return
        for fieldname in ("recipients", "cc", "bcc"):
            for address in split_emails(self.get(fieldname)):
                if not validate_email_address(address):
                    raise ValidationError(_("{0} is not a valid Email Address").format(address), fieldname=fieldname)

    def check_not_about_itself(self) -> None:
        if self.reference_doctype == "Communication" and self.reference_name == self.name and self.name:
            raise ValidationError(_("A communication cannot be about itself."), fieldname="reference_name")

    def check_may_refer(self) -> None:
        """A message shows with its documents: naming one needs the right to read it."""
        if self.flags.ignore_permissions:
            return
        before = self.get_doc_before_save()
        known = set(_references(before)) if before is not None else set()
        for doctype, name in dict.fromkeys(_references(self)):
            if (doctype, name) not in known and find_meta(doctype) is not None and local.db.exists(doctype, name):
                require(doctype, "read", name)

    def drop_double_links(self) -> None:
        seen = set()
        for row in list(self.timeline_links):
            key = (row.link_doctype, row.link_name)
            if key in seen or not all(key):
                self.remove(row)
            seen.add(key)

    def add_link(self, link_doctype: str, link_name: str, autosave: bool = False) -> None:
        """Show the message in another document's timeline too."""
        self.append("timeline_links", {"link_doctype": link_doctype, "link_name": link_name})
        if autosave:
            self.save(ignore_permissions=True)

    def get_links(self) -> list[Any]:
        return list(self.timeline_links)

    def remove_link(self, link_doctype: str, link_name: str, autosave: bool = False) -> None:
        rows = [row for row in self.timeline_links if (row.link_doctype, row.link_name) != (link_doctype, link_name)]
        self.set("timeline_links", rows)
        if autosave:
            self.save(ignore_permissions=True)

    def on_trash(self) -> None:
        local.db.set_value("Communication", {"in_reply_to": self.name}, "in_reply_to", None, update_modified=False)


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """Read on the document a message is about; without one: its owner, or who uses its e-mail account."""
    access = access_of(user)
    if access.roles & MANAGERS or ptype == "create" or doc.get("owner") == user or doc.get("user") == user:
        return True
    if ptype not in ("read", "select", "print", "email", "report", "export"):
        return doc.get("email_account") in accounts_of(user)
    for doctype, name in _references(doc):
        meta = find_meta(doctype)
        if meta is not None and local.db.exists(doctype, name) and may(doctype, "read", name, user):
            return True
    return bool(doc.get("email_account")) and doc.get("email_account") in accounts_of(user)


def _references(doc: Any) -> list[tuple[str, str]]:
    pairs = [(doc.get("reference_doctype"), doc.get("reference_name"))]
    pairs += [(row.get("link_doctype"), row.get("link_name")) for row in doc.get("timeline_links") or ()]
    return [(doctype, name) for doctype, name in pairs if doctype and name and doctype != "Communication"]


def accounts_of(user: str) -> list[str]:
    """Return the e-mail accounts that a user reads."""
    filters = {"parent": user, "parenttype": "User"}
    return list(local.db.get_all("User Email", filters, pluck="email_account"))


def permission_query_conditions(user: str) -> Any:
    """Lists show own messages, those of the user's accounts, and those about documents that the user may read."""
    if access_of(user).roles & MANAGERS:
        return None
    parts, values = ["`tabCommunication`.`owner` = ?", "`tabCommunication`.`user` = ?"], [user, user]
    accounts = accounts_of(user)
    if accounts:
        parts.append(f"`tabCommunication`.`email_account` in ({', '.join('?' * len(accounts))})")
        values += accounts
    about, bound = on_readable_documents(REFERENCE, user)
    linked, bound_of_links = on_readable_documents(LINKED, user)
    parts += [about, f"exists (select 1 from `tabCommunication Link` where {OWN_LINKS} and {linked})"]
    return f"({' or '.join(parts)})", (*values, *bound, *bound_of_links)


OWN_LINKS = (
    "`tabCommunication Link`.`parent` = `tabCommunication`.`name`"
    " and `tabCommunication Link`.`parenttype` = 'Communication'"
)
