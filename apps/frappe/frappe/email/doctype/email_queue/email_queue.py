"""Mails to be sent: one row a mail; the local provider writes each as a file under ``private/mail`` (contract 8.6).

A row is written in the transaction that causes the mail; it is sent after the commit, so a rollback sends nothing.
Who sends claims the row first (status Sending), so that no mail leaves twice. Another transport registers itself with
`register_transport`; it raises to let the row be tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from frappe.config import get_site_path
from frappe.context import local
from frappe.email.message import Attachment, Mail
from frappe.exceptions import OutgoingEmailError, ValidationError
from frappe.jobs import enqueue
from frappe.localization import now, now_datetime
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.modules import get_attr
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.utils import add_to_date, cint, cstr, validate_email_address
from frappe.utils.identifiers import uuid7

Transport = Callable[["EmailQueue", Sequence[str], str], None]
_transports: list[Transport] = []
NO_REPLY = "noreply@localhost.localdomain"
WAITING = ("Not Sent", "Partially Sent")
SENT_AT_ONCE = 20
STUCK_MINUTES = 15
FLUSH = "frappe.email.doctype.email_queue.email_queue.flush"


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
        """Hand the mail over, and commit; what fails is kept with its reason and tried again.

        Nothing happens when it has been sent, or when someone else is sending it.
        """
        if not self._claim():
            return
        pending = [cstr(row.recipient) for row in self.recipients if row.status != "Sent"]
        try:
            transport()(self, pending, cstr(self.message))
        except (OSError, ValidationError, OutgoingEmailError) as error:
            self.note_failure(str(error))
        else:
            local.db.set_value("Email Queue Recipient", {"parent": self.name}, "status", "Sent", update_modified=False)
            self.db_set({"status": "Sent", "error": None})
        local.db.commit()

    def _claim(self) -> bool:
        """Take the mail for sending; only one sender of a waiting mail gets it."""
        marks = ", ".join("?" * len(WAITING))
        taken = local.db.connection.execute(
            "update `tabEmail Queue` set `status` = 'Sending', `modified` = ?"
            f" where `name` = ? and `status` in ({marks})",
            (now(), self.name, *WAITING),
        ).rowcount
        local.db.commit()
        return bool(taken == 1)

    def note_failure(self, text: str) -> None:
        """Count a failed attempt; after the last one the mail is an error."""
        retry = cint(self.retry) + 1
        last = retry >= (cint(get_setting("email_retry_limit")) or 3)
        self.db_set({"retry": retry, "error": text[:2000], "status": "Error" if last else "Not Sent"})


# -- ways to leave


def transport() -> Transport:
    """Return how mails leave: the registered transport, else a file."""
    return _transports[-1] if _transports else write_to_folder


def register_transport(function: Transport) -> None:
    """Let mails leave by another way than a file."""
    if function not in _transports:
        _transports.append(function)


def forget_transport(function: Transport) -> None:
    """Undo `register_transport`."""
    _transports.remove(function)


def write_to_folder(mail: EmailQueue, recipients: Sequence[str], message: str) -> None:
    """Write a mail as an ``.eml`` file that only the site's user may read."""
    folder = Path(get_site_path("private", "mail"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid7()}.eml"
    path.touch(mode=0o600)
    path.write_text(message, encoding="utf-8")


# -- into the queue


def queue_mail(
    recipients: Sequence[str],
    subject: str,
    message: str,
    *,
    sender: str | None = None,
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    reply_to: str | None = None,
    attachments: Sequence[Attachment] = (),
    send_after: Any = None,
    **values: Any,
) -> EmailQueue | None:
    """Write a mail into the queue; it leaves after the commit, or at ``send_after``. None when mails are muted.

    ``values`` are further fields of the row: ``reference_doctype``, ``reference_name``, ``communication``, ...
    """
    if local.flags.mute_emails or local.conf.mute_emails or not recipients:
        return None
    account = default_account()
    sender = sender or (account.email_id if account else None) or NO_REPLY
    message_id = make_msgid(domain="localhost")
    mail = Mail(sender, recipients, subject, message, message_id, cc, reply_to, attachments)
    doc = new_doc(
        "Email Queue",
        sender=sender,
        recipients=[{"recipient": address, "status": "Not Sent"} for address in (*recipients, *cc, *bcc)],
        show_as_cc=", ".join(cc),
        message=mail.as_text(),
        message_id=message_id,
        status="Not Sent",
        send_after=send_after,
        email_account=account.name if account else None,
        **values,
    )
    doc.flags.ignore_links = True
    doc.insert(ignore_permissions=True)
    if not send_after:
        _send_once_committed(str(doc.name))
    return doc  # type: ignore[no-any-return]


def _send_once_committed(name: str) -> None:
    waiting: list[str] | None = local.__dict__.get("mails_waiting")
    if waiting is None:
        waiting = local.__dict__["mails_waiting"] = []
        local.db.after_commit.add(_send_waiting)
        local.db.after_rollback.add(_forget_waiting)
    waiting.append(name)


def _send_waiting() -> None:
    """Send what the committed transaction queued; many mails are left to a job."""
    queued: list[str] = local.__dict__.pop("mails_waiting", [])
    kept = {"name": ["in", queued[: SENT_AT_ONCE * 2]]}  # a savepoint may have taken some back
    for name in local.db.get_all("Email Queue", kept, pluck="name", order_by="creation asc", limit=SENT_AT_ONCE):
        get_doc("Email Queue", name).send()
    if len(queued) > SENT_AT_ONCE:
        enqueue(FLUSH, job_id="send_mails", deduplicate=True)
        local.db.commit()


def _forget_waiting() -> None:
    local.__dict__.pop("mails_waiting", None)


def default_account() -> Any:
    """Return name and address of the account that sends, None without one."""
    filters = {"enable_outgoing": 1, "default_outgoing": 1}
    rows = local.db.get_all("Email Account", filters, ["name", "email_id"], limit=1)
    return rows[0] if rows else None


# -- out of the queue


def flush() -> int:
    """Send the mails that are due and return how many were tried; a job."""
    due = [["send_after", "is", "not set"], ["send_after", "<=", now_datetime()]]
    names = local.db.get_all(
        "Email Queue", {"status": ["in", list(WAITING)]}, or_filters=due, pluck="name",
        order_by="priority desc, creation asc", limit=500,
    )  # fmt: skip
    for name in names:
        get_doc("Email Queue", name).send()
    return len(names)


def retry_mails() -> int:
    """Send what waits, and what a sender left in the middle when it was killed; a job every few minutes."""
    stuck = {"status": "Sending", "modified": ["<", add_to_date(now_datetime(), minutes=-STUCK_MINUTES)]}
    local.db.set_value("Email Queue", stuck, "status", "Not Sent")
    local.db.commit()
    return flush()


@whitelist(methods=["POST"])
def retry_sending(name: str) -> None:
    """Try a failed mail again."""
    only_for("System Manager")
    doc = get_doc("Email Queue", name)
    doc.check_permission("write")
    if doc.status == "Error":
        doc.db_set({"status": "Not Sent", "retry": 0, "error": None})
    doc.send()


@whitelist(methods=["POST"])
def send_now(name: str) -> None:
    """Send a waiting mail without waiting."""
    only_for("System Manager")
    get_doc("Email Queue", name).send()


def clear_old_logs(days: int = 30) -> None:
    """Remove mails older than that many days; Log Settings calls it."""
    get_attr("frappe.core.doctype.log_settings.log_settings.delete_older_than")("Email Queue", days)
