"""A submittable DocType with a workflow: Draft -> Pending -> Approved / Rejected, Approved -> Cancelled."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import frappe
import pytest
from frappe.context import invalidate, local
from frappe.model.workflow import apply_workflow

MAKER, CHECKER, BOTH = "maker@example.com", "checker@example.com", "both@example.com"
RIGHTS = {"read": 1, "write": 1, "create": 1, "submit": 1, "cancel": 1}
STATES = [
    {"state": "Draft", "doc_status": "0", "allow_edit": "Maker"},
    {"state": "Pending", "doc_status": "0", "allow_edit": "Checker"},
    {"state": "Approved", "doc_status": "1", "allow_edit": "Checker", "update_field": "note", "update_value": "yes"},
    {"state": "Rejected", "doc_status": "0", "allow_edit": "Maker"},
    {"state": "Filed", "doc_status": "1", "allow_edit": "Checker", "is_optional_state": 1},
    {"state": "Cancelled", "doc_status": "2", "allow_edit": "Checker"},
]
TRANSITIONS = [
    ("Draft", "Request", "Pending", "Maker", {"allow_self_approval": 1}),
    ("Pending", "Approve", "Approved", "Checker", {"condition": "doc.amount <= 1000"}),
    ("Pending", "Reject", "Rejected", "Checker", {"require_opinion": 1, "allow_self_approval": 1}),
    ("Approved", "File", "Filed", "Checker", {"allow_self_approval": 1}),
    ("Approved", "Revoke", "Cancelled", "Checker", {"allow_self_approval": 1}),
]


@pytest.fixture
def world(site: Any) -> Any:
    for role in ("Maker", "Checker"):
        frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
    for user, roles in ((MAKER, ["Maker"]), (CHECKER, ["Checker"]), (BOTH, ["Maker", "Checker"])):
        rows = [{"role": role} for role in roles]
        frappe.get_doc(
            {"doctype": "User", "email": user, "first_name": user, "send_welcome_email": 0, "roles": rows}
        ).insert()
    fields = [("subject", "Data"), ("amount", "Currency"), ("note", "Data"), ("amended_from", "Link")]
    frappe.get_doc(
        {
            "doctype": "DocType", "name": "Flow Paper", "module": "Core", "custom": 1, "is_submittable": 1,
            "autoname": "hash",
            "fields": [
                {"fieldname": name, "label": name.title(), "fieldtype": kind, "allow_on_submit": int(name == "note"),
                 "options": "Flow Paper" if kind == "Link" else None} for name, kind in fields
            ],
            "permissions": [{"role": role, **RIGHTS} for role in ("Maker", "Checker")],
        }
    ).insert()  # fmt: skip
    for state in STATES:
        if not frappe.db.exists("Workflow State", state["state"]):
            frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": state["state"]}).insert()
    for _state, action, *_rest in TRANSITIONS:
        if not frappe.db.exists("Workflow Action Master", action):
            frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": action}).insert()
    make_workflow()
    return local


def make_workflow(**options: Any) -> Any:
    rows = [
        {"state": state, "action": action, "next_state": target, "allowed": role, "allow_self_approval": 0, **more}
        for state, action, target, role, more in TRANSITIONS
    ]
    doc = frappe.get_doc(
        {
            "doctype": "Workflow", "workflow_name": "Flow", "document_type": "Flow Paper", "is_active": 1,
            "workflow_state_field": "workflow_state", "states": STATES, "transitions": rows, **options,
        }
    ).insert()  # fmt: skip
    invalidate()
    return doc


@pytest.fixture
def acting(world: Any) -> Any:
    @contextmanager
    def act(user: str) -> Any:
        frappe.set_user(user)
        try:
            yield
        finally:
            frappe.set_user("Administrator")

    return act


@pytest.fixture
def make_paper(acting: Any) -> Callable[..., Any]:
    """Make a paper as its maker; ``state`` takes it there by a checker."""

    def make(state: str = "Draft", amount: float = 100, owner: str = MAKER) -> Any:
        with acting(owner):
            doc = frappe.get_doc({"doctype": "Flow Paper", "subject": "x", "amount": amount}).insert()
        steps = {"Draft": (), "Pending": ("Request",), "Approved": ("Request", "Approve")}[state]
        for action in steps:
            apply_workflow(doc, action)
        return doc

    return make
