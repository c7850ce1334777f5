"""How a user is called in texts and in mails."""

from __future__ import annotations

from email.utils import formataddr
from typing import Any

from frappe.context import current_user, local
from frappe.utils.numbers import cstr
from frappe.utils.validation import validate_email_address


def get_fullname(user: str | None = None) -> str:
    """Return a user's full name, the acting one's by default; the id when there is none."""
    name = user or current_user()
    if local.__dict__.get("db") is None:
        return name
    return cstr(local.db.get_value("User", name, "full_name", cache=True) or name)


def get_formatted_email(user: str, mail: str | None = None) -> str:
    """Return ``Full Name <address>`` of a user, empty when there is no valid address."""
    address: Any = mail or (local.db.get_value("User", user, "email", cache=True) if local.__dict__.get("db") else None)
    valid = validate_email_address(address or user)
    return formataddr((get_fullname(user), valid)) if valid else ""
