"""Which branch a tower record belongs to."""

from __future__ import annotations

from typing import Any

import frappe


def settle_branch(doc: Any) -> None:
    """Give a record without a branch that of its customer manager, so that the region managers there see it."""
    if not doc.branch and doc.customer_manager:
        doc.branch = frappe.db.get_value("Employee", {"user": doc.customer_manager}, "branch")
