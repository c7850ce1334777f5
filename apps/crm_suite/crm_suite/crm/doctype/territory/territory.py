"""A node of the territory tree."""

from __future__ import annotations

from frappe.utils.nestedset import NestedSet


class Territory(NestedSet):
    """One territory."""

    nsm_parent_field = "parent_territory"
