"""Every route and every function that the network may call, tried as every kind of user (ASVS 8.2.1).

Nothing that a try writes is kept: the door's commit is replaced by a look at what waits and a rollback, so that each
try finds the same site and the outcome depends on the user alone.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frappe
import frappe.app
from api_site import MANAGER, PLAIN, READER, WRITER, Caller, World
from frappe import scrub
from frappe.api.router import ROUTES
from frappe.rpc import Rule, whitelisted
from frappe.rpc.limits import forget_calls

STORED = Path(__file__).with_name("security") / "matrix.json"
ROLES = {
    "Guest": "Guest",
    "no role": PLAIN,
    "reader": READER,
    "writer": WRITER,
    "manager": MANAGER,
    "Administrator": "Administrator",
}
SKIPPED_PACKAGES = ("frappe.commands", "frappe.tests", "crm_suite.tests", "frappe.worker", "frappe.utils.bench_helper")
# Functions whose work is not undone by a rollback of the request.
UNTRIED = {"frappe.auth.login": "failures count against the address; tests/api/test_authentication.py tries it"}


@dataclass(frozen=True)
class Try:
    """One request and what became of it."""

    status: int
    waiting_writes: int
    commits: int
    text: str


def import_everything() -> None:
    """Import all modules of both apps, so that every whitelisted function is known."""
    for app in ("frappe", "crm_suite"):
        package = importlib.import_module(app)
        for found in pkgutil.walk_packages(package.__path__, f"{app}.", onerror=lambda _name: None):
            if not found.name.startswith(SKIPPED_PACKAGES) and "test_" not in found.name.rpartition(".")[2]:
                importlib.import_module(found.name)


def functions() -> dict[str, tuple[Any, Rule]]:
    """Return the whitelisted functions by the name under which the network calls them."""
    import_everything()
    out = {}
    for function, rule in whitelisted().items():
        module, name = function.__module__, function.__qualname__
        if "." not in name and module.partition(".")[0] in ("frappe", "crm_suite"):
            out[f"{module}.{name}"] = (function, rule)
    return dict(sorted(out.items()))


def document_methods() -> list[tuple[str, str]]:
    """Return the DocType and name of every method of a document that the network may call."""
    import_everything()
    names = {scrub(name): name for name in frappe.get_all("DocType", pluck="name")}
    found = []
    for function in whitelisted():
        owner, _dot, method = function.__qualname__.rpartition(".")
        doctype = names.get(function.__module__.rpartition(".")[2])
        if owner and doctype and ".doctype." in function.__module__:
            found.append((doctype, method))
    return sorted(found)


# What a parameter gets, by its name.
SAMPLES: dict[str, Any] = {
    "doctype": "Api Order",
    "dt": "Api Order",
    "reference_doctype": "Api Order",
    "ref_doctype": "Api Order",
    "parent": "Api Order",
    "allow": "Api Order",
    "doc_type": "Api Order",
    "document_type": "Api Order",
    "fieldname": "subject",
    "field": "subject",
    "user": READER,
    "assign_to": READER,
    "role": "Api Reader",
    "filters": "{}",
    "txt": "Order",
    "docs": "[]",
    "items": "[]",
    "fields": '["name"]',
    "permlevel": 0,
    "ptype": "read",
    "tag": "sample",
    "report_name": "Api Report",
    "reference_report": "Api Report",
    "language": "en",
    "content": "text",
    "values": "{}",
    "subject": "Order 1",
    "email": "new.person@example.com",
    "full_name": "New Person",
    "perm_type": "read",
    "file_url": "/private/files/matrix.txt",
    "folder": "Home",
    "method": "none",
    "data": "{}",
    "action": "Save",
    "names": "[]",
    "docnames": "[]",
    "sort_field": "modified",
    "stats": '["state"]',
    "current_filters": "[]",
}


def arguments_of(function: Any, order: str) -> dict[str, Any]:
    """Return a value for each parameter that has no default, and documents for those that name one."""
    out: dict[str, Any] = {}
    for name, parameter in inspect.signature(inspect.unwrap(function)).parameters.items():
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        if name in (
            "name",
            "docname",
            "old_name",
            "dn",
            "reference_name",
            "ref_docname",
            "doc_name",
            "value",
            "docname_or_list",
        ):
            out[name] = order
        elif name == "doc":
            out[name] = json.dumps({"doctype": "Api Order", "name": order, "subject": "changed"})
        elif name in SAMPLES and (parameter.default is parameter.empty or name in ("doctype", "dt", "fields")):
            out[name] = SAMPLES[name]
        elif parameter.default is parameter.empty:
            out[name] = "sample"
    return {
        "doctype": "Api Order",
        "report_name": "Api Report",
        **out,
    }  # what a function does not declare it may still read from the request


@contextmanager
def nothing_kept(world: World) -> Iterator[list[int]]:
    """Roll every request back at its end; the list holds the writes that waited for the commit."""
    waiting: list[int] = []

    def look_and_undo(request: Any) -> None:
        connection = frappe.app.local.db.connection
        waiting.append(connection.writes_in_transaction)
        connection.rollback()

    before = frappe.app.commit_if_needed
    frappe.app.commit_if_needed = look_and_undo
    try:
        yield waiting
    finally:
        frappe.app.commit_if_needed = before


def caller_of(world: World, user: str) -> Caller:
    return world.guest() if user == "Guest" else world.by_key(user)


def attempt(world: World, caller: Caller, method: str, path: str, body: dict[str, Any], waiting: list[int]) -> Try:
    """Make one request and return what became of it."""
    forget_calls()
    waiting.clear()
    before = _commits(world)
    answer = caller(method, path, **({"json": body} if method in ("POST", "PUT") else {"query_string": body}))
    return Try(
        answer.status_code, sum(waiting), _commits(world) - before, answer.get_data()[:300].decode(errors="replace")
    )


def _commits(world: World) -> int:
    kept = frappe.sites._kept[str(world.folder / world.name)]
    return sum(connection.commits for connection in kept)


def method_of(rule: Rule) -> str:
    return next(method for method in ("POST", "GET", "PUT", "DELETE") if method in rule.methods)


def routes() -> list[tuple[str, str]]:
    """Return a method and a path for every route and each of its methods, but those that call functions by name."""
    values = {"{doctype}": "Api Order", "{name*}": "{order}", "{name}": "{order}", "{method}": "none"}
    out = []
    for route in ROUTES:
        if "method/{name}" in route.path or "method/{doctype}" in route.path:
            continue
        path = route.path
        for key, value in values.items():
            path = path.replace(key, value)
        out += [(method, path) for method in route.methods if method != "HEAD"]
    return out
