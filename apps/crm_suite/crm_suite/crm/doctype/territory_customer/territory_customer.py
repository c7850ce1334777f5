"""Child row of DocType Territory Customer."""

from __future__ import annotations

from frappe.model.document import Document


class TerritoryCustomer(Document):
    """See the DocType definition beside this file."""
