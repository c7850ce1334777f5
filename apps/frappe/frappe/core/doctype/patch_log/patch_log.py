"""Controller of Patch Log."""

from __future__ import annotations

from frappe.model.document import Document


class PatchLog(Document):
    """One Patch Log."""
