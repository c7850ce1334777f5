"""Child row of DocType Holiday."""

from __future__ import annotations

from frappe.model.document import Document


class Holiday(Document):
    """See the DocType definition beside this file."""
