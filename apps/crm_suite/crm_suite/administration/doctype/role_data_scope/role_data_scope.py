"""How far a role sees, for all DocTypes or for one."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from crm_suite.data_scope import DOCTYPES


class RoleDataScope(Document):
    """One row per role and DocType."""

    def autoname(self) -> None:
        """Name the record after what it decides."""
        self.name = f"{self.role}-{self.document_type}" if self.document_type else self.role

    def validate(self) -> None:
        """Refuse a DocType without a data scope and a second row for the same pair."""
        if self.document_type and self.document_type not in DOCTYPES:
            frappe.throw(_("{0} has no data scope. Possible: {1}").format(self.document_type, ", ".join(DOCTYPES)))
        filters = {"role": self.role, "document_type": self.document_type or ["is", "not set"]}
        if not self.is_new():
            filters["name"] = ["!=", self.name]
        if frappe.db.exists("Role Data Scope", filters):
            frappe.throw(_("Role {0} has a data scope for this DocType already.").format(self.role))
