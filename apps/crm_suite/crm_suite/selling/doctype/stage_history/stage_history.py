"""Child row of DocType Stage History."""

from __future__ import annotations

from frappe.model.document import Document


class StageHistory(Document):
    """See the DocType definition beside this file."""
