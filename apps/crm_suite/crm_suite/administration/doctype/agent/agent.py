"""A distributor whose salespeople share a code prefix."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from crm_suite.administration.sales_codes import is_prefix, normal_code


class Agent(Document):
    """Keeps the prefix in shape and the codes of its salespeople equal to it."""

    def validate(self) -> None:
        """Check the prefix and that no salesperson has another one."""
        self.code_prefix = normal_code(self.code_prefix)
        if not is_prefix(self.code_prefix):
            frappe.throw(_("The code prefix needs two letters and two digits, e.g. SD01."))
        filters = {"agent": self.name, "sales_code": ["not like", f"{self.code_prefix}%"]}
        other = None if self.is_new() else frappe.db.get_value("Sales Person", filters, "sales_code")
        if other:
            frappe.throw(_("Salesperson code {0} does not begin with {1}.").format(other, self.code_prefix))
