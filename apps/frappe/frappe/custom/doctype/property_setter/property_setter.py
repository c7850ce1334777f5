"""Controller of Property Setter."""

from __future__ import annotations

from frappe.model.document import Document


class PropertySetter(Document):
    """One Property Setter."""
