"""Record of DocType Lead Source."""

from __future__ import annotations

from frappe.model.document import Document


class LeadSource(Document):
    """See the DocType definition beside this file."""
