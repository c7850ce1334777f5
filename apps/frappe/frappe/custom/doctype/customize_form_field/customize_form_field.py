"""Customize Form Field: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class CustomizeFormField(Document):
    """One row of Customize Form Field."""
