"""Email templates: subject and text with ``{{ }}`` (contract 8.6)."""

from __future__ import annotations

import re
from typing import Any

from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.permissions import has_permission
from frappe.rpc import whitelist
from frappe.utils import cstr, parse_json

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_][\w.]*)\s*\}\}")


class EmailTemplate(Document):
    """One template."""

    def validate(self) -> None:
        body = self.response_html if self.use_html else self.response
        if not cstr(body).strip():
            fieldname = "response_html" if self.use_html else "response"
            raise ValidationError(_("The template has no text."), fieldname=fieldname)

    @property
    def response_(self) -> str:
        return cstr(self.response_html if self.use_html else self.response)

    def get_formatted_email(self, doc: dict[str, Any]) -> dict[str, str]:
        """Return subject and message with the values of a document in them."""
        return {"subject": render(cstr(self.subject), doc), "message": render(self.response_, doc)}


def render(text: str, doc: dict[str, Any]) -> str:
    """Fill ``{{ field }}`` and ``{{ doc.field }}``; what is unknown stays blank.

    Templates written by users know fields only (design 6.11); no expression is evaluated.
    """

    def fill(match: re.Match[str]) -> str:
        value: Any = doc
        path = match.group(1).split(".")
        for key in path[1:] if path[0] == "doc" and "doc" not in doc else path:
            value = value.get(key) if hasattr(value, "get") and not key.startswith("_") else None
        return cstr(value)

    return _PLACEHOLDER.sub(fill, text)


@whitelist()
def get_email_template(template_name: str, doc: str | dict[str, Any]) -> dict[str, str]:
    """Return a template filled with a document: ``{subject, message}``."""
    has_permission("Email Template", "read", throw=True)
    return fill_template(template_name, parse_json(doc) if isinstance(doc, str) else doc)


def fill_template(template_name: str, doc: dict[str, Any]) -> dict[str, str]:
    """Return a template filled with values, for the system's own mails: nobody's permission is asked."""
    return get_doc("Email Template", template_name).get_formatted_email(doc)  # type: ignore[no-any-return]
