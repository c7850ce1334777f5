"""One site that an operator asks for."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from crm_suite.services import check_demand_duplicates as duplicates
from crm_suite.tower.branches import settle_branch
from crm_suite.tower.positions import settle_position

REQUIRED_FIELDS = {
    "Tower": ("mounting_height", "system_count", "antenna_count"),
    "Building Indoor": ("building_type", "coverage_area", "signal_band", "system_count"),
    "Tunnel Indoor": ("tunnel_type", "tunnel_length", "signal_band", "system_count"),
}
REGION_ROLE = "Region Manager"
FIELD_WORK_STATES = ("Screening", "Acquiring")
MILESTONES = {
    "Sent to Resource": "Demand Accepted",
    "Confirmed": "Screening Confirmed",
    "Acquired": "Site Acquired",
    "Ordered": "Order Confirmed",
    "In Construction": "Project Set Up",
    "Completed": "Project Completed",
    "Accepted": "Delivery Accepted",
    "In Service": "Rental Started",
}


class SiteDemand(Document):
    """Template fields, position, milestones; duplicates are flagged and wait for a person (S24.11)."""

    def validate(self) -> None:
        """Run the steps of a save."""
        self.demand_no = self.name
        settle_branch(self)
        self.require_template_fields()
        settle_position(self)
        self.keep_place()
        self.take_chosen_site()
        self.follow_state()

    def on_update(self) -> None:
        """Look for duplicates where the place is new, and keep a decision on the matches."""
        before = self.get_doc_before_save()
        if before is None or any(self.has_value_changed(field) for field in duplicates.COMPARED_FIELDS):
            duplicates.flag(self)
        elif before.duplicate_decision != self.duplicate_decision:
            duplicates.settle(self)

    def require_template_fields(self) -> None:
        """Ask for what the template needs (tower-domain 2.3)."""
        missing = [field for field in REQUIRED_FIELDS.get(self.template, ()) if not self.get(field)]
        if missing:
            labels = ", ".join(_(self.meta.get_label(field)) for field in missing)
            message = _("{0} needs: {1}").format(_(self.template), labels)
            frappe.throw(message, frappe.MandatoryError)

    def keep_place(self) -> None:
        """Refuse another operator or place once the demand was sent: the duplicate check was made for this one."""
        before = self.get_doc_before_save()
        if before is None or before.workflow_state in duplicates.UNDECIDED_STATES:
            return
        changed = [field for field in duplicates.COMPARED_FIELDS if self.has_value_changed(field)]
        if changed:
            labels = ", ".join(_(self.meta.get_label(field)) for field in changed)
            frappe.throw(
                _("Demand {0} was sent already: {1} can't be changed. Cancel it and enter a new demand.").format(
                    self.name, labels
                )
            )

    def take_chosen_site(self) -> None:
        """The candidate that is chosen is the demand's site."""
        chosen = [row for row in self.candidates if row.chosen]
        if len(chosen) > 1:
            frappe.throw(_("Choose one candidate site; rows {0} are chosen.").format(
                ", ".join(str(row.idx) for row in chosen)))  # fmt: skip
        if chosen and chosen[0].tower_site:
            self.tower_site = chosen[0].tower_site

    def follow_state(self) -> None:
        """Reach milestones, take the decision on a duplicate, and hold back what waits for one."""
        before = self.get_doc_before_save()
        if before is None or before.workflow_state == self.workflow_state:
            return
        if before.workflow_state == duplicates.SUSPECTED_STATE:
            decision = "Confirmed" if self.workflow_state == "Cancelled" else "Not Duplicate"
            self.decide(decision)
        if self.workflow_state == "Sent to Resource":
            self.hold_undecided()
        if self.workflow_state in FIELD_WORK_STATES:
            self.take_over()
        self.reach_milestone(MILESTONES.get(self.workflow_state or ""))

    def take_over(self) -> None:
        """Give a demand without a region manager to the one who starts the work on site (S24.15)."""
        if not self.region_manager and REGION_ROLE in frappe.get_roles() and frappe.session.user != "Administrator":
            self.region_manager = frappe.session.user

    def decide(self, decision: str) -> None:
        """Store who decided whether it is a duplicate."""
        self.duplicate_decision = decision
        self.decided_by, self.decided_on = frappe.session.user, now_datetime()

    def hold_undecided(self) -> None:
        """Sending waits until a person has decided (S24.11)."""
        if self.duplicate_suspected and self.duplicate_decision != "Not Duplicate":
            frappe.throw(_("Demand {0} may be a duplicate of {1}. Decide before it is sent.").format(
                self.name, self.duplicate_of))  # fmt: skip

    def reach_milestone(self, milestone: str | None) -> None:
        """Write a milestone once, and show the latest."""
        if not milestone:
            return
        self.milestone = milestone
        if not any(row.milestone == milestone for row in self.milestones):
            now = now_datetime()
            row = {"milestone": milestone, "received_on": now, "confirmed_on": now}
            self.append("milestones", {**row, "confirmed_by": frappe.session.user})

    def follow_order(self, state: str) -> None:
        """Take the state that the order brought about, with its milestone; the workflow has been passed there."""
        self.db_set("workflow_state", state)
        self.reload()
        self.reach_milestone(MILESTONES.get(state))
        self.save(ignore_permissions=True)
