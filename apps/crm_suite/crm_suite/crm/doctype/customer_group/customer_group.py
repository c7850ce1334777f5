"""A node of the customer group tree."""

from __future__ import annotations

from frappe.utils.nestedset import NestedSet


class CustomerGroup(NestedSet):
    """One customer group."""

    nsm_parent_field = "parent_customer_group"
