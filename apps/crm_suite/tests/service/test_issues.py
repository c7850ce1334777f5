"""Tickets: workflow, time stamps, limits of the agreement, pause, escalation, the watcher."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import frappe
import pytest
from crm_suite.services.watch_deadlines import watch_issues
from frappe.model.workflow import apply_workflow, get_transitions
from frappe.tests import IntegrationTestCase
from frappe.utils import get_datetime


@pytest.fixture
def people(make_user: Callable[..., str]) -> dict[str, str]:
    make_user("chief", "Customer Service Manager")
    make_user("handler", "Responsible Person", reports_to="chief")
    make_user("agent", "Service Agent")
    make_user("rep", "Sales Representative")
    return {name: f"{name}@example.com" for name in ("chief", "handler", "agent", "rep")}


@pytest.fixture
def act(people: dict[str, str], acting: Callable[[str], Any]) -> Callable[..., Any]:
    """Take a workflow action on the stored ticket as a person, at a time of the day of the test."""

    def take(name: str, person: str, action: str, at: str, **values: Any) -> Any:
        with IntegrationTestCase().freeze_time(at), acting(people[person]):
            doc = frappe.get_doc("Issue", name)
            if values:
                doc.update(values).save()
            return apply_workflow(doc, action)

    return take


@pytest.fixture
def open_ticket(make: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]) -> Callable[..., Any]:
    def ticket(at: str, person: str = "agent", **values: Any) -> Any:
        with IntegrationTestCase().freeze_time(at), acting(people[person]):
            return make("Issue", **values)

    return ticket


def limits(doc: Any) -> tuple[str, ...]:
    return tuple(str(doc.get(name))[:16] for name in ("accept_by", "respond_by", "resolve_by"))


@pytest.mark.parametrize(
    ("kind", "severity", "resolve_by"),
    [
        ("Complaint", "Minor", "2026-03-04 10:00"),
        ("Complaint", "Normal", "2026-03-05 10:00"),
        ("Complaint", "Major", "2026-03-07 10:00"),
        ("Public Area Repair", "Normal", "2026-03-05 10:00"),
        ("Indoor Repair", "Urgent", "2026-03-05 10:00"),
        ("Maintenance", "Minor", "2026-03-07 10:00"),
        ("Maintenance", "Medium", "2026-03-17 10:00"),
        ("Maintenance", "Major", "2026-04-01 10:00"),
    ],
)
def test_the_limits_of_the_standard(kind: str, severity: str, resolve_by: str, open_ticket: Callable[..., Any]) -> None:
    doc = open_ticket("2026-03-02 10:00:00", issue_type=kind, severity=severity)

    assert doc.service_level_agreement == "Standard Service"
    assert limits(doc) == ("2026-03-02 10:02", "2026-03-03 10:00", resolve_by)


@pytest.mark.parametrize(
    ("kind", "respond_by"),
    [
        ("General Question", "2026-03-07 17:30"),
        ("Urgent Question", "2026-03-06 21:30"),
        ("System Failure", "2026-03-06 18:30"),
    ],
)
def test_support_questions_have_their_own_agreement(
    kind: str, respond_by: str, open_ticket: Callable[..., Any]
) -> None:
    doc = open_ticket("2026-03-06 17:30:00", issue_type=kind)

    assert (doc.service_level_agreement, str(doc.respond_by)[:16]) == ("Support Service", respond_by)


def test_a_job_of_the_night_is_accepted_next_morning(open_ticket: Callable[..., Any], act: Callable[..., Any]) -> None:
    doc = open_ticket("2026-03-02 22:00:00")
    act(doc.name, "agent", "Accept", "2026-03-02 22:05:00")
    done = act(doc.name, "agent", "Dispatch", "2026-03-02 22:30:00", responsible_person="handler@example.com")

    assert limits(done)[0] == "2026-03-03 09:10"
    assert done.accepted_on is None


def test_a_bookable_repair_counts_from_its_acceptance(open_ticket: Callable[..., Any], act: Callable[..., Any]) -> None:
    doc = open_ticket("2026-03-02 10:00:00", issue_type="Indoor Repair", severity="Bookable")
    assert doc.resolve_by is None

    done = act(doc.name, "agent", "Accept", "2026-03-02 11:30:00")

    assert limits(done)[2] == "2026-03-05 11:30"


def test_a_ticket_from_opening_to_closing(open_ticket: Callable[..., Any], act: Callable[..., Any]) -> None:
    doc = open_ticket("2026-03-02 10:00:00", issue_type="Complaint", severity="Major")
    act(doc.name, "agent", "Accept", "2026-03-02 10:01:00")
    act(doc.name, "agent", "Dispatch", "2026-03-02 10:10:00", responsible_person="handler@example.com")
    act(doc.name, "handler", "Start Work", "2026-03-02 10:11:30")
    act(doc.name, "handler", "Resolve", "2026-03-03 12:00:00", solution="<p>Replaced</p>")
    act(doc.name, "agent", "Call Back", "2026-03-03 15:00:00")
    done = act(doc.name, "agent", "Close", "2026-03-03 16:00:00")

    assert [row.step for row in done.steps] == [
        "Accepted", "Dispatched", "In Progress", "Resolved", "Called Back", "Closed",
    ]  # fmt: skip
    assert (done.accept_seconds, done.agreement_status) == (90, "Fulfilled")
    assert (str(done.resolved_on), str(done.closed_on)) == ("2026-03-03 12:00:00", "2026-03-03 16:00:00")


def test_a_ticket_is_not_resolved_without_its_solution(
    open_ticket: Callable[..., Any], act: Callable[..., Any]
) -> None:
    doc = open_ticket("2026-03-02 10:00:00")
    act(doc.name, "agent", "Accept", "2026-03-02 10:01:00")

    with pytest.raises(frappe.ValidationError):
        act(doc.name, "agent", "Resolve", "2026-03-02 11:00:00")
    with pytest.raises(frappe.MandatoryError, match="solution"):
        act(doc.name, "agent", "Resolve", "2026-03-02 11:00:00", solution="<p> </p>")


def test_the_clock_stands_still_while_the_customer_is_asked(
    open_ticket: Callable[..., Any], act: Callable[..., Any]
) -> None:
    doc = open_ticket("2026-03-02 10:00:00", issue_type="Complaint", severity="Minor")
    act(doc.name, "agent", "Accept", "2026-03-02 10:01:00")
    act(doc.name, "agent", "Start Work", "2026-03-02 10:01:30")
    waiting = act(doc.name, "agent", "Wait for Customer", "2026-03-02 12:00:00")
    assert (waiting.agreement_status, limits(waiting)[2]) == ("Paused", "2026-03-04 10:00")

    done = act(doc.name, "agent", "Resume", "2026-03-03 18:00:00")

    assert (limits(done)[2], done.paused_seconds, done.agreement_status) == ("2026-03-05 16:00", 108_000, "On Track")


def test_a_reopened_ticket_counts_from_now(open_ticket: Callable[..., Any], act: Callable[..., Any]) -> None:
    doc = open_ticket("2026-03-02 10:00:00", issue_type="Complaint", severity="Minor")
    act(doc.name, "agent", "Accept", "2026-03-02 10:01:00")
    act(doc.name, "agent", "Resolve", "2026-03-02 12:00:00", solution="Done")
    again = act(doc.name, "agent", "Reopen", "2026-03-20 09:30:00")
    assert (limits(again)[2], again.resolved_on, again.agreement_status) == ("2026-03-22 09:30", None, "On Track")

    later = act(doc.name, "agent", "Dispatch", "2026-03-20 10:00:00", responsible_person="handler@example.com")

    assert limits(later) == ("2026-03-20 10:02", "2026-03-21 09:30", "2026-03-22 09:30")


def test_an_escalated_ticket_goes_to_the_superior_with_a_limit_of_its_own(
    open_ticket: Callable[..., Any], act: Callable[..., Any], people: dict[str, str]
) -> None:
    doc = open_ticket("2026-03-02 10:00:00", responsible_person=people["handler"])

    done = act(doc.name, "agent", "Escalate", "2026-03-02 11:00:00")

    assert (done.is_escalated, done.escalated_to, str(done.escalate_by)) == (
        1, people["chief"], "2026-03-03 11:00:00",
    )  # fmt: skip


def test_the_watcher_warns_then_escalates_once(open_ticket: Callable[..., Any], people: dict[str, str]) -> None:
    doc = open_ticket(
        "2026-03-02 10:00:00", issue_type="Complaint", severity="Minor", responsible_person=people["handler"]
    )
    start = get_datetime("2026-03-02 10:00:00")
    frappe.db.set_value("Issue", doc.name, {"accepted_on": start, "responded_on": start})
    seen = []

    for hours in (24, 39, 40, 48.1, 60):
        moment: datetime = start + timedelta(hours=hours)
        with IntegrationTestCase().freeze_time(str(moment)):
            changed = watch_issues()
        row = frappe.db.get_value("Issue", doc.name, ["agreement_status", "is_escalated", "escalated_to"])
        seen.append((changed, *row))

    assert seen == [
        (0, "On Track", 0, None), (1, "Warning", 0, None), (0, "Warning", 0, None),
        (1, "Breached", 1, people["chief"]), (0, "Breached", 1, people["chief"]),
    ]  # fmt: skip
    told = frappe.get_all("Notification Log", {"document_name": doc.name}, pluck="for_user", order_by="creation")
    assert told == [people["handler"], *sorted([people["handler"], people["chief"]])] or told == [
        people["handler"], people["handler"], people["chief"],
    ]  # fmt: skip


def test_sales_may_open_a_ticket_and_not_handle_it(
    open_ticket: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = open_ticket("2026-03-02 10:00:00", person="rep")

    with acting(people["rep"]):
        assert get_transitions(frappe.get_doc("Issue", doc.name)) == []
        with pytest.raises(frappe.PermissionError):
            frappe.get_doc("Issue", doc.name).update({"solution": "x"}).save()


def test_a_handler_sees_and_moves_only_own_tickets(
    open_ticket: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = open_ticket("2026-03-02 10:00:00")

    with acting(people["handler"]):
        assert frappe.get_list("Issue") == []
        with pytest.raises(frappe.PermissionError):
            apply_workflow(frappe.get_doc("Issue", doc.name), "Accept")


def test_the_type_gives_severity_and_priority(open_ticket: Callable[..., Any]) -> None:
    doc = open_ticket("2026-03-02 10:00:00", issue_type="Site Fault")

    assert (doc.severity, doc.issue_priority) == ("Major", "Urgent")


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ({"mode": "Calendar Days"}, "number of days"),
        ({"mode": "Duration"}, "duration"),
        ({"mode": "Duration", "minutes": 5, "on_working_calendar": 1}, "working hours"),
    ],
)
def test_an_agreement_with_half_a_limit_is_refused(crm: Any, limit: dict[str, Any], message: str) -> None:
    doc = frappe.get_doc(
        {"doctype": "Service Level Agreement", "agreement_name": "Half", "document_type": "Issue",
         "limits": [{"kind": "Resolve", **limit}]}
    )  # fmt: skip

    with pytest.raises(frappe.ValidationError, match=message):
        doc.insert()
