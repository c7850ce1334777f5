"""Email Account: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class EmailAccount(Document):
    """One record of Email Account."""
