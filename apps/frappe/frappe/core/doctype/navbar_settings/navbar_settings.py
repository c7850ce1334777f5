"""Navbar Settings: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class NavbarSettings(Document):
    """One record of Navbar Settings."""
