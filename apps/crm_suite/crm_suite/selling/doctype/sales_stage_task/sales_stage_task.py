"""Child row of DocType Sales Stage Task."""

from __future__ import annotations

from frappe.model.document import Document


class SalesStageTask(Document):
    """See the DocType definition beside this file."""
