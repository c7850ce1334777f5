"""One import of the demand collection form."""

from __future__ import annotations

from frappe.model.document import Document

from crm_suite.tower.branches import settle_branch


class DemandBatch(Document):
    """The import itself is ``services/import_demands.py``."""

    def validate(self) -> None:
        """Run the steps of a save."""
        settle_branch(self)
