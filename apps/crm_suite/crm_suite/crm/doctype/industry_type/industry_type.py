"""Record of DocType Industry Type."""

from __future__ import annotations

from frappe.model.document import Document


class IndustryType(Document):
    """See the DocType definition beside this file."""
