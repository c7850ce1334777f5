"""Users and documents for tests of what hangs on documents."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.context import invalidate

ADA, BOB, EVE = "ada@example.com", "bob@example.com", "eve@example.com"


def make_user(email: str, *roles: str) -> str:
    """Make a user; his first name is the part before the at sign."""
    values = {"doctype": "User", "email": email, "first_name": email.partition("@")[0].title(), "send_welcome_email": 0}
    return str(frappe.get_doc({**values, "roles": [{"role": role} for role in roles]}).insert().name)


def make_doctype(name: str, *readers: str) -> None:
    """Make a DocType with a subject, which some roles may read and write."""
    rights = {"read": 1, "write": 1, "create": 1, "delete": 1}
    rules = [{"role": role, **rights} for role in ("System Manager", *readers)]
    fields = [{"fieldname": "subject", "fieldtype": "Data", "label": "Subject"}]
    frappe.get_doc({"doctype": "DocType", "name": name, "module": "Core", "custom": 1, "autoname": "hash",
                    "fields": fields, "permissions": rules, "track_changes": 1}).insert()  # fmt: skip
    invalidate()


def make_paper(subject: str = "A") -> Any:
    return frappe.get_doc({"doctype": "Paper", "subject": subject}).insert()
