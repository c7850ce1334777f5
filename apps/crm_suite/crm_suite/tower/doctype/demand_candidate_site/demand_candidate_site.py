"""Child row of DocType Demand Candidate Site."""

from __future__ import annotations

from frappe.model.document import Document


class DemandCandidateSite(Document):
    """See the DocType definition beside this file."""
