"""``frappe.sendmail``: what apps call to send a mail (contract 8.6). The rows are Email Queue's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from frappe.context import local
from frappe.email.doctype.email_queue.email_queue import EmailQueue, queue_mail
from frappe.email.doctype.email_queue.email_queue import retry_mails as retry_mails
from frappe.email.doctype.email_template.email_template import fill_template
from frappe.email.message import Attachment
from frappe.exceptions import NotAvailableYetError, TemplateNotFoundError, ValidationError
from frappe.messages import _
from frappe.model.documents import get_doc
from frappe.utils import cstr, split_emails
from frappe.utils.html_utils import escape_html
from frappe.utils.markdown_text import md_to_html

# Arguments of the contract whose work comes with the mail transport and printing.
NOT_YET = ("inline_images",)
# Arguments that only shape what the transport adds; the row keeps those that are fields of it.
KEPT = ("communication", "unsubscribe_method", "add_unsubscribe_link")


def sendmail(
    recipients: str | Sequence[str] | None = None,
    sender: str | None = "",
    subject: str | None = None,
    message: str | None = None,
    as_markdown: bool = False,
    delayed: bool = True,
    reference_doctype: str | None = None,
    reference_name: Any = None,
    *,
    content: str | None = None,
    template: str | None = None,
    args: Mapping[str, Any] | None = None,
    header: str | Sequence[str] | None = None,
    attachments: Sequence[Mapping[str, Any]] | None = None,
    cc: str | Sequence[str] | None = None,
    bcc: str | Sequence[str] | None = None,
    reply_to: str | None = None,
    now: bool | None = None,
    send_after: Any = None,
    expose_recipients: str | None = None,
    queue_separately: bool = False,
    **options: Any,
) -> EmailQueue | None:
    """Queue a mail and return its row (the first one of several); None when mails are muted or nobody is left.

    It leaves after the commit, ``now`` or not: a transaction that is rolled back sends nothing. Recipients do not see
    one another unless ``expose_recipients`` is "header" or there are copies: each gets a mail of his own.
    ``template`` names an Email Template, filled with ``args``.

    Raises:
        ValidationError: no text, a bad address, or a line break in a header.
    """
    for name in NOT_YET:
        if options.get(name):
            raise NotAvailableYetError(_("{0} of a mail is not available yet.").format(name))
    title, text = _text_of(subject, message or content, template, args)
    text = cstr(md_to_html(text)) if as_markdown else text
    to, copies, blind = _addresses(recipients), _addresses(cc), _addresses(bcc)
    separate = queue_separately or (expose_recipients != "header" and not copies and not blind)
    rows = [
        queue_mail(
            group,
            title,
            _with_header(text, header),
            sender=sender or None,
            cc=copies,
            bcc=blind,
            reply_to=reply_to,
            attachments=_files(attachments),
            send_after=send_after,
            reference_doctype=reference_doctype,
            reference_name=None if reference_name is None else str(reference_name),
            expose_recipients=expose_recipients,
            **{key: options[key] for key in KEPT if options.get(key) is not None},
        )
        for group in ([[address] for address in to] if separate else [to])
    ]
    return next((row for row in rows if row is not None), None)


def _addresses(value: str | Sequence[str] | None) -> list[str]:
    entries = split_emails(value) if isinstance(value, str) else [cstr(entry) for entry in value or ()]
    return list(dict.fromkeys(entry.strip(" ") for entry in entries if entry.strip()))


def _text_of(
    subject: str | None, message: str | None, template: str | None, args: Mapping[str, Any] | None
) -> tuple[str, str]:
    """Return subject and text, from an Email Template when one is named."""
    if template:
        if not local.db.exists("Email Template", template):
            raise TemplateNotFoundError(
                _("There is no Email Template {0}. Template files of apps are not available yet.").format(template)
            )
        filled = fill_template(template, dict(args or {}))
        return subject or filled["subject"], filled["message"]
    if message is None:
        raise ValidationError(_("A mail needs a message or a template."), fieldname="message")
    return subject or _("No subject"), message


def _with_header(text: str, header: str | Sequence[str] | None) -> str:
    """Put a title above the text; ``header`` is a title, or title and colour."""
    title = header if isinstance(header, str) else next(iter(header or ()), None)
    return f"<h2>{escape_html(title)}</h2>\n{text}" if title else text


def _files(attachments: Sequence[Mapping[str, Any]] | None) -> list[Attachment]:
    """Return the attached files; one given by ``fid`` must be readable by the acting user."""
    found = []
    for entry in attachments or ():
        if entry.get("print_format_attachment"):
            raise NotAvailableYetError(_("A print as an attachment is not available yet."))
        if entry.get("fid"):
            file = get_doc("File", entry["fid"])
            file.check_permission("read")
            found.append(Attachment(cstr(file.file_name), file.get_content()))
            continue
        content = entry.get("fcontent")
        if not entry.get("fname") or content is None:
            raise ValidationError(_("An attachment needs fname and fcontent, or the fid of a File."))
        found.append(Attachment(cstr(entry["fname"]), content.encode() if isinstance(content, str) else bytes(content)))
    return found
