"""Import, sending and candidate sites of demands."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow

from crm_suite.api.sent import stored_document
from crm_suite.services.check_demand_duplicates import CHECKED_BATCH, PARSED_BATCH
from crm_suite.services.find_candidate_sites import find_candidate_sites
from crm_suite.services.import_demands import build_template
from crm_suite.services.import_demands import import_batch as run_import
from crm_suite.tower.demand_form import TEMPLATE_COLUMNS, columns_of

SENDABLE_STATES = (PARSED_BATCH, CHECKED_BATCH, "Sent")


@frappe.whitelist(methods=["POST"])
def import_batch(doc: str | dict[str, Any]) -> Any:
    """Make the demands of a batch and return the batch. Needs write on it and create on demands."""
    batch = stored_document("Demand Batch", doc)
    batch.check_permission("write")
    frappe.has_permission("Site Demand", "create", throw=True)
    made = run_import(batch)
    if made:
        frappe.msgprint(_("{0} demands made.").format(len(made)), alert=True)
    else:
        frappe.msgprint(_("No demand was made: {0} rows have problems.").format(batch.problem_count), indicator="red")
    return batch


@frappe.whitelist(methods=["POST"])
def send_batch(doc: str | dict[str, Any]) -> Any:
    """Send all pending demands of a batch to the resource system; undecided duplicates hold it back."""
    batch = stored_document("Demand Batch", doc)
    batch.check_permission("write")
    if batch.status not in SENDABLE_STATES:
        frappe.throw(
            _("Batch {0} can't be sent: it is {1}. Import its form first.").format(batch.name, _(batch.status))
        )
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
def find_candidates(doc: str | dict[str, Any]) -> Any:
    """Fill the candidate sites of a demand with sites nearby and return it. Needs write."""
    demand = stored_document("Site Demand", doc)
    demand.check_permission("write")
    known = {row.tower_site for row in demand.candidates}
    for row in find_candidate_sites(demand):
        if row["tower_site"] not in known:
            demand.append("candidates", row)
    demand.save()
    return demand


@frappe.whitelist()
def download_form(template: str = "Tower") -> None:
    """Answer with the empty demand collection form as .xlsx. Needs create on demands."""
    frappe.has_permission("Site Demand", "create", throw=True)
    frappe.response.update(
        type="binary", filename=_form_name(template), filecontent=build_template(_known_template(template))
    )


@frappe.whitelist(methods=["POST"])
def attach_form(doc: str | dict[str, Any]) -> Any:
    """Attach the empty form of a batch's template to it, once, and return the batch. Needs write on it."""
    batch = stored_document("Demand Batch", doc)
    batch.check_permission("write")
    name = _form_name(batch.template)
    attached = {"attached_to_doctype": batch.doctype, "attached_to_name": batch.name}
    if not frappe.db.exists("File", {**attached, "file_name": name}):
        content = build_template(batch.template)
        frappe.get_doc({"doctype": "File", "file_name": name, "is_private": 1, "content": content, **attached}).insert()
    frappe.msgprint(_("The empty form {0} is among the attachments.").format(name), alert=True)
    return batch


@frappe.whitelist()
def form_columns(template: str) -> list[dict[str, str]]:
    """Return the columns of a demand collection form with their headers in the user's language."""
    columns = columns_of(_known_template(template))
    return [{"fieldname": name, "label": _(labels[0])} for name, labels in columns.items()]


def _known_template(template: str) -> str:
    if template not in TEMPLATE_COLUMNS:
        names = ", ".join(TEMPLATE_COLUMNS)
        frappe.throw(_("There is no demand collection form {0}. Known: {1}").format(template, names))
    return template


def _form_name(template: str) -> str:
    return f"{_('Demand Collection Form')} - {_(template)}.xlsx"
