"""Record of DocType Opportunity Lost Reason."""

from __future__ import annotations

from frappe.model.document import Document


class OpportunityLostReason(Document):
    """See the DocType definition beside this file."""
