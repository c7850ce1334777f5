"""Record of DocType Payment Term."""

from __future__ import annotations

from frappe.model.document import Document


class PaymentTerm(Document):
    """See the DocType definition beside this file."""
