"""Workflow Action: the open step of a document, for who holds one of its roles (contract 5)."""

from __future__ import annotations

from typing import Any

from frappe.model.document import Document
from frappe.permissions import access_of

READS = frozenset({"read", "select", "print", "report", "export", "email"})


class WorkflowAction(Document):
    """One step."""


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """Who holds a permitted role, or is named."""
    access = access_of(user)
    if "System Manager" in access.roles or user in (doc.get("user"), doc.get("completed_by")):
        return True
    roles = {row.get("role") for row in doc.get("permitted_roles") or ()}
    return bool(roles & access.roles) and (ptype in READS or doc.get("status") == "Open")


def permission_query_conditions(user: str) -> Any:
    """Open steps for one's roles, and steps where one is named."""
    access = access_of(user)
    if access.is_administrator or "System Manager" in access.roles:
        return None
    held = sorted(access.roles)
    marks = ", ".join("?" * len(held))
    step = "`tabWorkflow Action`"
    by_role = (
        f"exists (select 1 from `tabWorkflow Action Permitted Role` p where p.`parent` = {step}.`name`"
        f" and p.`role` in ({marks}))"
    )
    named = f"{step}.`user` = ? or {step}.`completed_by` = ?"
    return f"(({step}.`status` = 'Open' and {by_role}) or {named})", (*held, user, user)
