"""Child row of DocType Opportunity Item."""

from __future__ import annotations

from frappe.model.document import Document


class OpportunityItem(Document):
    """See the DocType definition beside this file."""
