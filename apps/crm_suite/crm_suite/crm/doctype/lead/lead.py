"""A person or company that may become a customer."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from crm_suite.services.convert_lead import convert_lead

HIGHEST_SCORE = 100


class Lead(Document):
    """The state Converted is reached with its customer, contact and opportunity made."""

    def validate(self) -> None:
        """Check the score and convert when the state asks for it."""
        if not 0 <= (self.score or 0) <= HIGHEST_SCORE:
            frappe.throw(_("The score has to be between 0 and 100."))
        if not (self.mobile_no or self.phone or self.email_id):
            frappe.msgprint(_("Without telephone or e-mail the lead can't be contacted."), alert=True)
        if self.workflow_state == "Converted" and not self.converted_on and not self.is_new():
            convert_lead(self)
            self.converted_on = now_datetime()
