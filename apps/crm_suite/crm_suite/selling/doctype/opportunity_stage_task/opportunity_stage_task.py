"""Child row of DocType Opportunity Stage Task."""

from __future__ import annotations

from frappe.model.document import Document


class OpportunityStageTask(Document):
    """See the DocType definition beside this file."""
