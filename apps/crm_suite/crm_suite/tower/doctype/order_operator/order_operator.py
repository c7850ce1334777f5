"""Child row of DocType Order Operator."""

from __future__ import annotations

from frappe.model.document import Document


class OrderOperator(Document):
    """See the DocType definition beside this file."""
