"""Fifty people approve at once: one wins, the others learn why not (security 2.3.4)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.exceptions import TimestampMismatchError, WorkflowTransitionError
from frappe.model.workflow import apply_workflow, get_history
from frappe.sites import open_site

CHECKER = "checker@example.com"
MANY = 50


@pytest.fixture
def race(site: Any) -> tuple[str, str, str]:
    """A committed paper, because threads see committed rows only; the site is renewed afterwards."""
    _make_world()
    doc = frappe.get_doc({"doctype": "Race Paper", "subject": "x"}).insert()
    frappe.db.commit()
    return local.site, local.sites_path, str(doc.name)


def _make_world() -> None:
    frappe.get_doc({"doctype": "Role", "role_name": "Checker", "desk_access": 1}).insert()
    user = {"doctype": "User", "email": CHECKER, "first_name": "c", "send_welcome_email": 0}
    frappe.get_doc({**user, "roles": [{"role": "Checker"}]}).insert(ignore_links=True)
    rights = {"role": "Checker", "read": 1, "write": 1, "create": 1}
    fields = [{"fieldname": "subject", "label": "Subject", "fieldtype": "Data"}]
    frappe.get_doc({"doctype": "DocType", "name": "Race Paper", "module": "Core", "custom": 1, "autoname": "hash",
                    "fields": fields, "permissions": [rights]}).insert()  # fmt: skip
    for state in ("One", "Two", "Three"):
        frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert()
    step = {"action": "Approve", "allowed": "Checker", "allow_self_approval": 1}
    frappe.get_doc({
        "doctype": "Workflow", "workflow_name": "Race", "document_type": "Race Paper", "is_active": 1,
        "workflow_state_field": "workflow_state",
        "states": [{"state": state, "doc_status": "0", "allow_edit": "Checker"} for state in ("One", "Two", "Three")],
        "transitions": [{**step, "state": "One", "next_state": "Two"}, {**step, "state": "Two", "next_state": "Three"}],
    }).insert()  # fmt: skip


def test_of_fifty_approvals_at_once_exactly_one_wins(race: tuple[str, str, str]) -> None:
    place, sites_path, name = race

    def approve(_number: int) -> str:
        with open_site(place, sites_path=sites_path, user=CHECKER):
            try:
                apply_workflow({"doctype": "Race Paper", "name": name, "workflow_state": "One"}, "Approve")
                frappe.db.commit()
            except (WorkflowTransitionError, TimestampMismatchError) as error:
                assert "state" in str(error)
                return "lost"
            return "won"

    with ThreadPoolExecutor(MANY) as pool:
        outcome = Counter(pool.map(approve, range(MANY)))

    assert outcome == {"won": 1, "lost": MANY - 1}
    assert frappe.db.get_value("Race Paper", name, "workflow_state") == "Two"
    assert len(get_history("Race Paper", name)) == 1
    assert frappe.db.count("Workflow Action", {"reference_name": name, "status": "Open"}) == 1
