"""User Type Module: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class UserTypeModule(Document):
    """One row of User Type Module."""
