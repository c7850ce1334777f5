"""Child row of DocType Branch Project."""

from __future__ import annotations

from frappe.model.document import Document


class BranchProject(Document):
    """See the DocType definition beside this file."""
