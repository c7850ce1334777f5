"""Controller of Workspace."""

from __future__ import annotations

from frappe.model.document import Document


class Workspace(Document):
    """One Workspace."""
