"""Controller of Document Naming Rule Condition."""

from __future__ import annotations

from frappe.model.document import Document


class DocumentNamingRuleCondition(Document):
    """One Document Naming Rule Condition."""
