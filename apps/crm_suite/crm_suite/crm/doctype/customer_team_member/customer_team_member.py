"""Child row of DocType Customer Team Member."""

from __future__ import annotations

from frappe.model.document import Document


class CustomerTeamMember(Document):
    """See the DocType definition beside this file."""
