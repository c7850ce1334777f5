"""A ticket of any kind."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, strip_html

from crm_suite.dates import moment_of
from crm_suite.services import service_limits

STATE_STEPS = {
    "Accepted": "on_accepted",
    "Dispatched": "on_dispatched",
    "In Progress": "on_started",
    "Resolved": "on_resolved",
    "Called Back": "on_called_back",
    "Closed": "on_closed",
    "Reopened": "on_reopened",
    "Escalated": "on_escalated",
}
CLEARED_ON_REOPENING = (
    "resolved_on",
    "closed_on",
    "called_back_on",
    "accepted_on",
    "accept_seconds",
    "dispatched_on",
    "responded_on",
)


class Issue(Document):
    """State changes leave their time stamps and a step; limits are in ``services/service_limits.py``."""

    def validate(self) -> None:
        """Run the steps of a save."""
        self.set_defaults_of_type()
        self.require_solution()
        self.follow_state()
        service_limits.apply(self)

    def set_defaults_of_type(self) -> None:
        """Fill severity and priority from the type."""
        if self.severity and self.issue_priority:
            return
        fields = ["default_severity", "default_priority"]
        defaults = frappe.db.get_value("Issue Type", self.issue_type, fields, as_dict=True) or {}
        self.severity = self.severity or defaults.get("default_severity")
        self.issue_priority = self.issue_priority or defaults.get("default_priority")

    def require_solution(self) -> None:
        """A resolved ticket says how."""
        if self.workflow_state in ("Resolved", "Closed") and not strip_html(self.solution or "").strip():
            frappe.throw(_("Enter the solution before the ticket is resolved."), frappe.MandatoryError)

    def follow_state(self) -> None:
        """Stamp a changed state and write the step."""
        before = self.get_doc_before_save()
        if before is None or before.workflow_state == self.workflow_state:
            return
        step = STATE_STEPS.get(self.workflow_state or "")
        if step:
            getattr(self, step)()
        row = {"step": self.workflow_state, "done_by": frappe.session.user, "done_on": now_datetime()}
        self.append("steps", row)

    def on_accepted(self) -> None:
        """Stamp the acceptance by the seat."""
        self.accepted_by = frappe.session.user
        self.stamp_acceptance()

    def on_dispatched(self) -> None:
        """Start the acceptance clock of the office (S6.11)."""
        self.dispatched_on = now_datetime()
        self.update({"accepted_on": None, "accept_seconds": None})

    def on_started(self) -> None:
        """Stamp acceptance by the office and the first response."""
        if not self.accepted_on:
            self.stamp_acceptance()
        self.responded_on = self.responded_on or now_datetime()
        self.responsible_person = self.responsible_person or frappe.session.user

    def on_resolved(self) -> None:
        """Stamp the end of the work."""
        self.resolved_on = now_datetime()
        self.responded_on = self.responded_on or self.resolved_on

    def on_called_back(self) -> None:
        """Stamp the call back."""
        self.called_back_on = now_datetime()

    def on_closed(self) -> None:
        """Stamp the closing."""
        self.closed_on = now_datetime()

    def on_reopened(self) -> None:
        """Start again: limits count from now."""
        self.update(dict.fromkeys(CLEARED_ON_REOPENING))
        self.limits_from, self.paused_seconds = now_datetime(), 0

    def on_escalated(self) -> None:
        """Hand the ticket to the superior with a limit of its own (S6.16)."""
        service_limits.escalate(self)

    def stamp_acceptance(self) -> None:
        """Store when and in how many seconds the job was accepted (S6.14)."""
        accepted, start = now_datetime(), moment_of(self.dispatched_on or self.opened_on)
        self.update({"accepted_on": accepted, "accept_seconds": max(int((accepted - start).total_seconds()), 0)})
