"""Child row of DocType Demand Milestone."""

from __future__ import annotations

from frappe.model.document import Document


class DemandMilestone(Document):
    """See the DocType definition beside this file."""
