"""Child row of DocType Sales Process Stage."""

from __future__ import annotations

from frappe.model.document import Document


class SalesProcessStage(Document):
    """See the DocType definition beside this file."""
