"""Leads: their way through the workflow by the right and the wrong people, score, sales code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.model.workflow import apply_workflow, get_transitions


@pytest.fixture
def people(make_user: Callable[..., str]) -> dict[str, str]:
    frappe.get_doc({"doctype": "Branch", "branch_name": "Office East"}).insert()
    make_user("clerk", "Office Clerk", branch="Office East")
    make_user("rep", "Sales Representative", branch="Office East")
    make_user("marketing", "Marketing Specialist")
    make_user("manager", "Sales Manager")
    make_user("service", "Service Agent")
    return {name: f"{name}@example.com" for name in ("clerk", "rep", "marketing", "manager", "service")}


@pytest.fixture
def lead(people: dict[str, str], make: Callable[..., Any], acting: Callable[[str], Any]) -> Any:
    """A lead that the company found, entered by the clerk for the representative (S13.2, S13.3)."""
    with acting(people["clerk"]):
        return make("Lead", branch="Office East", lead_owner=people["rep"])


def actions(doc: Any) -> set[str]:
    return {row.action for row in get_transitions(frappe.get_doc("Lead", doc.name))}


def test_clerk_assigns_and_the_representative_works_on(
    lead: Any, people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    with acting(people["clerk"]):
        assert apply_workflow(lead, "Assign").workflow_state == "Assigned"
    with acting(people["rep"]):
        doc = frappe.get_doc("Lead", lead.name)
        assert apply_workflow(doc, "Start Contact").workflow_state == "In Contact"
        assert apply_workflow(doc, "Qualify").workflow_state == "Qualified"
        assert actions(doc) == {"Convert Lead"}


def test_a_representative_assigns_to_nobody(lead: Any, people: dict[str, str], acting: Callable[[str], Any]) -> None:
    with acting(people["rep"]):
        assert "Assign" not in actions(lead)
        with pytest.raises(frappe.ValidationError):
            apply_workflow(frappe.get_doc("Lead", lead.name), "Assign")


def test_a_discarded_lead_says_why_and_is_reopened_by_the_marketing(
    lead: Any, people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    with acting(people["rep"]):
        assert "Discard" not in actions(lead)
        doc = frappe.get_doc("Lead", lead.name)
        doc.update({"discard_reason": "No Budget"}).save()
        apply_workflow(doc, "Discard")
        assert actions(doc) == set()
    with acting(people["marketing"]):
        assert apply_workflow(frappe.get_doc("Lead", lead.name), "Reopen").workflow_state == "Assigned"


def test_service_has_no_leads_and_others_not_this_one(
    lead: Any, people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    with acting(people["service"]), pytest.raises(frappe.PermissionError):
        frappe.get_list("Lead")
    with acting(people["manager"]):
        assert frappe.get_list("Lead") == []


def test_a_new_lead_starts_at_the_first_state(
    people: dict[str, str], make: Callable[..., Any], acting: Callable[[str], Any]
) -> None:
    with acting(people["rep"]), pytest.raises(frappe.ValidationError):
        make("Lead", workflow_state="Qualified")


@pytest.mark.parametrize("score", [-1, 101])
def test_the_score_lies_between_nothing_and_a_hundred(score: int, make: Callable[..., Any]) -> None:
    with pytest.raises(frappe.ValidationError):
        make("Lead", score=score)


def test_the_sales_code_comes_from_the_salesperson_and_goes_on_to_the_deal(make: Callable[..., Any]) -> None:
    frappe.get_doc({"doctype": "Sales Person", "sales_person_name": "Li", "sales_code": "SD0107"}).insert()
    lead = make("Lead", sales_person="Li", sales_code="XX9999", company_name="晨星科技有限公司")

    apply_workflow(lead, "Convert Lead")

    assert lead.sales_code == "SD0107"
    assert frappe.db.get_value("Opportunity", lead.opportunity, "sales_person") == "Li"
