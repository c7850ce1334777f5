"""Navbar Item: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class NavbarItem(Document):
    """One row of Navbar Item."""
