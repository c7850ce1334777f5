"""DocTypes with everything a life cycle touches, and a recorder of the events that documents run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.context import local, slot

RIGHTS = dict.fromkeys(("read", "write", "create", "delete", "submit", "cancel", "amend"), 1)
EVENTS = (
    "before_insert", "before_naming", "autoname", "before_validate", "validate", "before_save", "before_submit",
    "before_cancel", "before_update_after_submit", "after_insert", "on_update", "on_submit", "on_cancel",
    "on_update_after_submit", "on_change", "before_change", "on_trash", "after_delete", "before_rename",
    "after_rename", "before_discard", "on_discard",
)  # fmt: skip


def field(fieldname: str, fieldtype: str = "Data", options: str | None = None, **more: Any) -> dict[str, Any]:
    return {"fieldname": fieldname, "label": fieldname.replace("_", " ").title(), "fieldtype": fieldtype,
            "options": options, **more}  # fmt: skip


def make_doctype(name: str, fields: list[dict[str, Any]], **options: Any) -> Any:
    permissions = [] if options.get("istable") else [{"role": "System Manager", **RIGHTS}]
    if not options.get("is_submittable"):
        permissions = [{**row, "submit": 0, "cancel": 0, "amend": 0} for row in permissions]
    values = {"doctype": "DocType", "name": name, "module": "Core", "custom": 1, "autoname": "hash"}
    return frappe.get_doc({**values, "fields": fields, "permissions": permissions, **options}).insert()


@pytest.fixture
def world(site: Any) -> Any:
    make_doctype("Life Party", [field("title"), field("city"), field("notes", "Text Editor")], autoname="prompt")
    line = [
        field("item"),
        field("qty", "Float"),
        field("party", "Link", "Life Party"),
        field("kept", allow_on_submit=1),
    ]
    make_doctype("Life Line", line, istable=1)
    paper = [
        field("naming_series", "Select", "LP-.YYYY.-\nQ-.####"),
        field("subject", reqd=1),
        field("party", "Link", "Life Party"),
        field("city", fetch_from="party.city"),
        field("own_city", fetch_from="party.city", fetch_if_empty=1),
        field("amount", "Currency"),
        field("count", "Int"),
        field("is_open", "Check", default="1"),
        field("day", "Date"),
        field("status", "Select", "Open\nDone", default="Open"),
        field("code", unique=1),
        field("born", set_only_once=1),
        field("remark", allow_on_submit=1),
        field("pair_type", "Link", "DocType"),
        field("pair", "Dynamic Link", "pair_type"),
        field("lines", "Table", "Life Line"),
        field("more_lines", "Table", "Life Line", allow_on_submit=1),
    ]
    make_doctype("Life Paper", paper, is_submittable=1, track_changes=1, autoname="naming_series:", allow_rename=1)
    for name, city in (("Acme", "Bonn"), ("Globex", "Köln")):
        frappe.get_doc({"doctype": "Life Party", "name": name, "title": name, "city": city}).insert()
    return local


@pytest.fixture
def make_paper(world: Any) -> Callable[..., Any]:
    def make(**values: Any) -> Any:
        return frappe.get_doc({"doctype": "Life Paper", "subject": "x", **values})

    return make


@pytest.fixture
def events(world: Any) -> list[str]:
    """The names of events as documents of ``Life Paper`` run them."""
    seen: list[str] = []

    def note(doc: Any, method: str, *args: Any) -> None:
        seen.append(method)

    slot("hooks", dict)["doc_events"].update({"Life Paper": {event: [note] for event in EVENTS}})
    for name in ("doc_hooks", "event_handlers"):
        local.slot_overlay.pop(name, None) if local.slot_overlay is not None else None
        local.site_state._slots.pop(name, None)
    yield seen
    local.site_state.drop()
