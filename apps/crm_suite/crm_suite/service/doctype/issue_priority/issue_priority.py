"""Record of DocType Issue Priority."""

from __future__ import annotations

from frappe.model.document import Document


class IssuePriority(Document):
    """See the DocType definition beside this file."""
