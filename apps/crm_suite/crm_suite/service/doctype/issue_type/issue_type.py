"""Record of DocType Issue Type."""

from __future__ import annotations

from frappe.model.document import Document


class IssueType(Document):
    """See the DocType definition beside this file."""
