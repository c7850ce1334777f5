"""Workspaces: which ones a user sees and what is on them (contract 7.9)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.desk.doctype.workspace.workspace import delete_page as delete_page
from frappe.desk.doctype.workspace.workspace import hide_page as hide_page
from frappe.desk.doctype.workspace.workspace import new_page as new_page
from frappe.desk.doctype.workspace.workspace import save_page as save_page
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.documents import get_doc
from frappe.model.sent import record
from frappe.permissions import access_of, has_permission
from frappe.rpc import whitelist
from frappe.utils import cstr


@whitelist()
def get_workspace_sidebar_items() -> dict[str, Any]:
    """Return the workspaces of the user, in order."""
    fields = ["name", "title", "label", "icon", "parent_page", "public", "is_hidden", "module", "content", "for_user"]
    rows = local.db.get_all("Workspace", {"is_hidden": 0}, fields, order_by="sequence_id asc, title asc")
    restricted: dict[str, set[str]] = {}
    for row in local.db.get_all("Has Role", {"parenttype": "Workspace"}, ["parent", "role"]):
        restricted.setdefault(row.parent, set()).add(row.role)
    roles = access_of(current_user()).roles
    pages = []
    for row in rows:
        own = row.for_user in (None, "", current_user())
        if own and (row.name not in restricted or roles & restricted[row.name]):
            pages.append({**row, "title": _(row.title or row.label)})
    return {"pages": pages}


@whitelist()
def get_desktop_page(page: str | dict[str, Any]) -> dict[str, Any]:
    """Return a workspace's shortcuts and cards; links that the user may not open are left out."""
    name = cstr(record(page, name="page").get("name"))
    allowed = {entry["name"] for entry in get_workspace_sidebar_items()["pages"]}
    if name not in allowed:
        return {"shortcuts": {"items": []}, "cards": {"items": []}}
    doc = get_doc("Workspace", str(name))
    shortcuts = [
        {**row.as_dict(no_default_fields=True, no_child_table_fields=True), "label": _(row.label)}
        for row in doc.shortcuts
        if row.type != "DocType" or may_open(row.link_to)
    ]
    return {"shortcuts": {"items": shortcuts}, "cards": {"items": _cards(doc)}}


def _cards(doc: Any) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = []
    for row in doc.links:
        if row.hidden:
            continue
        if row.type == "Card Break":
            cards.append({"label": _(row.label), "links": []})
        elif row.link_type != "DocType" or may_open(row.link_to):
            if not cards:
                cards.append({"label": "", "links": []})
            entry = row.as_dict(no_default_fields=True, no_child_table_fields=True)
            cards[-1]["links"].append({**entry, "label": _(row.label)})
    return [card for card in cards if card["links"]]


def may_open(doctype: str | None) -> bool:
    """Tell whether a user may see a list of a DocType."""
    return bool(doctype and find_meta(doctype) and has_permission(doctype, "read"))
