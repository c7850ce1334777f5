"""Flag demands for the same place: same operator, in the batch and against history; a person decides (S24.11)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.workflow import apply_workflow

from crm_suite.services.find_duplicates import find_matches, store_match

COMPARED_FIELDS = ("operator", "province", "city", "district", "longitude", "latitude")
PLACE_FIELDS = ("province", "city", "district")
PENDING_STATE, SUSPECTED_STATE = "Pending", "Duplicate Suspected"
UNDECIDED_STATES = (None, "", PENDING_STATE, SUSPECTED_STATE)
CANCELLED_STATE = "Cancelled"
ACTIONS = {"Confirmed": "Confirm Duplicate", "Not Duplicate": "Not a Duplicate"}
PARSED_BATCH, CHECKED_BATCH = "Parsed", "Checked"


def flag(demand: Any) -> None:
    """Look for demands at the same place and mark this one, and undecided ones of the same batch, as suspected."""
    matches = [match for match in _matches(demand) if _is_open(demand, match)]
    if not matches:
        return
    for match in matches:
        store_match(demand, match)
    first = min(matches, key=lambda match: (not match.strong, match.existing))
    _mark(demand, first.existing, first.strong)
    for match in matches:
        _mark_in_batch(demand, match)


def settle(demand: Any) -> None:
    """Write the decision on a demand into its open matches."""
    filters = {"document_type": "Site Demand", "reference_name": demand.name, "decision": "Open"}
    for name in frappe.get_all("Duplicate Match", filters, pluck="name"):
        match = frappe.get_doc("Duplicate Match", name)
        match.decision = demand.duplicate_decision
        match.save(ignore_permissions=True)
    if demand.batch:
        _follow_decision(demand.batch)


def follow_match(match: Any) -> None:
    """Take a decision that was made on a match to its demand, as the person who decided.

    A confirmed match decides at once; a demand with several matches is free when none of them is open.
    """
    if match.document_type != "Site Demand" or match.decision not in ACTIONS:
        return
    if frappe.db.get_value("Site Demand", match.reference_name, "workflow_state") != SUSPECTED_STATE:
        return
    still_open = {"document_type": "Site Demand", "reference_name": match.reference_name, "decision": "Open"}
    if match.decision == "Confirmed" or not frappe.db.exists("Duplicate Match", still_open):
        apply_workflow(frappe.get_doc("Site Demand", match.reference_name), ACTIONS[match.decision])


def count_suspected(batch: str) -> int:
    """Return how many demands of a batch wait for a decision."""
    return int(frappe.db.count("Site Demand", {"batch": batch, "workflow_state": SUSPECTED_STATE}))


def _follow_decision(name: str) -> None:
    """A batch whose suspicions are all decided is checked."""
    batch = frappe.get_doc("Demand Batch", name)
    if batch.status == PARSED_BATCH and not count_suspected(name):
        batch.db_set("status", CHECKED_BATCH)


def _matches(demand: Any) -> list[Any]:
    return find_matches("Site Demand", demand.as_dict(), exclude=demand.name)


def _is_open(demand: Any, match: Any) -> bool:
    state = frappe.db.get_value("Site Demand", match.existing, "workflow_state")
    decided = {
        "document_type": "Site Demand",
        "reference_name": ["in", [demand.name, match.existing]],
        "existing_name": ["in", [demand.name, match.existing]],
        "decision": "Not Duplicate",
    }
    return state != CANCELLED_STATE and not frappe.db.exists("Duplicate Match", decided)


def _mark_in_batch(demand: Any, match: Any) -> None:
    if not demand.batch:
        return
    other = frappe.get_doc("Site Demand", match.existing)
    undecided = other.batch == demand.batch and other.workflow_state == PENDING_STATE and not other.duplicate_decision
    if undecided:
        _mark(other, demand.name, match.strong)


def _mark(demand: Any, existing: str, strong: bool) -> None:
    values = {
        "duplicate_suspected": 1,
        "duplicate_of": existing,
        "duplicate_kind": "Strong" if strong and _same_district(demand, existing) else "Suspected",
        "duplicate_decision": None,
    }
    if demand.workflow_state in (None, "", PENDING_STATE):
        values["workflow_state"] = SUSPECTED_STATE
    demand.db_set(values)


def _same_district(demand: Any, existing: str) -> bool:
    stored = frappe.db.get_value("Site Demand", existing, PLACE_FIELDS, as_dict=True)
    return all(demand.get(field) == stored[field] for field in PLACE_FIELDS)
