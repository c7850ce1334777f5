"""A site that HTTP tests talk to: DocTypes, users and keys, committed; and callers of the application."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import frappe
import frappe.app
import frappe.sites
from frappe.context import local
from frappe.core.doctype.user.api_keys import generate_keys
from frappe.rpc.limits import forget_calls
from frappe.sites import open_site

PASSWORD = "Kx7!pine-river"
READER, WRITER, PLAIN, MANAGER = "reader@example.com", "writer@example.com", "plain@example.com", "manager@example.com"
ROLES = {READER: ["Api Reader"], WRITER: ["Api Writer"], PLAIN: [], MANAGER: ["System Manager"]}
READ = {"read": 1, "select": 1, "report": 1, "print": 1, "email": 1}
WRITE = {**READ, "write": 1, "create": 1, "delete": 1, "export": 1, "share": 1}
SUBMIT = {"submit": 1, "cancel": 1, "amend": 1}


def column(fieldname: str, fieldtype: str = "Data", options: str | None = None, **more: Any) -> dict[str, Any]:
    return {"fieldname": fieldname, "label": fieldname.title(), "fieldtype": fieldtype, "options": options, **more}


def make_doctype(name: str, fields: list[dict[str, Any]], **options: Any) -> None:
    write = {**WRITE, **(SUBMIT if options.get("is_submittable") else {})}
    permissions = [
        {"role": "System Manager", **write},
        {"role": "Api Reader", **dict.fromkeys(WRITE, 0), **READ},
        {"role": "Api Writer", **write},
    ]
    frappe.get_doc(
        {
            "doctype": "DocType",
            "name": name,
            "module": "Core",
            "custom": 1,
            "fields": fields,
            "permissions": [] if options.get("istable") else permissions,
            **options,
        }
    ).insert()


def seed() -> dict[str, str]:
    """Make the world and return the Authorization header of each user."""
    for role in ("Api Reader", "Api Writer"):
        frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
    _doctypes()
    for user, roles in ROLES.items():
        frappe.get_doc(
            {
                "doctype": "User",
                "email": user,
                "first_name": user.partition("@")[0].title(),
                "send_welcome_email": 0,
                "user_type": "System User",
                "new_password": PASSWORD,
                "roles": [{"role": role} for role in roles],
            }
        ).insert()
    for number in range(1, 6):
        frappe.get_doc({"doctype": "Api Party", "name": f"Party {number}", "title": f"Title {number}"}).insert()
    for number in range(1, 31):
        values = {
            "subject": f"Order {number}",
            "party": f"Party {number % 5 + 1}",
            "amount": number * 10,
            "secret": "x",
        }
        frappe.get_doc({"doctype": "Api Order", **values, "lines": [{"text": "a"}, {"text": "b"}]}).insert()
    values = {
        "report_name": "Api Report",
        "ref_doctype": "Api Order",
        "report_type": "Report Builder",
        "is_standard": "No",
    }
    frappe.get_doc({"doctype": "Report", **values, "json": '{"fields": [["name", "Api Order"]]}'}).insert()
    file = frappe.get_doc(
        {
            "doctype": "File",
            "file_name": "matrix.txt",
            "is_private": 1,
            "attached_to_doctype": "Api Order",
            "attached_to_name": frappe.db.get_value("Api Order", {"subject": "Order 1"}),
        }
    )
    file.content = b"private"
    file.insert()
    headers = {}
    for user in (*ROLES, "Administrator"):
        frappe.set_user(user)
        keys = generate_keys()
        headers[user] = f"token {keys['api_key']}:{keys['api_secret']}"
    frappe.set_user("Administrator")
    return headers


def _doctypes() -> None:
    make_doctype(
        "Api Party",
        [column("title"), column("enabled", "Check", default="1")],
        autoname="prompt",
        title_field="title",
        show_title_field_in_link=1,
        search_fields="title",
        allow_rename=1,
    )
    make_doctype("Api Line", [column("text"), column("quantity", "Float")], istable=1)
    fields = [
        column("naming_series", "Select", "API-.####"),
        column("subject", reqd=1),
        column("party", "Link", "Api Party"),
        column("amount", "Currency"),
        column("day", "Date"),
        column("state", "Select", "Open\nClosed", default="Open"),
        column("code", unique=1),
        column("secret", permlevel=1),
        column("lines", "Table", "Api Line"),
        column("amended_from", "Link", "Api Order", no_copy=1, read_only=1),
    ]
    make_doctype(
        "Api Order", fields, autoname="naming_series:", is_submittable=1, track_changes=1, title_field="subject"
    )
    tree = [
        column("parent_api_region", "Link", "Api Region"),
        column("is_group", "Check"),
        column("lft", "Int"),
        column("rgt", "Int"),
        column("old_parent"),
    ]
    make_doctype("Api Region", tree, is_tree=1, autoname="prompt", nsm_parent_field="parent_api_region")
    for name, parent in (("All Regions", None), ("North", "All Regions"), ("South", "All Regions")):
        frappe.get_doc({"doctype": "Api Region", "name": name, "parent_api_region": parent, "is_group": 1}).insert()


@dataclass
class Caller:
    """A client of the application: as Guest, by key or by session."""

    client: Any
    host: str
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Accept": "application/json", **self.headers, **options.pop("headers", {})}
        base = options.pop("base_url", f"http://{self.host}")
        return self.client.open(path, method=method, headers=headers, base_url=base, buffered=True, **options)

    def get(self, path: str, /, **params: Any) -> Any:
        texts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in params.items()}
        return self("GET", path, query_string=texts)

    def post(self, path: str, /, **body: Any) -> Any:
        return self("POST", path, json=body)

    def put(self, path: str, /, **body: Any) -> Any:
        return self("PUT", path, json=body)

    def delete(self, path: str) -> Any:
        return self("DELETE", path)

    def call(self, name: str, /, **arguments: Any) -> Any:
        """POST to a function; its ``message``."""
        answer = self.post(f"/api/method/{name}", **arguments)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json.get("message")


@dataclass
class World:
    """The seeded site."""

    name: str
    folder: Path
    keys: dict[str, str]

    def guest(self) -> Caller:
        return Caller(frappe.app.get_test_client(), self.name)

    def by_key(self, user: str) -> Caller:
        return Caller(frappe.app.get_test_client(), self.name, {"Authorization": self.keys[user]})

    def signed_in(self, user: str, password: str = PASSWORD) -> Caller:
        caller = self.guest()
        answer = caller.post("/api/method/login", usr=user, pwd=password)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        caller.headers["X-Frappe-CSRF-Token"] = caller.get("/api/method/frappe.boot.get_boot").json["message"][
            "csrf_token"
        ]
        return caller

    @contextmanager
    def inside(self, user: str = "Administrator") -> Iterator[Any]:
        """Open the site beside the requests."""
        with open_site(self.name, sites_path=self.folder, user=user):
            yield local

    def settings(self, doctype: str = "System Settings", **values: Any) -> None:
        """Change settings and keep them."""
        with self.inside():
            for key, value in values.items():
                frappe.db.set_single_value(doctype, key, value)
            frappe.clear_cache()
            frappe.db.commit()


def seeded(maker: Any) -> Iterator[World]:
    """Seed a maker's site, serve it, and have it made anew afterwards."""
    maker.make()
    maker.is_fresh = False
    for folder in ("private", "public"):  # a restored database does not take files away
        shutil.rmtree(maker.path / folder / "files", ignore_errors=True)
    with open_site(maker.name, sites_path=maker.folder):
        keys = seed()
        frappe.db.commit()
    forget_calls()
    before = frappe.app._sites_path
    frappe.app._sites_path = str(maker.folder)
    try:
        yield World(maker.name, maker.folder, keys)
    finally:
        frappe.app._sites_path = before


def statements_of(world: World, call: Callable[[], Any]) -> list[str]:
    """Return the SQL statements of one request; those of the transaction itself are not among them."""
    log: list[str] = []
    for connection in frappe.sites._kept[str(world.folder / world.name)]:
        connection.statement_log = log
    call()
    return log
