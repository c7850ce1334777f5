"""Child row of DocType Customer Relation."""

from __future__ import annotations

from frappe.model.document import Document


class CustomerRelation(Document):
    """See the DocType definition beside this file."""
