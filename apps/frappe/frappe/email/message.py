"""The text of a mail: headers that nobody can break, HTML with a plain alternative, attachments."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage

from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.utils import is_html, strip_html

UNDISCLOSED = "undisclosed-recipients:;"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """What one mail says. Blind copies are no part of it: they stand on the envelope only."""

    sender: str
    recipients: Sequence[str]
    subject: str
    text: str
    message_id: str
    cc: Sequence[str] = ()
    reply_to: str | None = None
    attachments: Sequence[Attachment] = field(default_factory=tuple)

    def as_text(self) -> str:
        """Return the mail as it travels (RFC 5322).

        Raises:
            ValidationError: a header holds a line break (security 1.3.11).
        """
        mail = EmailMessage()
        headers = {
            "From": self.sender,
            "To": ", ".join(self.recipients) or UNDISCLOSED,
            "Subject": self.subject,
            "Message-ID": self.message_id,
            "Cc": ", ".join(self.cc),
            "Reply-To": self.reply_to,
        }
        for name, value in headers.items():
            if value:
                mail[name] = one_line(name, value)
        mail.set_content(strip_html(self.text) if is_html(self.text) else self.text)
        if is_html(self.text):
            mail.add_alternative(self.text, subtype="html")
        for attachment in self.attachments:
            main, _slash, sub = (mimetypes.guess_type(attachment.name)[0] or "application/octet-stream").partition("/")
            mail.add_attachment(
                attachment.content, maintype=main, subtype=sub, filename=one_line("filename", attachment.name)
            )
        return mail.as_string()


def one_line(header: str, value: str) -> str:
    """Return a header's value as it is.

    Raises:
        ValidationError: it holds a line break or a zero byte, which would let it add headers of its own.
    """
    if any(character in value for character in "\r\n\0"):
        raise ValidationError(_("The header {0} of a mail may not hold a line break.").format(header), header=header)
    return value
