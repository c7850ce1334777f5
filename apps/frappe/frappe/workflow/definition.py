"""The active workflow of a DocType as one value, and what may be wrong with it (contract section 5).

All active workflows are read together and kept for the process, so that saving a document of a DocType without a
workflow asks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frappe.context import invalidate, local, slot
from frappe.exceptions import WorkflowStateError
from frappe.messages import _
from frappe.records.observers import register_write_observer
from frappe.types import _dict
from frappe.utils import cint

Row = dict[str, Any]


@dataclass(frozen=True)
class Workflow:
    """One active workflow; states and transitions are rows with the contract's names."""

    name: str
    document_type: str
    state_field: str
    states: tuple[Row, ...]
    transitions: tuple[Row, ...]
    send_email_alert: bool = False

    @property
    def first_state(self) -> str:
        return str(self.states[0]["state"])

    def state(self, name: Any) -> Row | None:
        """Return the state of that name, the first of several."""
        return next((row for row in self.states if row["state"] == name), None)

    def docstatus_of(self, name: Any) -> int | None:
        row = self.state(name)
        return cint(row["doc_status"]) if row is not None else None

    def fits(self, name: Any, docstatus: int) -> bool:
        """Tell whether a state stands for a docstatus."""
        return any(row["state"] == name and cint(row["doc_status"]) == docstatus for row in self.states)

    def first_state_of(self, docstatus: int) -> str | None:
        return next((row["state"] for row in self.states if cint(row["doc_status"]) == docstatus), None)

    def leads_to(self, docstatus: int) -> bool:
        """Tell whether any transition leads to a docstatus: then only the workflow submits or cancels."""
        return any(self.docstatus_of(row["next_state"]) == docstatus for row in self.transitions)


def active_workflow(doctype: str) -> Workflow | None:
    """Return the workflow that governs a DocType, None without one; asks nothing once known."""
    known: dict[str, Workflow] = slot("workflow", _load_all)
    return known.get(doctype)


def get_active_workflow(doctype: str) -> Workflow:
    """Return the workflow that governs a DocType.

    Raises:
        WorkflowStateError: there is none.
    """
    found = active_workflow(doctype)
    if found is None:
        raise WorkflowStateError(_("{0} has no workflow.").format(_(doctype)), doctype=doctype)
    return found


def _load_all() -> dict[str, Workflow]:
    if not local.db.table_exists("Workflow") or not local.db.table_exists("Workflow Transition"):
        return {}
    read = local.db.connection.rows
    active = read("select * from `tabWorkflow` where `is_active` = 1 order by `modified`")
    if not active:
        return {}
    states = _by_parent(
        read("select * from `tabWorkflow Document State` where `parenttype` = 'Workflow' order by `idx`")
    )
    transitions = _by_parent(
        read("select * from `tabWorkflow Transition` where `parenttype` = 'Workflow' order by `idx`")
    )
    found = (make_workflow(row, states.get(row["name"], ()), transitions.get(row["name"], ())) for row in active)
    return {workflow.document_type: workflow for workflow in found if workflow.states}


def _by_parent(rows: list[Row]) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = {}
    for row in rows:
        out.setdefault(row["parent"], []).append(_dict(row))
    return out


def make_workflow(values: Mapping[str, Any], states: Any, transitions: Any) -> Workflow:
    """Return the value of a Workflow document and its rows."""
    return Workflow(
        name=values["name"],
        document_type=values["document_type"],
        state_field=values.get("workflow_state_field") or "workflow_state",
        states=tuple(states),
        transitions=tuple(transitions),
        send_email_alert=bool(values.get("send_email_alert")),
    )


class _WorkflowWrites:
    """Forgets the kept workflows when their rows are written past their documents."""

    def wants(self, doctype: str) -> bool:
        return doctype in ("Workflow", "Workflow Document State", "Workflow Transition")

    def __call__(self, doctype: str, name: Any, action: str, old: Any, new: Any) -> None:
        invalidate()


register_write_observer(_WorkflowWrites())
