"""Write a communication on a document and send it (contract 8.6)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.email.doctype.email_queue.email_queue import queue_mail
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import has_permission
from frappe.rpc import whitelist
from frappe.utils import cint, parse_json, split_emails

MOST_RECIPIENTS = 100


@whitelist(methods=["POST"])
def make(
    doctype: str | None = None,
    name: str | None = None,
    content: str | None = None,
    subject: str | None = None,
    sent_or_received: str = "Sent",
    sender: str | None = None,
    sender_full_name: str | None = None,
    recipients: str | list[str] | None = None,
    communication_medium: str = "Email",
    send_email: int | bool = False,
    attachments: str | list[Any] | None = None,
    cc: str | list[str] | None = None,
    bcc: str | list[str] | None = None,
    email_template: str | None = None,
    communication_type: str = "Communication",
    send_after: str | None = None,
    **_options: Any,
) -> dict[str, str]:
    """Write a communication; with ``send_email`` queue it. Needs ``email`` on the document.

    Returns:
        name and the addresses that no mail was sent to.
    """
    if doctype and name:
        has_permission(doctype, "email", name, throw=True)
    lists: dict[str, list[str]] = {"recipients": _addresses(recipients), "cc": _addresses(cc), "bcc": _addresses(bcc)}
    if sum(len(entries) for entries in lists.values()) > MOST_RECIPIENTS:
        raise ValidationError(_("A mail goes to at most {0} addresses.").format(MOST_RECIPIENTS))
    doc = new_doc(
        "Communication",
        subject=subject or _("No subject"),
        content=content,
        sender=_allowed_sender(sender),
        sender_full_name=sender_full_name,
        communication_medium=communication_medium,
        communication_type=communication_type,
        sent_or_received=sent_or_received,
        reference_doctype=doctype,
        reference_name=name,
        email_template=email_template,
        recipients=", ".join(lists["recipients"]),
        cc=", ".join(lists["cc"]),
        bcc=", ".join(lists["bcc"]),
    ).insert(ignore_permissions=True)
    _attach(doc, attachments)
    if cint(send_email):
        send(doc, lists, send_after)
    return {"name": str(doc.name), "emails_not_sent_to": ""}


def _addresses(value: str | list[str] | None) -> list[str]:
    if isinstance(value, list):
        return [str(entry) for entry in value]
    return split_emails(value)


def _allowed_sender(sender: str | None) -> str | None:
    """Return a sender address that is the acting user's own; others' names are not lent."""
    own = local.db.get_value("User", current_user(), "email")
    accounts = local.db.get_all("Email Account", {"enable_outgoing": 1}, pluck="email_id")
    return sender if sender and (sender == own or sender in accounts) else own


def _attach(doc: Any, attachments: str | list[Any] | None) -> None:
    names = parse_json(attachments) if isinstance(attachments, str) and attachments else attachments or []
    for entry in names:
        file = get_doc("File", entry["fid"] if isinstance(entry, dict) else entry)
        file.check_permission("read")
        values = {"file_url": file.file_url, "file_name": file.file_name, "is_private": file.is_private}
        copy = {"attached_to_doctype": "Communication", "attached_to_name": doc.name, **values}
        get_doc({"doctype": "File", **copy}).insert(ignore_permissions=True)
    if names:
        doc.db_set("has_attachment", 1, update_modified=False)


def send(doc: Any, lists: dict[str, list[str]], send_after: str | None) -> None:
    """Queue a communication's mail."""
    if not lists["recipients"]:
        raise ValidationError(_("Choose who gets the mail."), fieldname="recipients")
    queue_mail(
        recipients=lists["recipients"],
        cc=lists["cc"],
        bcc=lists["bcc"],
        subject=doc.subject,
        message=doc.content or "",
        sender=doc.sender,
        reference_doctype=doc.reference_doctype,
        reference_name=doc.reference_name,
        communication=doc.name,
        send_after=send_after,
    )
    doc.db_set("delivery_status", "Sending", update_modified=False)
