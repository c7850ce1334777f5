"""Row rules of the framework's own DocTypes: document check and list agree (contract 8.15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.contacts.doctype.contact import contact
from frappe.context import invalidate, local
from frappe.core.doctype.comment import comment
from frappe.core.doctype.communication import communication
from frappe.core.doctype.report import report
from frappe.desk.doctype.dashboard_chart import dashboard_chart
from frappe.desk.doctype.event import event
from frappe.desk.doctype.kanban_board import kanban_board
from frappe.desk.doctype.list_filter import list_filter
from frappe.desk.doctype.note import note
from frappe.desk.doctype.notification_log import notification_log
from frappe.desk.doctype.number_card import number_card
from frappe.desk.doctype.todo import todo
from frappe.desk.doctype.workspace import workspace
from frappe.permissions.hooked_rules import as_condition

ME, OTHER = "me@example.com", "other@example.com"


@pytest.fixture
def people(site: Any) -> Any:
    for user in (ME, OTHER):
        rows = [{"role": "Translator"}]
        frappe.get_doc(
            {"doctype": "User", "email": user, "first_name": user, "roles": rows, "send_welcome_email": 0}
        ).insert()
    return site


def make(doctype: str, owner: str, **values: Any) -> str:
    doc = frappe.get_doc({"doctype": doctype, **values}).insert()
    doc.db_set("owner", owner, update_modified=False)
    return str(doc.name)


def visible(module: Any, doctype: str, user: str = ME) -> tuple[set[str], set[str]]:
    """Return what the document check allows and what the list condition lets through."""
    names = set(frappe.get_all(doctype, pluck="name"))
    allowed = {name for name in names if module.has_permission(frappe.get_doc(doctype, name), "read", user)}
    condition = as_condition(module.permission_query_conditions(user))
    if condition is None:
        return allowed, names
    where, values = condition
    rows = local.db.connection.query(f"select `name` from `tab{doctype}` where {where}", values)
    return allowed, {name for (name,) in rows}


CASES: list[tuple[str, Any, Callable[[], set[str]]]] = []


def case(doctype: str, module: Any) -> Callable[[Callable[[], set[str]]], Callable[[], set[str]]]:
    def keep(function: Callable[[], set[str]]) -> Callable[[], set[str]]:
        CASES.append((doctype, module, function))
        return function

    return keep


@case("ToDo", todo)
def todos() -> set[str]:
    make("ToDo", OTHER, description="a", allocated_to=OTHER, assigned_by=OTHER)
    return {
        make("ToDo", OTHER, description="b", allocated_to=ME, assigned_by=OTHER),
        make("ToDo", OTHER, description="c", allocated_to=OTHER, assigned_by=ME),
    }


@case("Note", note)
def notes() -> set[str]:
    make("Note", OTHER, title="theirs")
    return {make("Note", OTHER, title="public", public=1), make("Note", ME, title="mine")}


@case("Event", event)
def events() -> set[str]:
    when = {"starts_on": "2026-01-01 10:00:00", "event_type": "Private"}
    make("Event", OTHER, subject="theirs", **when)
    rows = [{"reference_doctype": "User", "reference_docname": ME}]
    return {
        make("Event", OTHER, subject="public", **{**when, "event_type": "Public"}),
        make("Event", ME, subject="mine", **when),
        make("Event", OTHER, subject="with me", event_participants=rows, **when),
    }


@case("Notification Log", notification_log)
def notices() -> set[str]:
    make("Notification Log", OTHER, subject="theirs", for_user=OTHER)
    return {make("Notification Log", OTHER, subject="mine", for_user=ME)}


@case("List Filter", list_filter)
def filters() -> set[str]:
    values = {"reference_doctype": "ToDo", "filters": "[]"}
    make("List Filter", OTHER, filter_name="theirs", for_user=OTHER, **values)
    return {
        make("List Filter", ME, filter_name="mine", for_user=ME, **values),
        make("List Filter", OTHER, filter_name="all", **values),
    }


@case("Comment", comment)
def comments() -> set[str]:
    make("Comment", OTHER, content="theirs")
    return {make("Comment", ME, content="mine")}


@case("Communication", communication)
def messages() -> set[str]:
    values = {"sent_or_received": "Sent", "communication_medium": "Phone"}
    make("Communication", OTHER, subject="theirs", user=OTHER, **values)
    return {make("Communication", ME, subject="mine", user=OTHER, **values)}


@case("Kanban Board", kanban_board)
def boards() -> set[str]:
    values = {"reference_doctype": "ToDo", "field_name": "status"}
    make("Kanban Board", OTHER, kanban_board_name="theirs", private=1, **values)
    make("Kanban Board", OTHER, kanban_board_name="errors", reference_doctype="User", field_name="desk_theme")
    return {
        make("Kanban Board", OTHER, kanban_board_name="public", **values),
        make("Kanban Board", ME, kanban_board_name="mine", private=1, **values),
    }


@case("Dashboard Chart", dashboard_chart)
def charts() -> set[str]:
    values = {"chart_type": "Count", "filters_json": "[]"}
    make("Dashboard Chart", OTHER, chart_name="hidden", document_type="Error Log", is_public=1, **values)
    make("Dashboard Chart", OTHER, chart_name="theirs", document_type="ToDo", **values)
    roles = [{"role": "Inbox User"}]
    make("Dashboard Chart", OTHER, chart_name="inbox", document_type="ToDo", is_public=1, roles=roles, **values)
    return {make("Dashboard Chart", OTHER, chart_name="public", document_type="ToDo", is_public=1, **values)}


@case("Number Card", number_card)
def cards() -> set[str]:
    values = {"type": "Document Type", "function": "Count"}
    make("Number Card", OTHER, label="hidden", document_type="Error Log", is_public=1, **values)
    make("Number Card", OTHER, label="theirs", document_type="ToDo", **values)
    return {make("Number Card", OTHER, label="public", document_type="ToDo", is_public=1, **values)}


@case("Report", report)
def reports() -> set[str]:
    values = {"report_type": "Report Builder", "is_standard": "No"}
    make("Report", OTHER, report_name="hidden", ref_doctype="Error Log", **values)
    make("Report", OTHER, report_name="inbox", ref_doctype="ToDo", roles=[{"role": "Inbox User"}], **values)
    return {make("Report", OTHER, report_name="open", ref_doctype="ToDo", **values)}


@case("Workspace", workspace)
def workspaces() -> set[str]:
    make("Workspace", OTHER, label="theirs", title="theirs", for_user=OTHER)
    return {
        make("Workspace", OTHER, label="public", title="public", public=1),
        make("Workspace", ME, label="mine", title="mine", for_user=ME),
    }


@case("Contact", contact)
def contacts() -> set[str]:
    shown = frappe.get_doc({"doctype": "Currency", "currency_name": "XTS", "symbol": "x"}).insert()
    error = frappe.get_doc({"doctype": "Error Log", "method": "x"}).insert()
    hidden = [{"link_doctype": "Error Log", "link_name": error.name}]
    make("Contact", OTHER, first_name="Hidden", links=hidden)
    return {
        make("Contact", OTHER, first_name="Loose"),
        make("Contact", OTHER, first_name="Linked", links=[{"link_doctype": "Currency", "link_name": shown.name}]),
        make("Contact", ME, first_name="Mine", links=hidden),
    }


@pytest.mark.parametrize(("doctype", "module", "build"), CASES, ids=[entry[0] for entry in CASES])
def test_list_and_document_agree(people: Any, doctype: str, module: Any, build: Callable[[], set[str]]) -> None:
    frappe.db.delete(doctype)
    wanted = build()
    invalidate()

    assert visible(module, doctype) == (wanted, wanted)


def test_role_on_todos_lifts_the_restriction(people: Any) -> None:
    make("ToDo", OTHER, description="a", allocated_to=OTHER, assigned_by=OTHER)
    frappe.get_doc({"doctype": "Custom DocPerm", "parent": "ToDo", "role": "Translator", "read": 1}).insert()

    assert todo.permission_query_conditions(ME) is None


def test_comment_follows_its_document(people: Any) -> None:
    hidden = frappe.get_doc({"doctype": "Error Log", "method": "x"}).insert()
    on_hidden = frappe.get_doc(
        "Comment", make("Comment", OTHER, reference_doctype="Error Log", reference_name=hidden.name, content="x")
    )
    on_open = frappe.get_doc(
        "Comment", make("Comment", OTHER, reference_doctype="Currency", reference_name="USD", content="x")
    )

    assert not comment.has_permission(on_hidden, "read", ME)
    assert comment.has_permission(on_open, "read", ME)
    assert not comment.has_permission(on_open, "write", ME)
