"""Controller of Salutation."""

from __future__ import annotations

from frappe.model.document import Document


class Salutation(Document):
    """One Salutation."""
