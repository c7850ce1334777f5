"""Doorway: trees live in ``frappe.model.nested_set``."""

from __future__ import annotations

from frappe.exceptions import NestedSetChildExistsError as NestedSetChildExistsError
from frappe.exceptions import NestedSetInvalidMergeError as NestedSetInvalidMergeError
from frappe.exceptions import NestedSetRecursionError as NestedSetRecursionError
from frappe.model.nested_set import NestedSet as NestedSet
from frappe.model.nested_set import get_ancestors_of as get_ancestors_of
from frappe.model.nested_set import get_descendants_of as get_descendants_of
from frappe.model.nested_set import get_root_of as get_root_of
from frappe.model.nested_set import rebuild_tree as rebuild_tree
from frappe.model.nested_set import update_nsm as update_nsm
