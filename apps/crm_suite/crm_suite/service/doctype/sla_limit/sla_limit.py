"""Child row of DocType SLA Limit."""

from __future__ import annotations

from frappe.model.document import Document


class SLALimit(Document):
    """See the DocType definition beside this file."""
