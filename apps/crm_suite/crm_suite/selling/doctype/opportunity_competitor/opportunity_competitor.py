"""Child row of DocType Opportunity Competitor."""

from __future__ import annotations

from frappe.model.document import Document


class OpportunityCompetitor(Document):
    """See the DocType definition beside this file."""
