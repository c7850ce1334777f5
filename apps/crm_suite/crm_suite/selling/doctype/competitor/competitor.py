"""Record of DocType Competitor."""

from __future__ import annotations

from frappe.model.document import Document


class Competitor(Document):
    """See the DocType definition beside this file."""
