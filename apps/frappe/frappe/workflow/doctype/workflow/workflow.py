"""Workflow definitions: one active a DocType, with a state field that is made when it is missing (contract 5)."""

from __future__ import annotations

from typing import Any

from frappe.context import invalidate, local
from frappe.custom.doctype.custom_field.custom_field import create_custom_field
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import find_meta, get_meta
from frappe.model.document import Document
from frappe.permissions import has_permission
from frappe.rpc import whitelist
from frappe.utils import cint, cstr, parse_json
from frappe.utils.safe_eval import check_condition

SUBMITTED, CANCELLED = 1, 2
ILLEGAL = {(1, 0), (0, 2)}


class Workflow(Document):
    """States and transitions of the documents of one DocType."""

    def validate(self) -> None:
        self.check_doctype()
        self.check_states()
        self.check_transitions()
        self.check_conditions()
        self.check_update_fields()

    def check_doctype(self) -> None:
        meta = find_meta(self.document_type)
        if meta is None or meta.istable or meta.issingle or meta.is_virtual:
            raise ValidationError(
                _("{0} cannot have a workflow.").format(_(self.document_type)), fieldname="document_type"
            )
        field = meta.get_field(self.workflow_state_field)
        if field is not None and field.fieldtype not in ("Link", "Data", "Select"):
            text = _("Field {0} cannot hold a workflow state.").format(self.workflow_state_field)
            raise ValidationError(text, fieldname="workflow_state_field")

    def check_states(self) -> None:
        if not self.states:
            raise ValidationError(_("A workflow needs at least one state."), fieldname="states")
        meta = get_meta(self.document_type)
        seen = set()
        for row in self.states:
            if row.state in seen:
                raise ValidationError(
                    _("Row #{0}: state {1} appears twice.").format(row.idx, _(row.state)), fieldname="states"
                )
            seen.add(row.state)
            if cint(row.doc_status) and not meta.is_submittable:
                raise ValidationError(
                    _("Row #{0}: {1} is not submittable: its states have status 0.").format(row.idx, _(meta.name)),
                    fieldname="states",
                )
        if cint(self.states[0].doc_status):
            raise ValidationError(_("The first state must have status 0."), fieldname="states")

    def check_transitions(self) -> None:
        states = {row.state: cint(row.doc_status) for row in self.states}
        for row in self.transitions:
            for state in (row.state, row.next_state):
                if state not in states:
                    raise ValidationError(
                        _("Row #{0}: state {1} is not in the list of states.").format(row.idx, _(state)),
                        fieldname="transitions",
                    )
            before, after = states[row.state], states[row.next_state]
            if before == CANCELLED:
                raise ValidationError(
                    _("Row #{0}: Cannot change state of Cancelled Document.").format(row.idx), fieldname="transitions"
                )
            if (before, after) in ILLEGAL:
                raise ValidationError(
                    _("Row #{0}: a document cannot go from status {1} to {2}.").format(row.idx, before, after),
                    fieldname="transitions",
                )

    def check_conditions(self) -> None:
        """Refuse a condition that is no expression."""
        for row in self.transitions:
            condition = cstr(row.condition).strip()
            if not condition:
                continue
            problem = check_condition(condition)
            if problem:
                text = _("Row #{0}: the condition cannot be read: {1}").format(row.idx, problem)
                raise ValidationError(text, fieldname="transitions")

    def check_update_fields(self) -> None:
        meta = get_meta(self.document_type)
        for row in self.states:
            if row.update_field and meta.get_field(row.update_field) is None:
                text = _("Row #{0}: {1} has no field {2}.").format(row.idx, _(meta.name), row.update_field)
                raise ValidationError(text, fieldname="states")

    def on_update(self) -> None:
        if cint(self.is_active):
            self.deactivate_others()
            self.make_state_field()
            self.fill_empty_states()
        invalidate()

    def on_trash(self) -> None:
        filters = {"reference_doctype": self.document_type, "status": "Open"}
        if cint(self.is_active):
            local.db.delete("Workflow Action", filters)

    def after_delete(self) -> None:
        invalidate()

    def deactivate_others(self) -> None:
        others = {"document_type": self.document_type, "is_active": 1, "name": ["!=", self.name]}
        for name in local.db.get_all("Workflow", others, pluck="name"):
            local.db.set_value("Workflow", name, "is_active", 0)

    def make_state_field(self) -> None:
        """Add the hidden field that holds the state, unless the DocType has it."""
        if get_meta(self.document_type).get_field(self.workflow_state_field) is None:
            create_custom_field(
                self.document_type,
                {"fieldname": self.workflow_state_field, "label": "Workflow State", "fieldtype": "Link",
                 "options": "Workflow State", "hidden": 1, "allow_on_submit": 1, "no_copy": 1, "read_only": 1,
                 "in_standard_filter": 1, "search_index": 1},
            )  # fmt: skip

    def fill_empty_states(self) -> None:
        """Give documents without a state the first one with their status."""
        table = get_meta(self.document_type).table_name
        for status, state in self.first_states().items():
            local.db.connection.execute(
                f"update `{table}` set `{self.workflow_state_field}` = ?"
                f" where ifnull(`{self.workflow_state_field}`, '') = '' and `docstatus` = ?",
                (state, status),
            )

    def first_states(self) -> dict[int, str]:
        out: dict[int, str] = {}
        for row in self.states:
            out.setdefault(cint(row.doc_status), row.state)
        return out


@whitelist()
def get_workflow_state_count(doctype: str, workflow_state_field: str, states: str | list[str]) -> list[dict[str, Any]]:
    """Return how many documents are in states that a workflow no longer has."""
    has_permission(doctype, "read", throw=True)
    if get_meta(doctype).get_field(workflow_state_field) is None:
        raise ValidationError(_("{0} has no field {1}.").format(_(doctype), workflow_state_field))
    known = parse_json(states) if isinstance(states, str) else states
    rows = local.db.get_list(
        doctype,
        fields=[workflow_state_field, "count(name) as count", "docstatus"],
        filters={workflow_state_field: ["not in", list(known)]},
        group_by=f"{workflow_state_field}, docstatus",
        order_by=None,
    )
    return [
        {workflow_state_field: row[workflow_state_field], "count": row["count"], "docstatus": row["docstatus"]}
        for row in rows
        if row[workflow_state_field]
    ]
