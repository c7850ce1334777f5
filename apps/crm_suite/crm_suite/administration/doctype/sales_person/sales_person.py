"""A salesperson in the sales tree."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils.nestedset import NestedSet

from crm_suite.administration.sales_codes import code_prefix, code_problem, normal_code


class SalesPerson(NestedSet):
    """Keeps the sales code valid and unique per agent prefix (S17.1)."""

    nsm_parent_field = "parent_sales_person"

    def validate(self) -> None:
        """Check the code against its pattern and the agent's prefix."""
        self.sales_code = normal_code(self.sales_code) or None
        if self.sales_code:
            self.check_code()

    def check_code(self) -> None:
        """Refuse a code of another shape, number or agent."""
        problem = code_problem(str(self.sales_code), prefix=self.agent_prefix())
        if problem == "shape":
            frappe.throw(_("Sales code {0} needs two letters and four digits, e.g. SD0107.").format(self.sales_code))
        if problem == "number":
            frappe.throw(_("The last two digits of sales code {0} have to be 01 to 99.").format(self.sales_code))
        if problem == "prefix":
            frappe.throw(
                _("Salespeople of one agent share the first four characters: {0}.").format(self.agent_prefix())
            )

    def agent_prefix(self) -> str:
        """Return the prefix that the agent's salespeople share; empty without an agent."""
        if not self.agent:
            return ""
        prefix = frappe.db.get_value("Agent", self.agent, "code_prefix")
        if prefix:
            return str(prefix)
        filters = {"agent": self.agent, "name": ["!=", self.name or ""], "sales_code": ["is", "set"]}
        return code_prefix(frappe.db.get_value("Sales Person", filters, "sales_code") or "")
