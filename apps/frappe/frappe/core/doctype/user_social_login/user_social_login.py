"""User Social Login: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class UserSocialLogin(Document):
    """One row of User Social Login."""
