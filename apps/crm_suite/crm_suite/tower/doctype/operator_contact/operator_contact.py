"""Child row of DocType Operator Contact."""

from __future__ import annotations

from frappe.model.document import Document


class OperatorContact(Document):
    """See the DocType definition beside this file."""
