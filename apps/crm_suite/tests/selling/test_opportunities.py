"""Opportunities: stages with criteria and exit tasks, the manager's check (S9.53), outcomes, history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.model.workflow import apply_workflow, get_transitions

NEGOTIATION = "Negotiation and Approval"


@pytest.fixture
def people(make_user: Callable[..., str]) -> dict[str, str]:
    make_user("manager", "Sales Manager")
    make_user("rep", "Sales Representative", reports_to="manager")
    make_user("other", "Sales Representative")
    make_user("affairs", "General Affairs")
    return {name: f"{name}@example.com" for name in ("manager", "rep", "other", "affairs")}


@pytest.fixture
def make_deal(make: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]) -> Callable[..., Any]:
    """Make the representative's deal; ``stage`` takes it there by its way."""
    customer = make("Customer", account_manager=people["rep"]).name
    links = [{"link_doctype": "Customer", "link_name": customer}]
    contact = frappe.get_doc({"doctype": "Contact", "first_name": "Han", "links": links}).insert().name
    way = ["Initial Contact", "Requirement Confirmation", "Proposal Submission"]

    def deal(stage: str = "Initial Contact", **values: Any) -> Any:
        with acting(people["rep"]):
            doc = make(
                "Opportunity", customer=customer, contact_person=contact, expected_amount=80_000,
                expected_close="2027-03-01", **values,
            )  # fmt: skip
            for next_stage in way[1 : way.index(stage) + 1]:
                finish_tasks(doc)
                doc.sales_stage = next_stage
                doc.save()
        return doc

    return deal


def finish_tasks(doc: Any) -> None:
    for row in doc.stage_tasks:
        row.done = 1


def test_the_five_stages_have_the_targets_of_the_standard(crm: Any) -> None:
    fields = ["name", "target_conversion"]
    rows = frappe.get_all("Sales Stage", fields=fields, order_by="sequence asc")

    assert [(row.name, row.target_conversion) for row in rows] == [
        ("Initial Contact", 42), ("Requirement Confirmation", 65), ("Proposal Submission", 75), (NEGOTIATION, 85),
        ("Deal Closed", 0),
    ]  # fmt: skip


def test_a_new_deal_starts_with_the_tasks_of_the_first_stage(make_deal: Callable[..., Any]) -> None:
    doc = make_deal()

    assert (doc.sales_stage, doc.probability, doc.weighted_amount) == ("Initial Contact", 10, 8000)
    assert [row.task for row in doc.stage_tasks] == [
        "Initial talk done", "Basic need scenario confirmed", "Key decision maker known", "Rough budget known",
    ]  # fmt: skip


def test_open_exit_tasks_hold_a_deal_and_are_named(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_deal()

    with acting(people["rep"]), pytest.raises(frappe.ValidationError, match="Rough budget known"):
        doc.update({"sales_stage": "Requirement Confirmation"}).save()


def test_an_entry_condition_holds_a_deal_and_says_why(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_deal()
    finish_tasks(doc)
    doc.contact_person = None

    with acting(people["rep"]), pytest.raises(frappe.ValidationError, match="A contact is known"):
        doc.update({"sales_stage": "Requirement Confirmation"}).save()


def test_a_stage_cannot_be_jumped_over_without_its_condition(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_deal()
    finish_tasks(doc)
    doc.expected_close = None

    with acting(people["rep"]), pytest.raises(frappe.ValidationError, match="closing date"):
        doc.update({"sales_stage": "Proposal Submission"}).save()


def test_proposal_to_negotiation_waits_for_the_manager(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_deal("Proposal Submission")
    with acting(people["rep"]):
        finish_tasks(doc)
        doc.update({"sales_stage": NEGOTIATION}).save()
        waiting = (doc.sales_stage, doc.requested_stage, doc.workflow_state)
        with pytest.raises(frappe.ValidationError):
            apply_workflow(frappe.get_doc("Opportunity", doc.name), "Confirm Stage")

    with acting(people["manager"]):
        done = apply_workflow(frappe.get_doc("Opportunity", doc.name), "Confirm Stage")

    assert waiting == ("Proposal Submission", NEGOTIATION, "Stage Check")
    assert (done.sales_stage, done.requested_stage, done.workflow_state) == (NEGOTIATION, None, "Open")
    assert done.probability == 75
    last = done.stage_history[-1]
    assert (last.from_stage, last.to_stage, last.checked_by) == (
        "Proposal Submission", NEGOTIATION, people["manager"],
    )  # fmt: skip


def test_a_plain_save_does_not_confirm_a_check(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_deal("Proposal Submission")
    with acting(people["rep"]):
        finish_tasks(doc)
        doc.update({"sales_stage": NEGOTIATION}).save()

        with pytest.raises(frappe.ValidationError):
            doc.update({"workflow_state": "Open"}).save()

    assert frappe.db.get_value("Opportunity", doc.name, ["workflow_state", "sales_stage"]) == (
        "Stage Check", "Proposal Submission",
    )  # fmt: skip


def test_a_deal_in_check_stays_where_it_is(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_deal("Proposal Submission")
    with acting(people["rep"]):
        finish_tasks(doc)
        doc.update({"sales_stage": NEGOTIATION}).save()
        doc.update({"sales_stage": NEGOTIATION}).save()

    assert (doc.sales_stage, doc.workflow_state) == ("Proposal Submission", "Stage Check")


def test_a_returned_deal_keeps_its_stage_and_can_ask_again(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_deal("Proposal Submission")
    with acting(people["rep"]):
        finish_tasks(doc)
        doc.update({"sales_stage": NEGOTIATION}).save()
    with acting(people["manager"]):
        returned = apply_workflow(frappe.get_doc("Opportunity", doc.name), "Return Stage")
    with acting(people["rep"]):
        asked = apply_workflow(frappe.get_doc("Opportunity", doc.name), "Request Stage Check")

    assert (returned.workflow_state, returned.sales_stage) == ("Stage Returned", "Proposal Submission")
    assert (asked.workflow_state, asked.requested_stage) == ("Stage Check", NEGOTIATION)


def test_a_manager_needs_no_check_by_another(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_deal("Proposal Submission")

    with acting(people["manager"]):
        doc = frappe.get_doc("Opportunity", doc.name)
        finish_tasks(doc)
        doc.update({"sales_stage": NEGOTIATION}).save()

    assert (doc.sales_stage, doc.workflow_state) == (NEGOTIATION, "Open")


def test_a_new_deal_cannot_start_behind_the_check(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_deal(sales_stage=NEGOTIATION)

    assert (doc.sales_stage, doc.requested_stage) == ("Proposal Submission", NEGOTIATION)


def test_won_lost_and_closed(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    won, lost = make_deal(), make_deal()
    with acting(people["rep"]):
        won = apply_workflow(won, "Mark as Won")
        assert "Mark as Lost" not in {row.action for row in get_transitions(lost)}
        lost.update({"lost_reason": "Price Too High"}).save()
        lost = apply_workflow(lost, "Mark as Lost")
        assert "Close" not in {row.action for row in get_transitions(won)}
    with acting(people["affairs"]):
        closed = apply_workflow(frappe.get_doc("Opportunity", won.name), "Close")

    assert (won.status, won.probability, won.sales_stage) == ("Won", 100, "Deal Closed")
    assert (lost.status, lost.probability, lost.weighted_amount) == ("Lost", 0, 0)
    assert (closed.status, closed.closed_by) == ("Closed", people["affairs"])
    assert closed.closed_on and won.won_on and lost.lost_on


def test_a_closed_deal_is_kept_as_it_is(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_deal()
    with acting(people["affairs"]):
        apply_workflow(frappe.get_doc("Opportunity", doc.name), "Close")

    with acting(people["rep"]), pytest.raises(frappe.ValidationError, match="General Affairs"):
        frappe.get_doc("Opportunity", doc.name).update({"next_step": "Call"}).save()
    with acting(people["affairs"]):
        reopened = apply_workflow(frappe.get_doc("Opportunity", doc.name), "Reopen")

    assert (reopened.status, reopened.closed_on, reopened.probability) == ("Open", None, 10)


def test_sales_may_close_when_the_setting_says_so(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    frappe.db.set_single_value("Selling Settings", "sales_may_close", 1)
    doc = make_deal()

    with acting(people["rep"]):
        apply_workflow(doc, "Mark as Won")
        closed = apply_workflow(doc, "Close")

    assert closed.status == "Closed"


def test_others_deals_are_out_of_reach(
    make_deal: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_deal()

    with acting(people["other"]), pytest.raises(frappe.PermissionError):
        apply_workflow(frappe.get_doc("Opportunity", doc.name), "Mark as Won")


def test_the_subject_follows_customer_product_and_task(make_deal: Callable[..., Any], make: Callable[..., Any]) -> None:
    make("Item", item_name="Router")
    doc = make_deal(opportunity_name=None, items=[{"item": "ITEM-1", "qty": 2}], next_step="Show it")

    assert doc.opportunity_name == "北京晨星科技有限公司 - Router - Show it"
    assert (doc.expected_amount, doc.weighted_amount) == (2000, 200)


def test_a_line_without_an_item_is_named_as_missing(make_deal: Callable[..., Any]) -> None:
    with pytest.raises(frappe.MandatoryError, match="item"):
        make_deal(items=[{"qty": 2}, {"item": None, "qty": 1}])


def test_an_amount_of_too_many_digits_is_refused_in_words(make_deal: Callable[..., Any]) -> None:
    item = frappe.get_all("Item", pluck="name", limit=1)
    with pytest.raises(frappe.ValidationError, match="too many digits"):
        make_deal(items=[{"item": item[0] if item else None, "qty": 1e20, "rate": 1e20}])
