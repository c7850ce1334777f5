"""Controller of Module Def."""

from __future__ import annotations

from frappe.model.document import Document


class ModuleDef(Document):
    """One Module Def."""
