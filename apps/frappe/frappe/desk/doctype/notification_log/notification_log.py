"""Controller of Notification Log."""

from __future__ import annotations

from frappe.model.document import Document


class NotificationLog(Document):
    """One Notification Log."""
