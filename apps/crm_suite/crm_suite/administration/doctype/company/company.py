"""Record of DocType Company."""

from __future__ import annotations

from frappe.model.document import Document


class Company(Document):
    """See the DocType definition beside this file."""
