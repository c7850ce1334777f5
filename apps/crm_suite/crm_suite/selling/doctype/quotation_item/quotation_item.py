"""Child row of DocType Quotation Item."""

from __future__ import annotations

from frappe.model.document import Document


class QuotationItem(Document):
    """See the DocType definition beside this file."""
