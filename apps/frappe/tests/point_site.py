"""DocTypes, users and a recorder of events for the points of contract section 12."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
import pytest
from frappe.tests import patch_hooks

RIGHTS = dict.fromkeys(("read", "write", "create", "delete", "submit", "cancel", "amend", "select"), 1)
USER = "point@example.com"


def column(fieldname: str, fieldtype: str = "Data", options: str | None = None, **more: Any) -> dict[str, Any]:
    label = fieldname.replace("_", " ").title()
    return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "options": options, **more}


def make_doctype(name: str, fields: list[dict[str, Any]], **options: Any) -> Any:
    rights = RIGHTS if options.get("is_submittable") else {**RIGHTS, "submit": 0, "cancel": 0, "amend": 0}
    permissions = options.pop("permissions", [{"role": "System Manager", **rights}])
    values = {"doctype": "DocType", "name": name, "module": "Core", "custom": 1, "autoname": "hash", "fields": fields}
    return frappe.get_doc({**values, "permissions": [] if options.get("istable") else permissions, **options}).insert()


def make_user(*roles: str, name: str = USER) -> str:
    values = {"doctype": "User", "email": name, "first_name": "Point", "send_welcome_email": 0}
    return str(frappe.get_doc({**values, "roles": [{"role": role} for role in roles]}).insert().name)


def make_role(name: str) -> str:
    return str(frappe.get_doc({"doctype": "Role", "role_name": name, "desk_access": 1}).insert().name)


@contextmanager
def recorded(doctype: str, *events: str) -> Iterator[list[tuple[str, Any]]]:
    """Collect (event, name of the document) as documents of a DocType run them."""
    seen: list[tuple[str, Any]] = []

    def note(doc: Any, method: str, *args: Any) -> None:
        seen.append((method, doc.name))

    with patch_hooks({"doc_events": {doctype: {event: [note] for event in events}}}):
        yield seen


@pytest.fixture
def point(site: Any) -> Any:
    """A site with ``Point Party``, and ``Point Paper`` with rows and links."""
    make_doctype("Point Party", [column("city")], autoname="prompt", allow_rename=1)
    make_doctype("Point Row", [column("item"), column("qty", "Float")], istable=1)
    paper = [
        column("subject"),
        column("party", "Link", "Point Party"),
        column("city", fetch_from="party.city"),
        column("amount", "Currency"),
        column("count", "Int"),
        column("rate", "Float"),
        column("flag", "Check"),
        column("day", "Date"),
        column("moment", "Datetime"),
        column("hour", "Time"),
        column("code", unique=1),
        column("born", set_only_once=1),
        column("key", "Password"),
        column("cost", permlevel=1),
        column("rows", "Table", "Point Row"),
    ]
    make_doctype("Point Paper", paper, track_changes=1)
    for name, city in (("Acme", "Bonn"), ("Globex", "Köln")):
        frappe.get_doc({"doctype": "Point Party", "name": name, "city": city}).insert()
    return site


def make_paper(**values: Any) -> Any:
    return frappe.get_doc({"doctype": "Point Paper", **values})
