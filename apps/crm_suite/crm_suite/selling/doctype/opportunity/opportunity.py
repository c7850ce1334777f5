"""A deal on its way through the stages."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, nowdate

from crm_suite.money import product, share_of
from crm_suite.selling.doctype.sales_process.sales_process import default_process
from crm_suite.services import move_stage
from crm_suite.services.find_price import check_whole_quantities, prices_of

OUTCOMES = {"Won": "Won", "Lost": "Lost", "Closed": "Closed"}
CLOSING_ROLES = {"General Affairs", "System Manager"}


class Opportunity(Document):
    """Stage moves are in ``services/move_stage.py``; the outcome follows the workflow state."""

    def validate(self) -> None:
        """Run the steps of a save."""
        self.keep_closed_record()
        self.set_process_and_stage()
        self.set_subject()
        move_stage.apply(self)
        self.set_outcome()
        self.require_lost_reason()
        self.set_amounts()

    def keep_closed_record(self) -> None:
        """Refuse edits of a closed deal by others than General Affairs (C18)."""
        before = self.get_doc_before_save()
        if before and before.status == "Closed" and self.workflow_state == before.workflow_state:
            if not CLOSING_ROLES.intersection(frappe.get_roles()):
                frappe.throw(_("A closed opportunity can't be changed. Ask General Affairs to reopen it."))

    def set_process_and_stage(self) -> None:
        """Give a new deal the default process and its first stage."""
        self.sales_process = self.sales_process or default_process()
        if not self.sales_stage and self.sales_process:
            self.sales_stage = frappe.get_cached_doc("Sales Process", self.sales_process).next_stage(None)

    def set_subject(self) -> None:
        """Write the subject as customer - product - task (S10.11) where none was typed."""
        if self.opportunity_name:
            return
        first = self.items[0].item_name or self.items[0].item if self.items else ""
        parts = [self.customer_name or self.customer, first, self.next_step]
        self.opportunity_name = " - ".join(part for part in parts if part)[:140]

    def set_outcome(self) -> None:
        """Follow the workflow state: outcome, dates, probability."""
        outcome = OUTCOMES.get(self.workflow_state or "", "Open")
        changed = outcome != (self.status or "Open")
        self.status = outcome
        if not changed:
            return
        if outcome == "Won":
            self.won_on, self.probability = nowdate(), 100
            move_stage.finish(self)
        elif outcome == "Lost":
            self.lost_on, self.probability, self.requested_stage = nowdate(), 0, None
        elif outcome == "Closed":
            self.closed_on, self.closed_by = nowdate(), frappe.session.user
        else:
            self.update(dict.fromkeys(("won_on", "lost_on", "closed_on", "closed_by")))
            self.probability = frappe.db.get_value("Sales Stage", self.sales_stage, "probability")

    def require_lost_reason(self) -> None:
        """A lost deal says why."""
        if self.status == "Lost" and not self.lost_reason:
            frappe.throw(_("A lost opportunity needs its reason."), frappe.MandatoryError)

    def set_amounts(self) -> None:
        """Compute the lines, the expected amount and its weighted part."""
        check_whole_quantities(self.items)
        open_rows = [row for row in self.items if not row.rate]
        prices = prices_of([(row.item, row.qty) for row in open_rows], None, nowdate())
        for row, price in zip(open_rows, prices, strict=True):
            row.rate = price
        for row in self.items:
            row.currency = self.currency
            row.amount = float(product(row.qty, row.rate))
        if self.items:
            self.expected_amount = float(sum(product(row.qty, row.rate) for row in self.items))
        self.weighted_amount = float(share_of(self.expected_amount, self.probability))

    def mark_task_done(self, task: str) -> None:
        """Tick an exit task of the present stage."""
        for row in self.stage_tasks:
            if row.task == task and row.sales_stage == self.sales_stage:
                row.done, row.done_by, row.done_on = 1, frappe.session.user, now_datetime()
