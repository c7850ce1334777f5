"""Fifty people approve at once: one wins, the others learn why not (security 2.3.4)."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.exceptions import TimestampMismatchError, WorkflowTransitionError
from frappe.install import new_site
from frappe.model.workflow import apply_workflow, get_history
from frappe.sites import close_connections, open_site

SITE, CHECKER = "race.local", "checker@example.com"
MANY = 50


@pytest.fixture
def race(tmp_path: Path) -> Any:
    """A site of its own, because threads see committed rows only."""
    if os.environ.get("BENCH_TEST_DB", "sqlite") != "sqlite":
        pytest.skip("the row lock of MariaDB is tested with its connection")
    (tmp_path / "apps.txt").write_text("frappe\n")
    new_site(SITE, sites_path=tmp_path, admin_password="admin", conf={"password_hash_profile": "small"})
    with open_site(SITE, sites_path=tmp_path):
        _make_world()
        doc = frappe.get_doc({"doctype": "Race Paper", "subject": "x"}).insert()
        frappe.db.commit()
    yield tmp_path, doc.name
    close_connections(tmp_path / SITE)


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


def test_of_fifty_approvals_at_once_exactly_one_wins(race: Any) -> None:
    sites_path, name = race

    def approve(_number: int) -> str:
        with open_site(SITE, sites_path=sites_path, user=CHECKER):
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
    with open_site(SITE, sites_path=sites_path):
        assert frappe.db.get_value("Race Paper", name, "workflow_state") == "Two"
        assert len(get_history("Race Paper", name)) == 1
        assert frappe.db.count("Workflow Action", {"reference_name": name, "status": "Open"}) == 1
