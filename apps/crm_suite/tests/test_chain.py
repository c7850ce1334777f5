"""The chain by one click: lead to customer, contact and opportunity; opportunity to quotation; nothing typed twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from crm_suite.api import chain
from frappe.desk.notifications import get_open_count
from frappe.model.workflow import apply_workflow


@pytest.fixture
def rep(make_user: Callable[..., str]) -> str:
    return make_user("rep", "Sales Representative")


@pytest.fixture
def lead(make: Callable[..., Any], rep: str) -> Any:
    make("Item")
    return make(
        "Lead", lead_name="Wang Min", company_name="晨星科技有限公司", job_title="Buyer", mobile_no="13800138000",
        email_id="wang@example.com", lead_owner=rep, source="Exhibition", industry="I", territory="East China",
        need="Ten units this year\nDelivered", budget=50_000, expected_purchase="2027-03-01",
        interests=[{"item": "ITEM-1", "interest": "Item one"}, {"interest": "Training"}],
    )  # fmt: skip


def connected(doctype: str, name: str) -> dict[str, int]:
    found = get_open_count(doctype, name)["count"]["external_links_found"]
    return {entry["doctype"]: entry["count"] for entry in found if entry["count"]}


def test_a_lead_becomes_customer_contact_and_opportunity(lead: Any, rep: str, acting: Callable[[str], Any]) -> None:
    with acting(rep):
        done = chain.convert_lead(doc=json.dumps(lead.as_dict(), default=str))

    customer = frappe.get_doc("Customer", done.customer)
    contact = frappe.get_doc("Contact", done.contact)
    deal = frappe.get_doc("Opportunity", done.opportunity)
    assert (done.workflow_state, bool(done.converted_on)) == ("Converted", True)
    assert (customer.customer_name, customer.customer_type, customer.life_cycle) == (
        "晨星科技有限公司", "Company", "Intent",
    )  # fmt: skip
    assert (customer.account_manager, customer.industry, customer.territory, customer.source) == (
        rep, "I", "East China", "Exhibition",
    )  # fmt: skip
    assert customer.primary_contact == contact.name
    assert (contact.first_name, contact.designation, contact.mobile_no, contact.email_id) == (
        "Wang Min", "Buyer", "13800138000", "wang@example.com",
    )  # fmt: skip
    assert contact.has_link("Customer", customer.name)
    assert (deal.customer, deal.contact_person, deal.lead, deal.opportunity_owner) == (
        customer.name, contact.name, lead.name, rep,
    )  # fmt: skip
    assert (str(deal.expected_close), deal.buying_motive) == ("2027-03-01", "Ten units this year\nDelivered")
    assert [(row.item, row.qty, row.rate, row.amount) for row in deal.items] == [("ITEM-1", 1, 1000, 1000)]
    assert (deal.sales_stage, deal.status) == ("Initial Contact", "Open")


def test_the_workflow_action_converts_too_and_only_once(lead: Any, rep: str, acting: Callable[[str], Any]) -> None:
    with acting(rep):
        apply_workflow(lead, "Convert Lead")
        with pytest.raises(frappe.ValidationError, match="converted already"):
            chain.convert_lead(lead.name)

    assert frappe.db.count("Opportunity", {"lead": lead.name}) == 1


def test_a_lead_of_a_known_customer_joins_it(
    lead: Any, make: Callable[..., Any], rep: str, acting: Callable[[str], Any]
) -> None:
    known = make("Customer", customer_name="晨星科技有限公司", account_manager=rep)
    lead.customer = known.name
    lead.save()

    with acting(rep):
        done = chain.convert_lead(lead.name)

    assert done.customer == known.name
    assert frappe.db.count("Customer") == 1


def test_a_duplicate_stops_the_conversion_and_names_the_customer(
    lead: Any, make: Callable[..., Any], rep: str, acting: Callable[[str], Any]
) -> None:
    known = make("Customer", customer_name="晨星科技有限公司")

    with acting(rep), pytest.raises(frappe.DuplicateEntryError, match=known.name):
        chain.convert_lead(lead.name)

    assert frappe.db.get_value("Lead", lead.name, "workflow_state") == "New"


def test_steps_of_the_chain_can_be_taken_one_by_one(lead: Any, rep: str, acting: Callable[[str], Any]) -> None:
    with acting(rep):
        customer = chain.make_customer(lead.name)
        again = chain.make_customer(lead.name)
        deal = chain.make_opportunity(doc=lead.as_dict())

    assert again.name == customer.name
    assert (deal.is_new(), deal.customer, deal.lead) == (True, customer.name, lead.name)


def test_an_opportunity_becomes_a_quotation_with_its_products(
    make: Callable[..., Any], rep: str, acting: Callable[[str], Any]
) -> None:
    make("Item", specification="2 m")
    customer = make("Customer", account_manager=rep, territory="East China")
    deal = make(
        "Opportunity", customer=customer.name, opportunity_owner=rep, items=[{"item": "ITEM-1", "qty": 3, "rate": 900}]
    )

    with acting(rep):
        offer = chain.make_quotation(deal.name)
        offer.insert()

    assert (offer.opportunity, offer.customer, offer.quotation_owner) == (deal.name, customer.name, rep)
    row = offer.items[0]
    assert (row.item, row.qty, row.rate, row.tax_rate, row.specification) == ("ITEM-1", 3, 900, 13, "2 m")
    assert (offer.net_total, offer.grand_total, offer.workflow_state) == (2700, 3051, "Draft")


def test_a_customer_becomes_opportunity_quotation_contact_and_ticket(make: Callable[..., Any]) -> None:
    make("Item")
    customer = make("Customer", default_price_list="Standard Selling")
    sent = customer.as_dict()

    deal = chain.make_opportunity(doc=sent).insert()
    offer = chain.make_quotation(doc=sent)
    person = chain.make_contact(doc=sent)
    ticket = chain.make_issue(doc=sent)

    assert deal.opportunity_name == customer.customer_name
    assert (offer.is_new(), offer.customer, offer.price_list) == (True, customer.name, "Standard Selling")
    assert person.has_link("Customer", customer.name)
    assert (ticket.is_new(), ticket.customer) == (True, customer.name)


def test_an_unsaved_source_is_refused_with_the_way_out(crm: Any) -> None:
    with pytest.raises(frappe.ValidationError, match="Save the Lead first"):
        chain.convert_lead(doc={"doctype": "Lead", "name": "new-lead-1", "__islocal": 1})


def test_what_a_user_may_not_read_is_not_mapped(
    lead: Any, make: Callable[..., Any], make_user: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    other = make_user("other", "Sales Representative")
    customer = make("Customer")
    deal = make("Opportunity", customer=customer.name)

    with acting(other):
        for call in (
            lambda: chain.convert_lead(lead.name),
            lambda: chain.make_customer(lead.name),
            lambda: chain.make_opportunity(doc=lead.as_dict()),
            lambda: chain.make_quotation(deal.name),
            lambda: chain.make_issue(customer.name),
            lambda: chain.make_contact(customer.name),
        ):
            with pytest.raises(frappe.PermissionError):
                call()


def test_connections_show_both_ends(lead: Any, rep: str, acting: Callable[[str], Any]) -> None:
    with acting(rep):
        done = chain.convert_lead(lead.name)
        offer = chain.make_quotation(done.opportunity).insert()

        assert connected("Customer", done.customer) == {"Lead": 1, "Opportunity": 1, "Quotation": 1, "Contact": 1}
        assert connected("Lead", lead.name) == {"Opportunity": 1}
        assert connected("Opportunity", done.opportunity) == {"Quotation": 1}
        assert connected("Contact", done.contact) == {"Customer": 1, "Lead": 1, "Opportunity": 1, "Quotation": 1}
        assert connected("Item", "ITEM-1") == {"Opportunity": 1, "Quotation": 1}
        assert (offer.opportunity, done.opportunity) == (
            done.opportunity,
            frappe.get_doc("Lead", lead.name).opportunity,
        )
