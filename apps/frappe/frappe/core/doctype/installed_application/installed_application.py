"""Controller of Installed Application."""

from __future__ import annotations

from frappe.model.document import Document


class InstalledApplication(Document):
    """One Installed Application."""
