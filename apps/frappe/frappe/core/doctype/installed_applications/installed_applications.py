"""Controller of Installed Applications."""

from __future__ import annotations

from frappe.model.document import Document


class InstalledApplications(Document):
    """One Installed Applications."""
