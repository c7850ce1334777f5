"""Workflow actions by mail: the link shows, the button acts (contract 5)."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.exceptions import LinkExpired
from frappe.utils.password import encrypt
from frappe.workflow import actions, mail_links
from frappe.workflow.definition import get_active_workflow

CHECKER = "checker@example.com"


def row(action: str) -> Any:
    return next(row for row in get_active_workflow("Flow Paper").transitions if row["action"] == action)


def token_of(doc: Any, action: str = "Approve", user: str = CHECKER) -> str:
    return mail_links.make_token(doc, row(action), user)


def state(doc: Any) -> str:
    return str(frappe.db.get_value("Flow Paper", doc.name, "workflow_state"))


def test_opening_the_link_changes_nothing_and_the_button_acts_as_its_user(make_paper: Any) -> None:
    doc = make_paper("Pending")
    token = token_of(doc)
    frappe.set_user("Guest")

    page = mail_links.apply_action(token).get_data(as_text=True)
    assert "<form" in page and state(doc) == "Pending"
    answer = mail_links.confirm_action(token)

    assert answer.status_code == 200 and state(doc) == "Approved"
    assert frappe.db.get_value("Flow Paper", doc.name, "modified_by") == CHECKER
    assert frappe.session.user == "Guest"


def test_a_link_of_an_earlier_state_is_void(make_paper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frappe.db.connection, "rollback", lambda save_point=None: None)
    doc = make_paper("Pending")
    token = token_of(doc, "Reject")
    frappe.model.workflow.apply_workflow(doc, "Approve")

    assert "<form" not in mail_links.apply_action(token).get_data(as_text=True)
    assert mail_links.confirm_action(token, "no").status_code == 417
    assert state(doc) == "Approved"


@pytest.mark.parametrize("token", ["", "x", "gAAAAABn", "é" * 10])
def test_forged_tokens_are_refused(world: Any, token: str) -> None:
    with pytest.raises(LinkExpired):
        mail_links.open_token(token)


@pytest.mark.parametrize("values", [{"until": 1, "user": CHECKER}, {"until": 10**11, "user": "Administrator"}])
def test_old_links_and_links_of_administrator_are_refused(world: Any, values: Any) -> None:
    with pytest.raises(LinkExpired):
        mail_links.open_token(encrypt(frappe.as_json(values)))


def test_a_link_dies_with_its_account(make_paper: Any) -> None:
    token = token_of(make_paper("Pending"))
    frappe.db.set_value("User", CHECKER, "enabled", 0)
    with pytest.raises(LinkExpired):
        mail_links.confirm_action(token)


def test_only_those_who_may_act_are_mailed(make_paper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    frappe.db.set_value("Workflow", "Flow", "send_email_alert", 1)
    sent: list[Any] = []
    monkeypatch.setattr(actions, "get_attr", lambda path: lambda **mail: sent.append(mail))

    make_paper("Pending", owner="both@example.com")

    asked = {
        tuple(mail["recipients"]): mail["message"].count("token=") for mail in sent if "Pending" in mail["message"]
    }
    assert asked == {(CHECKER,): 2, ("both@example.com",): 1}
