"""Controller of DefaultValue."""

from __future__ import annotations

from frappe.model.document import Document


class DefaultValue(Document):
    """One DefaultValue."""
