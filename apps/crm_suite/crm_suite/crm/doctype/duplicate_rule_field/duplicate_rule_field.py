"""Child row of DocType Duplicate Rule Field."""

from __future__ import annotations

from frappe.model.document import Document


class DuplicateRuleField(Document):
    """See the DocType definition beside this file."""
