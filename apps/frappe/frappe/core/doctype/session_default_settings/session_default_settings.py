"""Session defaults: values that a user sets for the session and new documents take over (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user
from frappe.defaults import clear_default, get_user_default, set_user_default
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.model.documents import get_single
from frappe.model.sent import record
from frappe.modules import scrub
from frappe.permissions import has_permission
from frappe.rpc import whitelist


class SessionDefaultSettings(Document):
    """The DocTypes of which a session may have a default record."""


@whitelist()
def get_session_default_values() -> list[dict[str, Any]]:
    """Return the fields of the form in which the acting user sets session defaults."""
    return [
        {
            "fieldname": scrub(row.ref_doctype), "fieldtype": "Link", "options": row.ref_doctype,
            "label": _(row.ref_doctype), "default": get_user_default(scrub(row.ref_doctype)),
        }
        for row in get_single("Session Default Settings").session_defaults
    ]  # fmt: skip


@whitelist(methods=["POST"])
def set_session_default_values(default_values: str | dict[str, Any]) -> str:
    """Set the acting user's session defaults; only records that he may read."""
    values = record(default_values, name="default_values")
    allowed = {
        scrub(row.ref_doctype): row.ref_doctype for row in get_single("Session Default Settings").session_defaults
    }
    for key, value in values.items():
        if key not in allowed:
            raise ValidationError(_("{0} is no session default.").format(key))
        if value:
            has_permission(allowed[key], "read", value, throw=True)
            set_user_default(key, value)
        else:
            clear_default(key=key, parent=current_user())
    return "success"


@whitelist(methods=["POST"])
def clear_session_defaults() -> None:
    """Remove the acting user's session defaults."""
    for row in get_single("Session Default Settings").session_defaults:
        clear_default(key=scrub(row.ref_doctype), parent=current_user())
