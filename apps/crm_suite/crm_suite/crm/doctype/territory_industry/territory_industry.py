"""Child row of DocType Territory Industry."""

from __future__ import annotations

from frappe.model.document import Document


class TerritoryIndustry(Document):
    """See the DocType definition beside this file."""
