"""Child row of DocType Order Fee."""

from __future__ import annotations

from frappe.model.document import Document


class OrderFee(Document):
    """See the DocType definition beside this file."""
