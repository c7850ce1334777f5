"""SMS Parameter: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class SMSParameter(Document):
    """One row of SMS Parameter."""
