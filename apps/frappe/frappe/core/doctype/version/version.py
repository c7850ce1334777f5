"""Controller of Version."""

from __future__ import annotations

from frappe.model.document import Document


class Version(Document):
    """One Version."""
