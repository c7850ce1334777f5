"""Move an opportunity through its stages: criteria, exit tasks, the manager's check, history.

A move forward needs the exit tasks of the stage that is left and the entry condition of the stages that are entered.
A stage that needs a check keeps the deal where it is, with the stage asked for beside it, until a person with the
stage's role confirms through the workflow (S9.52, S9.53).
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from crm_suite.dates import moment_of

CHECK_STATE, RETURNED_STATE, OPEN_STATE = "Stage Check", "Stage Returned", "Open"
SECONDS_PER_DAY = 86_400


def apply(doc: Any) -> None:
    """Handle a changed stage or a confirmed one on save."""
    before = doc.get_doc_before_save()
    if before is None:
        _start(doc)
        return
    if _is_confirmed(doc, before):
        _enter(doc, doc.requested_stage, before.sales_stage, checked_by=frappe.session.user)
        return
    if doc.workflow_state == RETURNED_STATE:
        doc.requested_stage = None
    if doc.workflow_state == CHECK_STATE and before.workflow_state != CHECK_STATE and not doc.requested_stage:
        doc.requested_stage = _process(doc).next_stage(doc.sales_stage)
    if doc.sales_stage != before.sales_stage:
        _move(doc, before)


def finish(doc: Any) -> None:
    """Put a won deal into the closing stage of its process."""
    for stage in _stages(doc):
        if frappe.get_cached_value("Sales Stage", stage, "is_final") and doc.sales_stage != stage:
            _enter(doc, stage, doc.sales_stage)
            doc.probability = 100


def _start(doc: Any) -> None:
    if not doc.sales_stage:
        return
    names = _stages(doc)
    wanted = doc.sales_stage
    checked = _first_check(names[: names.index(wanted) + 1] if wanted in names else [])
    held = checked if checked and names.index(checked) > 0 else None
    if held:
        doc.sales_stage = names[names.index(held) - 1]
        frappe.msgprint(_("Stage {0} needs a check. Ask for it when the deal is ready.").format(_(held)), alert=True)
    _enter(doc, doc.sales_stage, None)
    doc.requested_stage = held


def _move(doc: Any, before: Any) -> None:
    names, wanted = _stages(doc), doc.sales_stage
    there = names.index(wanted) if wanted in names else -1
    here = names.index(before.sales_stage) if before.sales_stage in names else -1
    entered = names[here + 1 : there + 1]
    if entered:
        _check_exit_tasks(doc, before.sales_stage)
        for stage in entered:
            _check_entry(doc, stage)
        if _first_check(entered):
            doc.requested_stage, doc.sales_stage = wanted, before.sales_stage
            doc.workflow_state = CHECK_STATE
            role = frappe.get_cached_value("Sales Stage", _first_check(entered), "approval_role")
            frappe.msgprint(_("Stage {0} waits for the check by a {1}.").format(_(wanted), _(role)), alert=True)
            return
    _enter(doc, wanted, before.sales_stage)


def _enter(doc: Any, stage: str, left: str | None, *, checked_by: str | None = None) -> None:
    now = now_datetime()
    since = moment_of(doc.stage_changed_on or now)
    doc.append(
        "stage_history",
        {
            "from_stage": left,
            "to_stage": stage,
            "changed_by": frappe.session.user,
            "changed_on": now,
            "days_in_stage": round((now - since).total_seconds() / SECONDS_PER_DAY, 1),
            "checked_by": checked_by,
        },
    )
    doc.sales_stage, doc.requested_stage, doc.stage_changed_on = stage, None, now
    record = frappe.get_cached_doc("Sales Stage", stage)
    doc.probability = record.probability
    known = {(row.sales_stage, row.task) for row in doc.stage_tasks}
    for row in record.exit_tasks:
        if (stage, row.task) not in known:
            doc.append("stage_tasks", {"sales_stage": stage, "task": row.task, "is_required": row.is_required})


def _is_confirmed(doc: Any, before: Any) -> bool:
    states = (before.workflow_state, doc.workflow_state)
    return states == (CHECK_STATE, OPEN_STATE) and bool(doc.requested_stage)


def _first_check(stages: list[str]) -> str | None:
    """Return the first stage that the user may not enter without a check."""
    roles = set(frappe.get_roles()) | ({"System Manager"} if frappe.session.user == "Administrator" else set())
    for stage in stages:
        record = frappe.get_cached_doc("Sales Stage", stage)
        if record.needs_approval and not roles & {record.approval_role, "Sales Director", "System Manager"}:
            return stage
    return None


def _check_exit_tasks(doc: Any, stage: str | None) -> None:
    if not frappe.db.get_single_value("Selling Settings", "check_exit_tasks"):
        return
    waiting = [row.task for row in doc.stage_tasks if row.sales_stage == stage and row.is_required and not row.done]
    if waiting:
        tasks = ", ".join(_(task) for task in waiting)
        frappe.throw(_("Exit tasks of stage {0} are open: {1}").format(_(stage), tasks))


def _check_entry(doc: Any, stage: str) -> None:
    record = frappe.get_cached_doc("Sales Stage", stage)
    if record.entry_condition and not frappe.safe_eval(record.entry_condition, None, {"doc": doc.as_dict()}):
        frappe.throw(_("Stage {0} can't be entered yet: {1}").format(_(stage), _(record.entry_criteria or "")))


def _stages(doc: Any) -> list[str]:
    return _process(doc).stage_names() if doc.sales_process else []


def _process(doc: Any) -> Any:
    return frappe.get_cached_doc("Sales Process", doc.sales_process)
