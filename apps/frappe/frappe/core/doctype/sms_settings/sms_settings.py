"""SMS Settings: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class SMSSettings(Document):
    """One record of SMS Settings."""
