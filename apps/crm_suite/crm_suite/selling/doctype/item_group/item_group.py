"""A node of the item group tree."""

from __future__ import annotations

from frappe.utils.nestedset import NestedSet


class ItemGroup(NestedSet):
    """One item group."""

    nsm_parent_field = "parent_item_group"
