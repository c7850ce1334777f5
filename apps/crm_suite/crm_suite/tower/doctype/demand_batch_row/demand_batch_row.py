"""Child row of DocType Demand Batch Row."""

from __future__ import annotations

from frappe.model.document import Document


class DemandBatchRow(Document):
    """See the DocType definition beside this file."""
