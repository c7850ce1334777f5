"""Child row of DocType Service Day."""

from __future__ import annotations

from frappe.model.document import Document


class ServiceDay(Document):
    """See the DocType definition beside this file."""
