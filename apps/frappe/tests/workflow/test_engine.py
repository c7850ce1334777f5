"""Workflow: transitions, the check at every save, history and tasks (contract 5, 12.30)."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.exceptions import (
    ExpressionError,
    MandatoryError,
    ValidationError,
    WorkflowPermissionError,
    WorkflowStateError,
    WorkflowTransitionError,
)
from frappe.exceptions import PermissionError as NoPermission
from frappe.model.workflow import (
    apply_workflow,
    bulk_workflow_approval,
    can_cancel_document,
    get_common_transition_actions,
    get_history,
    get_transitions,
    get_workflow_name,
)

MAKER, CHECKER, BOTH = "maker@example.com", "checker@example.com", "both@example.com"


def stored(doc: Any) -> tuple[Any, ...]:
    return tuple(frappe.db.get_value("Flow Paper", doc.name, ["workflow_state", "docstatus"]))


# -- transitions


def test_transitions_depend_on_state_role_and_condition(make_paper: Any, acting: Any) -> None:
    small, large = make_paper("Pending"), make_paper("Pending", amount=5000)
    with acting(CHECKER):
        assert [row.action for row in get_transitions(small)] == ["Approve", "Reject"]
        assert [row.action for row in get_transitions(large)] == ["Reject"]
    with acting(MAKER):
        assert get_transitions(small) == []


def test_values_sent_along_do_not_count(make_paper: Any, acting: Any) -> None:
    doc = make_paper("Pending", amount=5000)
    with acting(CHECKER):
        sent = {"doctype": "Flow Paper", "name": doc.name, "amount": 1, "workflow_state": "Pending", "owner": "x"}
        assert [row.action for row in get_transitions(sent)] == ["Reject"]
        with pytest.raises(WorkflowTransitionError):
            apply_workflow(frappe.as_json(sent), "Approve")


def test_new_documents_have_no_transitions_and_start_in_the_first_state(world: Any, acting: Any) -> None:
    with acting(MAKER):
        assert get_transitions({"doctype": "Flow Paper", "__islocal": 1}) == []
        doc = frappe.get_doc({"doctype": "Flow Paper", "amount": 1}).insert()
        assert doc.workflow_state == "Draft"
        with pytest.raises(WorkflowPermissionError):
            frappe.get_doc({"doctype": "Flow Paper", "amount": 1, "workflow_state": "Approved"}).insert()


def test_an_action_saves_submits_and_cancels_as_the_states_say(make_paper: Any, acting: Any) -> None:
    doc = make_paper()
    with acting(MAKER):
        apply_workflow(doc, "Request")
        assert (doc.workflow_state, doc.docstatus) == ("Pending", 0)
    with acting(CHECKER):
        apply_workflow(doc, "Approve")
        assert (doc.workflow_state, doc.docstatus, doc.note) == ("Approved", 1, "yes")
        apply_workflow(doc, "File")
        assert stored(doc) == ("Filed", 1)
    other = make_paper("Approved")
    with acting(CHECKER):
        apply_workflow(other, "Revoke")
    assert stored(other) == ("Cancelled", 2)


def test_nobody_approves_his_own_paper_unless_allowed(make_paper: Any, acting: Any) -> None:
    doc = make_paper("Pending", owner=BOTH)
    with acting(BOTH):
        assert [row.action for row in get_transitions(doc)] == ["Reject"]
        with pytest.raises(WorkflowTransitionError, match="Self approval"):
            apply_workflow(doc, "Approve")
    apply_workflow(doc, "Approve")  # Administrator


def test_an_action_may_ask_for_an_opinion(make_paper: Any, acting: Any) -> None:
    doc = make_paper("Pending")
    with acting(CHECKER):
        for nothing in (None, "  ", "<p> </p>"):
            with pytest.raises(MandatoryError):
                apply_workflow(doc, "Reject", nothing)
        apply_workflow(doc, "Reject", "too dear")
    assert stored(doc) == ("Rejected", 0)


def test_reading_the_document_is_needed(make_paper: Any, acting: Any) -> None:
    doc = make_paper("Pending")
    frappe.get_doc(
        {"doctype": "User", "email": "none@example.com", "first_name": "n", "send_welcome_email": 0}
    ).insert()
    with acting("none@example.com"):
        for call in (get_transitions, lambda paper: apply_workflow(paper, "Approve")):
            with pytest.raises(NoPermission):
                call(doc)
        with pytest.raises(NoPermission):
            get_history("Flow Paper", doc.name)


@pytest.mark.parametrize(
    "doc", ["[]", {"name": "x"}, {"doctype": ["Flow Paper"]}, {"doctype": "Flow Paper", "name": {"$": 1}}]
)
def test_what_is_no_document_is_refused(world: Any, doc: Any) -> None:
    with pytest.raises(frappe.ValidationError):
        apply_workflow(doc, "Approve")


@pytest.mark.parametrize("condition", ["doc.amount >", "lambda: 1", "[x for x in ().__class__.mro()"])
def test_a_condition_that_could_not_run_is_refused_where_it_is_written(make_paper: Any, condition: str) -> None:
    flow = frappe.get_doc("Workflow", "Flow")
    flow.transitions[1].condition = condition

    with pytest.raises(ValidationError, match="Row #2: the condition cannot be read"):
        flow.save()


def test_a_condition_that_fails_names_the_action(make_paper: Any, acting: Any) -> None:
    doc = make_paper("Pending")
    frappe.db.set_value("Workflow Transition", {"parent": "Flow", "action": "Approve"}, "condition", "doc.subject + 1")
    with acting(CHECKER), pytest.raises(ExpressionError, match="Approve"):
        get_transitions(doc)


def test_conditions_know_the_session_and_the_database(make_paper: Any, acting: Any) -> None:
    doc = make_paper("Pending")
    code = "frappe.session.user == 'checker@example.com' and frappe.db.get_value('Flow Paper', doc.name, 'amount') == 100 and frappe.utils.now_datetime().year > 2000"  # noqa: E501
    frappe.db.set_value("Workflow Transition", {"parent": "Flow", "action": "Approve"}, "condition", code)
    with acting(CHECKER):
        assert "Approve" in [row.action for row in get_transitions(doc)]


# -- the check at every save


def test_a_plain_save_may_take_an_open_transition(make_paper: Any, acting: Any) -> None:
    doc = make_paper()
    with acting(MAKER):
        doc.workflow_state = "Pending"
        doc.save()
    assert stored(doc) == ("Pending", 0)


@pytest.mark.parametrize(
    ("user", "change"),
    [
        (MAKER, {"workflow_state": "Approved"}),
        (MAKER, {"workflow_state": "Rejected"}),
        (MAKER, {"workflow_state": "Approved", "docstatus": 1}),
        (MAKER, {"docstatus": 1}),
        (MAKER, {"workflow_state": "", "docstatus": 1}),
        (CHECKER, {"workflow_state": "Rejected", "docstatus": 1, "opinion": "no"}),
        (CHECKER, {"workflow_state": "Draft"}),
        (CHECKER, {"workflow_state": "Filed"}),
        (BOTH, {"workflow_state": "Approved"}),
        (BOTH, {"docstatus": 1}),
    ],
)
def test_a_plain_save_meets_the_checks_of_the_action(make_paper: Any, acting: Any, user: str, change: Any) -> None:
    doc = make_paper("Pending", owner=BOTH)
    with acting(user):
        doc.flags.workflow_opinion = change.pop("opinion", None)
        doc.update(change)
        with pytest.raises(WorkflowPermissionError):
            doc.save()
    assert stored(doc) == ("Pending", 0)


def test_a_plain_save_needs_the_opinion_too(make_paper: Any, acting: Any) -> None:
    doc = make_paper("Pending")
    with acting(CHECKER):
        doc.workflow_state = "Rejected"
        with pytest.raises(MandatoryError):
            doc.save()
        doc.reload()
        doc.workflow_state = "Rejected"
        doc.flags.workflow_opinion = "no"
        doc.save()
    assert stored(doc) == ("Rejected", 0)


def test_flags_of_an_app_do_not_skip_the_check(make_paper: Any, acting: Any) -> None:
    doc = make_paper("Pending")
    with acting(MAKER):
        doc.workflow_state = "Approved"
        doc.flags.update(ignore_permissions=True, ignore_validate=True, ignore_mandatory=True, ignore_links=True)
        with pytest.raises(WorkflowPermissionError):
            doc.save()


def test_conditions_are_judged_on_the_stored_document(make_paper: Any, acting: Any) -> None:
    doc = make_paper("Pending", amount=5000)
    with acting(CHECKER):
        doc.update({"amount": 1, "workflow_state": "Approved"})
        with pytest.raises(WorkflowPermissionError):
            doc.save()


def test_submitting_takes_the_open_transition(make_paper: Any, acting: Any) -> None:
    doc = make_paper("Pending")
    with acting(CHECKER):
        doc.submit()
        assert stored(doc) == ("Approved", 1)
        doc.cancel()
    assert stored(doc) == ("Cancelled", 2)
    assert [entry.action for entry in get_history("Flow Paper", doc.name)] == ["Request", "Approve", "Revoke"]


def test_trusted_code_submits_from_any_state(make_paper: Any) -> None:
    doc = make_paper()
    doc.submit()
    assert stored(doc) == ("Approved", 1)


def test_imports_meet_the_check(world: Any, acting: Any) -> None:
    with acting(MAKER):
        local.flags.in_import = True
        with pytest.raises(WorkflowPermissionError):
            frappe.get_doc({"doctype": "Flow Paper", "amount": 1, "workflow_state": "Approved"}).insert()
        local.flags.in_import = None


def test_a_state_that_does_not_exist_is_refused(make_paper: Any) -> None:
    doc = make_paper("Pending")
    frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": "Elsewhere"}).insert()
    doc.workflow_state = "Elsewhere"
    with pytest.raises(WorkflowStateError):
        doc.save()


def test_documents_without_a_workflow_cost_no_statement(world: Any) -> None:
    doc = frappe.get_doc({"doctype": "ToDo", "description": "x"}).insert()
    doc.save()
    connection = frappe.db.connection
    connection.statement_log = []
    doc.description = "y"
    doc.save()
    assert [sql for sql in connection.statement_log if "Workflow" in sql] == []


def test_cancelling_belongs_to_the_workflow_when_it_leads_there(world: Any) -> None:
    assert can_cancel_document("Flow Paper") is False
    assert can_cancel_document("ToDo") is True
    frappe.db.set_value("Workflow Transition", {"parent": "Flow", "action": "Revoke"}, "next_state", "Filed")
    assert can_cancel_document("Flow Paper") is True
    assert get_workflow_name("Flow Paper") == "Flow"


# -- history and tasks


def test_the_history_tells_who_did_what_and_why(make_paper: Any, acting: Any) -> None:
    doc = make_paper()
    with acting(MAKER):
        apply_workflow(doc, "Request")
    with acting(CHECKER):
        apply_workflow(doc, "Reject", "too <b>dear</b>")

    found = get_history("Flow Paper", doc.name)

    assert [(row["from"], row["to"], row.action, row.opinion, row.user) for row in found] == [
        ("Draft", "Pending", "Request", None, MAKER),
        ("Pending", "Rejected", "Reject", "too <b>dear</b>", CHECKER),
    ]
    contents = frappe.get_all("Comment", {"reference_name": doc.name, "comment_type": "Workflow"}, pluck="content")
    assert "Pending" in contents and all("<b>" not in text for text in contents)


def tasks(doc: Any) -> list[tuple[Any, ...]]:
    rows = frappe.get_all(
        "Workflow Action", {"reference_name": doc.name}, ["name", "status", "workflow_state", "completed_by"]
    )
    return sorted((row.status, row.workflow_state, row.completed_by, *roles_of(row.name)) for row in rows)


def roles_of(task: str) -> list[str]:
    filters = {"parent": task}
    return list(
        frappe.get_all("Workflow Action Permitted Role", filters, pluck="role", parent_doctype="Workflow Action")
    )


def test_one_open_task_follows_the_document(make_paper: Any, acting: Any) -> None:
    doc = make_paper()
    assert tasks(doc) == [("Open", "Draft", None, "Maker")]
    with acting(MAKER):
        apply_workflow(doc, "Request")
    assert tasks(doc) == [("Completed", "Draft", MAKER, "Maker"), ("Open", "Pending", None, "Checker")]
    with acting(CHECKER):
        apply_workflow(doc, "Approve")
        assert [task for task in tasks(doc) if task[0] == "Open"] == [("Open", "Approved", None, "Checker")]
        apply_workflow(doc, "Revoke")
    assert [task for task in tasks(doc) if task[0] == "Open"] == []


def test_deleting_a_document_deletes_its_tasks(make_paper: Any) -> None:
    doc = make_paper()
    doc.delete()
    assert tasks(doc) == []
    assert frappe.get_all("Workflow Action Permitted Role", parent_doctype="Workflow Action") == []


# -- many documents


def test_bulk_approval_says_which_failed(make_paper: Any, acting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = make_paper("Pending"), make_paper("Pending", amount=5000)
    monkeypatch.setattr(frappe.db.connection, "commit", lambda: None)
    monkeypatch.setattr(frappe.db.connection, "rollback", lambda save_point=None: None)
    with acting(CHECKER):
        assert get_common_transition_actions([good.name, bad.name], "Flow Paper") == ["Reject"]
        found = bulk_workflow_approval(frappe.as_json([good.name, bad.name]), "Flow Paper", "Approve")
    assert found["done"] == [good.name]
    assert list(found["failed"]) == [bad.name]


def test_bulk_approval_has_a_limit(world: Any) -> None:
    with pytest.raises(frappe.ValidationError, match="500"):
        bulk_workflow_approval([str(n) for n in range(501)], "Flow Paper", "Approve")


def test_tasks_are_seen_by_those_who_may_do_them(make_paper: Any, acting: Any) -> None:
    doc = make_paper("Pending")
    name = frappe.get_all("Workflow Action", {"reference_name": doc.name, "status": "Open"}, pluck="name")[0]
    listed = {}
    for user in (MAKER, CHECKER):
        with acting(user):
            listed[user] = frappe.get_list("Workflow Action", {"status": "Open"}, pluck="name")
            assert frappe.has_permission("Workflow Action", "read", name) == (name in listed[user])
    assert listed == {MAKER: [], CHECKER: [name]}
