"""A department of the company."""

from __future__ import annotations

from frappe.utils.nestedset import NestedSet


class Department(NestedSet):
    """A node of the department tree."""

    nsm_parent_field = "parent_department"
