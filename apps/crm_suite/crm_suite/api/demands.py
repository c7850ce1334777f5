"""Import, sending and candidate sites of demands."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow

from crm_suite.services.find_candidate_sites import find_candidate_sites
from crm_suite.services.import_demands import import_batch as run_import
from crm_suite.tower.demand_form import columns_of


@frappe.whitelist(methods=["POST"])
def import_batch(doc: str | dict) -> Any:
    """Make the demands of a batch and return the batch. Needs write on it and create on demands."""
    batch = _load("Demand Batch", doc)
    batch.check_permission("write")
    frappe.has_permission("Site Demand", "create", throw=True)
    made = run_import(batch)
    if made:
        frappe.msgprint(_("{0} demands made.").format(len(made)), alert=True)
    else:
        frappe.msgprint(_("No demand was made: {0} rows have problems.").format(batch.problem_count), indicator="red")
    return batch


@frappe.whitelist(methods=["POST"])
def send_batch(doc: str | dict) -> Any:
    """Send all pending demands of a batch to the resource system; undecided duplicates hold it back."""
    batch = _load("Demand Batch", doc)
    batch.check_permission("write")
    waiting = frappe.get_all(
        "Site Demand", {"batch": batch.name, "workflow_state": "Duplicate Suspected"}, pluck="name"
    )
    if waiting:
        frappe.throw(_("Decide on the suspected duplicates first: {0}").format(", ".join(waiting)))
    for name in frappe.get_all("Site Demand", {"batch": batch.name, "workflow_state": "Pending"}, pluck="name"):
        apply_workflow(frappe.get_doc("Site Demand", name), "Send to Resource")
    batch.status = "Sent"
    batch.save()
    return batch


@frappe.whitelist(methods=["POST"])
def find_candidates(doc: str | dict) -> Any:
    """Fill the candidate sites of a demand with sites nearby and return it. Needs write."""
    demand = _load("Site Demand", doc)
    demand.check_permission("write")
    known = {row.tower_site for row in demand.candidates}
    for row in find_candidate_sites(demand):
        if row["tower_site"] not in known:
            demand.append("candidates", row)
    demand.save()
    return demand


@frappe.whitelist()
def form_columns(template: str) -> list[dict[str, str]]:
    """Return the columns of a demand collection form with their headers in the user's language."""
    return [{"fieldname": name, "label": _(labels[0])} for name, labels in columns_of(template).items()]


def _load(doctype: str, doc: str | dict) -> Any:
    values = json.loads(doc) if isinstance(doc, str) else doc
    return frappe.get_doc(doctype, values["name"])
