"""Email Domain: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class EmailDomain(Document):
    """One record of Email Domain."""
