"""Child rows that a controller adds while it saves, and names that a controller gives."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.model.workflow import apply_workflow


def test_rows_added_in_validate_are_stored_with_names_stamps_and_order(crm: Any) -> None:
    customer = frappe.get_doc({"doctype": "Customer", "customer_name": "Alpha Works Ltd"}).insert().name

    deal = frappe.get_doc({"doctype": "Opportunity", "customer": customer, "opportunity_name": "A"}).insert()

    stored = frappe.get_doc("Opportunity", deal.name).stage_tasks
    assert [row.name for row in stored] == [row.name for row in deal.stage_tasks]
    assert all(row.name and row.creation and row.owner == "Administrator" for row in stored)
    assert [row.idx for row in stored] == [1, 2, 3, 4]


def test_a_save_adds_rows_beside_the_stored_ones(crm: Any) -> None:
    customer = frappe.get_doc({"doctype": "Customer", "customer_name": "Alpha Works Ltd"}).insert().name
    deal = frappe.get_doc({"doctype": "Opportunity", "customer": customer, "opportunity_name": "A"}).insert()
    first = [row.name for row in deal.stage_history]

    apply_workflow(deal, "Mark as Won")

    stored = frappe.get_doc("Opportunity", deal.name).stage_history
    assert [row.name for row in stored][:1] == first
    assert [(row.idx, row.to_stage) for row in stored] == [(1, "Initial Contact"), (2, "Deal Closed")]


def test_a_taken_name_of_a_controller_is_a_duplicate_and_no_hash(crm: Any) -> None:
    frappe.db.delete("Role Data Scope", {"role": "Sales Manager"})
    scope = {"doctype": "Role Data Scope", "role": "Sales Manager", "scope": "Team"}
    frappe.get_doc(scope).insert()
    doc = frappe.get_doc(scope)
    doc.flags.ignore_validate = True

    with pytest.raises(frappe.DuplicateEntryError, match="Sales Manager"):
        doc.insert()
