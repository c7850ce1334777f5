"""Child row of DocType Opportunity Team Member."""

from __future__ import annotations

from frappe.model.document import Document


class OpportunityTeamMember(Document):
    """See the DocType definition beside this file."""
