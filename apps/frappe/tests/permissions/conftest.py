"""A small world of DocTypes to judge: deals with a region (tree), a party and lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.context import invalidate, local
from frappe.metadata import get_meta
from frappe.records import insert_row

USER, OTHER = "judged@example.com", "other@example.com"


def make_doctype(name: str, fields: list[dict[str, Any]], **options: Any) -> None:
    permissions = options.pop("permissions", [{"role": "System Manager", "read": 1, "write": 1, "create": 1}])
    frappe.get_doc(
        {
            "doctype": "DocType", "name": name, "module": "Core", "custom": 1,
            "autoname": "hash" if options.get("istable") else "prompt",
            "fields": fields, "permissions": [] if options.get("istable") else permissions, **options,
        }
    ).insert()  # fmt: skip


def field(fieldname: str, fieldtype: str = "Data", options: str | None = None, **more: Any) -> dict[str, Any]:
    return {"fieldname": fieldname, "label": fieldname.title(), "fieldtype": fieldtype, "options": options, **more}


@pytest.fixture
def world(site: Any) -> Any:
    """DocTypes, two users and three roles; everything is rolled back with the site."""
    for role in ("Judge A", "Judge B"):
        frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
    for user in (USER, OTHER):
        frappe.get_doc({"doctype": "User", "email": user, "first_name": user, "send_welcome_email": 0}).insert()
    tree = [field("parent_perm_region", "Link", "Perm Region"), field("is_group", "Check"), field("lft", "Int"),
            field("rgt", "Int"), field("old_parent", "Data")]  # fmt: skip
    make_doctype("Perm Region", tree, is_tree=1)
    make_doctype("Perm Party", [field("title"), field("secret", permlevel=1)], search_fields="title")
    make_doctype("Perm Line", [field("party", "Link", "Perm Party"), field("note", permlevel=1)], istable=1)
    deal = [
        field("subject"), field("region", "Link", "Perm Region"), field("party", "Link", "Perm Party"),
        field("ignored", "Link", "Perm Party", ignore_user_permissions=1), field("margin", "Float", permlevel=1),
        field("lines", "Table", "Perm Line"), field("hidden_lines", "Table", "Perm Line", permlevel=2),
    ]  # fmt: skip
    deal.append(field("amended_from", "Link", "Perm Deal"))
    make_doctype("Perm Deal", deal, is_submittable=1, allow_import=1, title_field="subject")
    for name, parent in (("World", None), ("North", "World"), ("Far North", "North"), ("South", "World")):
        frappe.get_doc({"doctype": "Perm Region", "name": name, "parent_perm_region": parent, "is_group": 1}).insert()
    for name in ("P1", "P2"):
        frappe.get_doc({"doctype": "Perm Party", "name": name, "title": name, "secret": "s"}).insert()
    return local


@pytest.fixture
def give_roles(world: Any) -> Callable[..., None]:
    def give(*roles: str, user: str = USER) -> None:
        doc = frappe.get_doc("User", user)
        doc.set("roles", [{"role": role} for role in roles])
        doc.save()

    return give


@pytest.fixture
def set_rules(world: Any) -> Callable[..., None]:
    """Replace the rules of a DocType: ``(role, "read write", {"if_owner": 1})`` rows."""

    def replace(doctype: str, *rows: tuple[Any, ...]) -> None:
        frappe.db.delete("Custom DocPerm", {"parent": doctype})
        for role, rights, *options in rows:
            values = {
                **dict.fromkeys(("read", "export"), 0),
                **dict.fromkeys(rights.split(), 1),
                **(options or [{}])[0],
            }
            names = {"name": frappe.generate_hash(length=10), "parent": doctype, "role": role}
            insert_row(get_meta("Custom DocPerm"), {**names, **values})
        invalidate()

    return replace


@pytest.fixture
def make_deal(world: Any) -> Callable[..., Any]:
    def make(name: str, owner: str = OTHER, **values: Any) -> Any:
        doc = frappe.get_doc({"doctype": "Perm Deal", "name": name, **values}).insert()
        doc.db_set("owner", owner, update_modified=False)
        return doc

    return make


@pytest.fixture
def acting(world: Any) -> Any:
    """Act as a user within a block."""
    from contextlib import contextmanager

    @contextmanager
    def act(user: str = USER) -> Any:
        frappe.set_user(user)
        try:
            yield
        finally:
            frappe.set_user("Administrator")

    return act
