"""Website Settings: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class WebsiteSettings(Document):
    """One record of Website Settings."""
