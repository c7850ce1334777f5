"""Turn a lead into a customer with its contact and an opportunity; nothing is typed twice."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.mapper import get_mapped_doc

TO_CUSTOMER = {
    "Lead": {
        "doctype": "Customer",
        "field_map": {"lead_owner": "account_manager", "expected_purchase": ""},
        "field_no_map": ["naming_series", "notes", "customer"],
    }
}
TO_OPPORTUNITY = {
    "Lead": {
        "doctype": "Opportunity",
        "field_map": {
            "name": "lead",
            "lead_owner": "opportunity_owner",
            "budget": "expected_amount",
            "expected_purchase": "expected_close",
            "need": "buying_motive",
        },
        "field_no_map": ["naming_series", "workflow_state", "opportunity"],
    },
    "Lead Interest": {
        "doctype": "Opportunity Item",
        "field_map": {"parent": ""},
        "condition": lambda row: bool(row.item),
    },
}


def convert_lead(lead: Any) -> None:
    """Make what is missing and write it into the lead, which the caller saves.

    Needs create on customers, contacts and opportunities; a block by the duplicate check stops the conversion.
    """
    lead.customer = lead.customer or make_customer(lead).name
    lead.contact = lead.contact or make_contact(lead).name
    if not lead.opportunity:
        lead.opportunity = map_opportunity(lead).insert().name


def make_customer(lead: Any) -> Any:
    """Insert the customer of a lead."""
    customer = get_mapped_doc("Lead", lead.name, TO_CUSTOMER)
    customer.customer_name = lead.company_name or lead.lead_name
    customer.customer_type = "Company" if lead.company_name else "Individual"
    customer.life_cycle = "Intent"
    return customer.insert()


def make_contact(lead: Any) -> Any:
    """Insert the contact of a lead, linked to its customer, as the customer's main contact if it has none."""
    contact = frappe.new_doc("Contact")
    contact.first_name, contact.designation, contact.company_name = lead.lead_name, lead.job_title, lead.company_name
    if lead.email_id:
        contact.append("email_ids", {"email_id": lead.email_id, "is_primary": 1})
    if lead.mobile_no:
        contact.append("phone_nos", {"phone": lead.mobile_no, "is_primary_mobile_no": 1})
    contact.append("links", {"link_doctype": "Customer", "link_name": lead.customer})
    contact.insert()
    if not frappe.db.get_value("Customer", lead.customer, "primary_contact"):
        frappe.db.set_value("Customer", lead.customer, "primary_contact", contact.name)
    return contact


def map_opportunity(lead: Any) -> Any:
    """Return the unsaved opportunity of a lead that has a customer."""
    opportunity = get_mapped_doc("Lead", lead.name, TO_OPPORTUNITY)
    opportunity.customer, opportunity.contact_person = lead.customer, lead.contact
    opportunity.customer_name = frappe.db.get_value("Customer", lead.customer, "customer_name")
    first = lead.interests[0].interest if lead.interests else lead.need
    parts = [opportunity.customer_name, (first or "").splitlines()[0] if first else ""]
    opportunity.opportunity_name = " - ".join(part for part in parts if part)[:140]
    for row in opportunity.items:
        row.qty = row.qty or 1
    return opportunity
