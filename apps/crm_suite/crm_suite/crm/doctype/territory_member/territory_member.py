"""Child row of DocType Territory Member."""

from __future__ import annotations

from frappe.model.document import Document


class TerritoryMember(Document):
    """See the DocType definition beside this file."""
