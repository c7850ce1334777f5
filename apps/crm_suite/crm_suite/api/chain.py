"""One click from a record to the next of its chain.

Each function takes ``source_name`` (mapped-document buttons) or ``doc`` (DocType actions) and returns the next
document: unsaved where the user has something to add, stored where nothing is missing.
"""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.mapper import get_mapped_doc

from crm_suite.api.sent import sent_values
from crm_suite.services import convert_lead as lead_service
from crm_suite.services.make_tower_order import map_tower_order

CUSTOMER_TO_OPPORTUNITY = {
    "Customer": {
        "doctype": "Opportunity",
        "field_map": {"name": "customer", "primary_contact": "contact_person", "account_manager": "opportunity_owner"},
        "field_no_map": ["naming_series", "notes", "team"],
    }
}
CUSTOMER_TO_QUOTATION = {
    "Customer": {
        "doctype": "Quotation",
        "field_map": {
            "name": "customer",
            "primary_contact": "contact_person",
            "account_manager": "quotation_owner",
            "default_price_list": "price_list",
        },
        "field_no_map": ["naming_series"],
    }
}
OPPORTUNITY_TO_QUOTATION = {
    "Opportunity": {
        "doctype": "Quotation",
        "field_map": {"name": "opportunity", "opportunity_owner": "quotation_owner"},
        "field_no_map": ["naming_series", "workflow_state", "lost_reason", "title"],
    },
    "Opportunity Item": {"doctype": "Quotation Item", "field_no_map": ["amount"]},
}
CUSTOMER_TO_ISSUE = {
    "Customer": {
        "doctype": "Issue",
        "field_map": {"name": "customer", "primary_contact": "contact"},
        "field_no_map": ["naming_series"],
    }
}
SITE_TO_ISSUE = {"Tower Site": {"doctype": "Issue", "field_map": {"name": "tower_site"}}}
OPERATOR_TO_DEMAND = {"Operator": {"doctype": "Site Demand", "field_map": {"name": "operator"}}}


@frappe.whitelist(methods=["POST"])
def convert_lead(source_name: str | None = None, doc: str | dict[str, Any] | None = None) -> Any:
    """Make customer, contact and opportunity of a lead and return the lead. Needs write on the lead."""
    lead = _load("Lead", source_name, doc)
    lead.check_permission("write")
    if lead.converted_on:
        frappe.throw(_("This lead is converted already."))
    lead.workflow_state = "Converted"
    lead.save()
    return lead


@frappe.whitelist(methods=["POST"])
def make_customer(source_name: str | None = None, doc: str | dict[str, Any] | None = None) -> Any:
    """Store the customer of a lead and return it. Needs write on the lead and create on customers."""
    lead = _load("Lead", source_name, doc)
    lead.check_permission("write")
    if not lead.customer:
        lead.customer = lead_service.make_customer(lead).name
        lead.save()
    return frappe.get_doc("Customer", lead.customer)


@frappe.whitelist(methods=["POST"])
def make_opportunity(
    source_name: str | None = None,
    target_doc: str | dict[str, Any] | None = None,
    doc: str | dict[str, Any] | None = None,
) -> Any:
    """Return the unsaved opportunity of a lead or customer; a lead without a customer gets one first."""
    values = sent_values(doc)
    if values.get("doctype") == "Lead":
        lead = _load("Lead", source_name, doc)
        if not lead.customer:
            make_customer(source_name=lead.name)
            lead.reload()
        return lead_service.map_opportunity(lead)
    name = _name("Customer", source_name, doc)
    opportunity = get_mapped_doc("Customer", name, CUSTOMER_TO_OPPORTUNITY, _target(target_doc))
    opportunity.opportunity_name = None
    return opportunity


@frappe.whitelist(methods=["POST"])
def make_opportunity_from_lead(source_name: str, target_doc: str | dict[str, Any] | None = None) -> Any:
    """Return the unsaved opportunity of a lead."""
    return make_opportunity(doc={"doctype": "Lead", "name": source_name})


@frappe.whitelist(methods=["POST"])
def make_quotation(
    source_name: str | None = None,
    target_doc: str | dict[str, Any] | None = None,
    doc: str | dict[str, Any] | None = None,
) -> Any:
    """Return the unsaved quotation of an opportunity, with its products, or of a customer."""
    if sent_values(doc).get("doctype") == "Customer":
        name = _name("Customer", source_name, doc)
        return get_mapped_doc("Customer", name, CUSTOMER_TO_QUOTATION, _target(target_doc))
    name = _name("Opportunity", source_name, doc)
    return get_mapped_doc("Opportunity", name, OPPORTUNITY_TO_QUOTATION, _target(target_doc))


@frappe.whitelist(methods=["POST"])
def make_contact(source_name: str | None = None, doc: str | dict[str, Any] | None = None) -> Any:
    """Return the unsaved contact of a customer."""
    customer = _load("Customer", source_name, doc)
    customer.check_permission("read")
    contact = frappe.new_doc("Contact")
    contact.company_name = customer.customer_name
    contact.append("links", {"link_doctype": "Customer", "link_name": customer.name})
    return contact


@frappe.whitelist(methods=["POST"])
def make_issue(
    source_name: str | None = None,
    target_doc: str | dict[str, Any] | None = None,
    doc: str | dict[str, Any] | None = None,
) -> Any:
    """Return the unsaved ticket of a customer or tower site."""
    if sent_values(doc).get("doctype") == "Tower Site":
        return get_mapped_doc("Tower Site", _name("Tower Site", source_name, doc), SITE_TO_ISSUE, _target(target_doc))
    name = _name("Customer", source_name, doc)
    return get_mapped_doc("Customer", name, CUSTOMER_TO_ISSUE, _target(target_doc))


@frappe.whitelist(methods=["POST"])
def make_site_demand(
    source_name: str | None = None,
    target_doc: str | dict[str, Any] | None = None,
    doc: str | dict[str, Any] | None = None,
) -> Any:
    """Return the unsaved demand of an operator."""
    return get_mapped_doc("Operator", _name("Operator", source_name, doc), OPERATOR_TO_DEMAND, _target(target_doc))


@frappe.whitelist(methods=["POST"])
def make_tower_order(
    source_name: str | None = None,
    target_doc: str | dict[str, Any] | None = None,
    doc: str | dict[str, Any] | None = None,
) -> Any:
    """Return the unsaved order of a demand, with site, operators, products and fee lines filled in."""
    return map_tower_order(_name("Site Demand", source_name, doc), _target(target_doc))


def _load(doctype: str, source_name: str | None, doc: str | dict[str, Any] | None) -> Any:
    return frappe.get_doc(doctype, _name(doctype, source_name, doc))


def _name(doctype: str, source_name: str | None, doc: str | dict[str, Any] | None) -> str:
    values = sent_values(doc)
    name = source_name or values.get("name")
    if not name or values.get("__islocal") or not frappe.db.exists(doctype, name):
        frappe.throw(_("Save the {0} first.").format(_(doctype)))
    return str(name)


def _target(target_doc: str | dict[str, Any] | None) -> Any:
    return json.dumps(target_doc) if isinstance(target_doc, dict) else target_doc
