"""Mails to be sent: one row a mail; the local provider writes each as a file under ``private/mail`` (contract 8.6).

A row is written in the transaction that causes the mail; it is sent after the commit, so a rollback sends nothing.
Another transport registers itself with `register_transport`; it raises to let the row be tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from frappe.config import get_site_path
from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.localization import now, now_datetime
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.utils import cint, cstr, is_html, strip_html, validate_email_address
from frappe.utils.identifiers import uuid7

Transport = Callable[["EmailQueue", Sequence[str], str], None]
_transports: list[Transport] = []
NO_REPLY = "noreply@localhost.localdomain"


class EmailQueue(Document):
    """One mail and its recipients."""

    def validate(self) -> None:
        if not self.recipients:
            raise ValidationError(_("A mail needs a recipient."), fieldname="recipients")
        for row in self.recipients:
            validate_email_address(cstr(row.recipient), throw=True)

    def on_trash(self) -> None:
        only_for("System Manager")

    def send(self) -> None:
        """Hand the mail over; what fails is kept with its reason and tried again."""
        if self.status not in ("Not Sent", "Partially Sent", "Error"):
            return
        pending = [row for row in self.recipients if row.status != "Sent"]
        try:
            transport()(self, [cstr(row.recipient) for row in pending], cstr(self.message))
        except (OSError, ValidationError) as error:
            self.note_failure(str(error))
            return
        for row in pending:
            row.db_set("status", "Sent", update_modified=False)
        self.db_set({"status": "Sent", "error": None})

    def note_failure(self, text: str) -> None:
        """Count a failed attempt; after the last one the mail is an error."""
        retry = cint(self.retry) + 1
        last = retry >= (cint(get_setting("email_retry_limit")) or 3)
        self.db_set({"retry": retry, "error": text[:2000], "status": "Error" if last else "Not Sent"})


def transport() -> Transport:
    """Return how mails leave: the registered transport, else a file."""
    return _transports[-1] if _transports else write_to_folder


def register_transport(function: Transport) -> None:
    """Let mails leave by another way than a file."""
    if function not in _transports:
        _transports.append(function)


def write_to_folder(mail: EmailQueue, recipients: Sequence[str], message: str) -> None:
    """Write a mail as an ``.eml`` file that only the site's user may read."""
    folder = Path(get_site_path("private", "mail"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid7()}.eml"
    path.touch(mode=0o600)
    path.write_text(message, encoding="utf-8")


def build_message(
    *, sender: str, recipients: Sequence[str], subject: str, message: str, message_id: str, cc: Sequence[str] = ()
) -> str:
    """Return a mail as text; HTML gets a plain alternative. Line breaks in headers are taken out."""
    mail = EmailMessage()
    mail["From"], mail["To"] = _one_line(sender), _one_line(", ".join(recipients))
    mail["Subject"], mail["Message-ID"] = _one_line(subject), message_id
    if cc:
        mail["Cc"] = _one_line(", ".join(cc))
    mail.set_content(strip_html(message) if is_html(message) else message)
    if is_html(message):
        mail.add_alternative(message, subtype="html")
    return mail.as_string()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def queue_mail(
    recipients: Sequence[str],
    subject: str,
    message: str,
    *,
    sender: str | None = None,
    cc: Sequence[str] = (),
    reference_doctype: str | None = None,
    reference_name: str | None = None,
    communication: str | None = None,
    send_after: Any = None,
) -> EmailQueue | None:
    """Write a mail into the queue; it leaves after the commit, or at ``send_after``. None when mails are muted."""
    if local.flags.mute_emails or local.conf.mute_emails or not recipients:
        return None
    account = default_account()
    sender = sender or (account.email_id if account else None) or NO_REPLY
    message_id = make_msgid(domain="localhost")
    text = build_message(
        sender=sender, recipients=recipients, subject=subject, message=message, message_id=message_id, cc=cc
    )
    doc = new_doc(
        "Email Queue",
        sender=sender,
        recipients=[{"recipient": address, "status": "Not Sent"} for address in (*recipients, *cc)],
        show_as_cc=", ".join(cc),
        message=text,
        message_id=message_id,
        status="Not Sent",
        reference_doctype=reference_doctype,
        reference_name=reference_name,
        communication=communication,
        send_after=send_after,
        email_account=account.name if account else None,
    )
    doc.flags.ignore_links = True
    doc.insert(ignore_permissions=True)
    if not send_after:
        local.flags.mails_waiting = True
        local.db.after_commit.add(_send_after_commit)
    return doc  # type: ignore[no-any-return]


def _send_after_commit() -> None:
    """Send what the committed transaction queued, in a transaction of its own."""
    if not local.flags.pop("mails_waiting", None):
        return
    flush()
    local.db.commit()


def flush() -> int:
    """Send the mails that are due and return how many were tried; jobs call it every few minutes."""
    filters = [["status", "in", ["Not Sent", "Partially Sent"]]]
    due = [["send_after", "is", "not set"], ["send_after", "<=", now_datetime()]]
    names = local.db.get_all(
        "Email Queue", filters=filters, or_filters=due, pluck="name", order_by="priority desc, creation asc", limit=500
    )
    for name in names:
        get_doc("Email Queue", name).send()
    return len(names)


def default_account() -> Any:
    """Return name and address of the account that sends, None without one."""
    filters = {"enable_outgoing": 1, "default_outgoing": 1}
    rows = local.db.get_all("Email Account", filters, ["name", "email_id"], limit=1)
    return rows[0] if rows else None


@whitelist(methods=["POST"])
def retry_sending(name: str) -> None:
    """Try a failed mail again."""
    only_for("System Manager")
    doc = get_doc("Email Queue", name)
    doc.check_permission("write")
    doc.db_set({"status": "Not Sent", "retry": 0, "error": None, "modified": now()})
    doc.status = "Not Sent"
    doc.send()


@whitelist(methods=["POST"])
def send_now(name: str) -> None:
    """Send a waiting mail without waiting."""
    only_for("System Manager")
    get_doc("Email Queue", name).send()


def clear_old_logs(days: int = 30) -> None:
    """Remove mails older than that many days; Log Settings calls it."""
    from frappe.core.doctype.log_settings.log_settings import delete_older_than

    delete_older_than("Email Queue", days)
