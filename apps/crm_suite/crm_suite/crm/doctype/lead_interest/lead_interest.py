"""Child row of DocType Lead Interest."""

from __future__ import annotations

from frappe.model.document import Document


class LeadInterest(Document):
    """See the DocType definition beside this file."""
