"""One import of the demand collection form."""

from __future__ import annotations

from frappe.model.document import Document


class DemandBatch(Document):
    """The import itself is ``services/import_demands.py``."""
