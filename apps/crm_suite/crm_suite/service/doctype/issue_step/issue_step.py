"""Child row of DocType Issue Step."""

from __future__ import annotations

from frappe.model.document import Document


class IssueStep(Document):
    """See the DocType definition beside this file."""
