"""Take a workflow's transitions, and check the state at every save (contract section 5, 12.30).

`apply_workflow` puts the document into the next state and saves it; all checks of role, condition, self approval and
opinion stand in `validate_workflow`, a named step of the framework's own checks, so that a plain save, an import or a
bulk edit that changes the state meets them too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import (
    DocstatusTransitionError,
    MandatoryError,
    ValidationError,
    WorkflowPermissionError,
    WorkflowStateError,
    WorkflowTransitionError,
)
from frappe.messages import _
from frappe.model.base_document import BaseDocument
from frappe.model.conditions import through_door
from frappe.model.documents import get_cached_doc, get_doc
from frappe.rpc import whitelist
from frappe.types import _dict
from frappe.utils import parse_json
from frappe.workflow.definition import Row, Workflow, active_workflow, get_active_workflow
from frappe.workflow.transitions import condition_holds as condition_holds
from frappe.workflow.transitions import has_approval_access, lacks_opinion, open_transitions

# -- questions


def get_workflow_name(doctype: str) -> str | None:
    """Return the name of the workflow that governs a DocType."""
    workflow = active_workflow(doctype)
    return workflow.name if workflow else None


def get_workflow(doctype: str) -> Any:
    """Return the Workflow document that governs a DocType; treat it as read-only."""
    return get_cached_doc("Workflow", get_active_workflow(doctype).name)


def get_workflow_state_field(workflow_name: str) -> str | None:
    found = get_workflow_field_value(workflow_name, "workflow_state_field")
    return str(found) if found else None


def get_workflow_field_value(workflow_name: str, field: str) -> Any:
    return local.db.get_value("Workflow", workflow_name, field, cache=True)


@whitelist(methods=["GET", "POST"])
def can_cancel_document(doctype: str) -> bool:
    """Tell whether documents of a DocType are cancelled without the workflow: no transition leads there."""
    workflow = active_workflow(doctype)
    return workflow is None or not workflow.leads_to(2)


@whitelist(methods=["GET", "POST"])
def get_transitions(doc: Any, workflow: Any = None, raise_exception: bool = False) -> list[_dict]:
    """Return the transitions that the acting user may take on a stored document now; needs read.

    Raises:
        WorkflowStateError: the document has no state.
    """
    document = _stored_document(doc)
    if document is None:
        return []
    document.check_permission("read")
    found = get_active_workflow(document.doctype)
    if not document.get(found.state_field):
        raise WorkflowStateError(_("Workflow State not set"), doctype=document.doctype, name=document.name)
    user = current_user()
    rows = open_transitions(found, document, user)
    return [_dict(row) for row in rows if has_approval_access(user, document, row)]


def _stored_document(doc: Any) -> Any:
    """Return the stored document for a document, dict or JSON, None for a new one; sent values do not count."""
    if isinstance(doc, BaseDocument):
        if doc.is_new():
            return None
        return doc.load_from_db()
    values = _sent_values(doc)
    return get_doc(values["doctype"], values["name"]) if values.get("name") and not values.get("__islocal") else None


def _sent_values(doc: Any) -> dict[str, Any]:
    values = parse_json(doc) if isinstance(doc, str) else doc
    if not isinstance(values, dict) or not isinstance(values.get("doctype"), str):
        raise ValidationError(_("doc must be a document with doctype and name."))
    if not isinstance(values.get("name"), (str, int, type(None))):
        raise ValidationError(_("The name of a document is text or a number."))
    return values


# -- taking a transition


@whitelist(methods=["POST"])
def apply_workflow(doc: Any, action: str, opinion: str | None = None) -> Any:
    """Take an action on a document, with the opinion of who takes it, and return the document.

    The document is read again under its lock. Of several people who take an action at once one wins; for the others
    the state is not the one they saw, or the action is not open any more.

    Raises:
        WorkflowTransitionError: the action is not open for the acting user in the present state.
        MandatoryError: the action asks for an opinion.
    """
    document, seen_state = _locked_document(doc)
    document.check_permission("read")
    workflow = get_active_workflow(document.doctype)
    _check_same_state(document, workflow, seen_state)
    transition = _find_transition(document, workflow, action)
    document.flags.workflow_action = action
    document.flags.workflow_opinion = opinion
    take(document, workflow, transition)
    if document is not doc and local.request:
        document.apply_fieldlevel_read_permissions()
    return document


def _locked_document(doc: Any) -> tuple[Any, Any]:
    """Return the document under its lock, and the state in which the caller saw it (None: not told)."""
    if isinstance(doc, BaseDocument):
        workflow = active_workflow(doc.doctype)
        seen = doc.get(workflow.state_field) if workflow else None
        doc.flags.for_update = True
        doc.reload()
        return doc, seen
    values = _sent_values(doc)
    if not values.get("name"):
        raise ValidationError(_("Save the document before you take a workflow action."))
    workflow = active_workflow(values["doctype"])
    seen = values.get(workflow.state_field) if workflow else None
    return through_door(get_doc(values["doctype"], values["name"], for_update=True)), seen


def _check_same_state(doc: Any, workflow: Workflow, seen: Any) -> None:
    state = doc.get(workflow.state_field)
    if seen and seen != state:
        raise WorkflowTransitionError(
            _("{0} {1} is in state {2} now, no longer in {3}. Refresh to get the latest document.").format(
                _(doc.doctype), doc.name, _(state), _(seen)
            ),
            doctype=doc.doctype, name=doc.name, state=state,
        )  # fmt: skip


def _find_transition(doc: Any, workflow: Workflow, action: str) -> Row:
    user = current_user()
    rows = [row for row in open_transitions(workflow, doc, user) if row["action"] == action]
    if not rows:
        state = doc.get(workflow.state_field)
        raise WorkflowTransitionError(
            _("The action {0} is not open to you: {1} {2} is in state {3}.").format(
                _(action), _(doc.doctype), doc.name, _(state or "-")
            ),
            doctype=doc.doctype, name=doc.name, action=action, state=state,
        )  # fmt: skip
    allowed = next((row for row in rows if has_approval_access(user, doc, row)), None)
    if allowed is None:
        raise WorkflowTransitionError(_("Self approval is not allowed"), doctype=doc.doctype, name=doc.name)
    return allowed


def take(doc: Any, workflow: Workflow, transition: Row) -> None:
    """Put a document into the next state, then save, submit or cancel it as the states' docstatus say."""
    target = workflow.state(transition["next_state"])
    if target is None:
        raise WorkflowStateError(_("Workflow State {0} is not defined.").format(transition["next_state"]))
    before, after = int(doc.docstatus or 0), int(target["doc_status"] or 0)
    acts: dict[tuple[int, int], Callable[[], Any]] = {
        (0, 0): doc.save, (0, 1): doc.submit, (1, 1): doc.save, (1, 2): doc.cancel,
    }  # fmt: skip
    if (before, after) not in acts:
        raise DocstatusTransitionError(_("Illegal Document Status for {0}").format(_(target["state"])))
    _put_into(doc, workflow, target, acts[(before, after)])


def _put_into(doc: Any, workflow: Workflow, target: Row, act: Callable[[], Any]) -> None:
    """Change the document and save it; when that fails, the document in memory is as it was."""
    fields = [workflow.state_field, "docstatus", *([target["update_field"]] if target.get("update_field") else [])]
    before = {field: doc.get(field) for field in fields}
    done = False
    try:
        doc.set(workflow.state_field, target["state"])
        if target.get("update_field"):
            doc.set(target["update_field"], target.get("update_value"))
        act()
        done = True
    finally:
        if not done:
            doc.update(before)


# -- the check at every save


def validate_workflow(doc: Any) -> None:
    """Check a document's state at a save: the named life-cycle step ``workflow``.

    Raises:
        WorkflowPermissionError: no transition from the stored state leads here for the acting user.
        MandatoryError: the transition asks for an opinion (``doc.flags.workflow_opinion``).
    """
    workflow = active_workflow(doc.doctype)
    if workflow is None or local.flags.in_install == "frappe":
        return
    doc.flags.workflow_transition = None
    stored = doc.get_doc_before_save()
    if stored is None:
        _start(doc, workflow)
        before, docstatus = _as_first(doc, workflow), 0
    else:
        before, docstatus = stored, int(stored.docstatus or 0)
    _follow_state(doc, workflow, before)
    if int(doc.docstatus or 0) != docstatus:
        _follow_docstatus(doc, workflow, before)


def _start(doc: Any, workflow: Workflow) -> None:
    """New documents begin in the first state; Administrator may load records as they were elsewhere."""
    field, state = workflow.state_field, doc.get(workflow.state_field)
    if not state:
        doc.set(field, workflow.first_state)
    elif state != workflow.first_state and not (local.flags.in_import and current_user() == "Administrator"):
        raise WorkflowPermissionError(
            _("A new {0} starts in state {1}.").format(_(doc.doctype), _(workflow.first_state)),
            doctype=doc.doctype, fieldname=field, state=state,
        )  # fmt: skip


def _as_first(doc: Any, workflow: Workflow) -> Any:
    """Return a new document as it would be in the state it starts from."""
    values = _dict(doc.as_dict())
    values[workflow.state_field] = doc.get(workflow.state_field)
    return values


def _follow_state(doc: Any, workflow: Workflow, before: Any) -> None:
    """A state that was changed must be the next state of a transition from the stored one."""
    field = workflow.state_field
    if not doc.get(field):
        doc.set(field, before.get(field) or workflow.first_state)
    state, old = doc.get(field), before.get(field) or workflow.first_state
    if state == old:
        return
    if workflow.state(state) is None:
        raise WorkflowStateError(_("Workflow State {0} is not defined.").format(state), fieldname=field)
    _pass_through(doc, workflow, before, lambda row: row["next_state"] == state, state)


def _follow_docstatus(doc: Any, workflow: Workflow, before: Any) -> None:
    """A docstatus that was changed must be that of the state; without a change of state a transition leads there.

    Where no transition of the workflow leads to the docstatus, or trusted code acts, the first state of that docstatus
    is taken (contract section 5).
    """
    field, docstatus = workflow.state_field, int(doc.docstatus or 0)
    if workflow.fits(doc.get(field), docstatus) and _was_checked(doc, workflow, docstatus):
        return
    if doc.get(field) != (before.get(field) or workflow.first_state):
        raise WorkflowPermissionError(
            _("Workflow State {0} does not stand for a document of status {1}.").format(_(doc.get(field)), docstatus),
            doctype=doc.doctype, name=doc.name, fieldname=field,
        )  # fmt: skip
    rows = [row for row in _allowed(workflow, before) if workflow.docstatus_of(row["next_state"]) == docstatus]
    if rows:
        doc.set(field, rows[0]["next_state"])
        _accept(doc, rows[0])
        return
    trusted = doc.flags.ignore_permissions or current_user() == "Administrator"
    if not trusted and workflow.leads_to(docstatus):
        raise _not_allowed(doc, workflow, before, workflow.first_state_of(docstatus))
    target = workflow.first_state_of(docstatus)
    if target and not workflow.fits(doc.get(field), docstatus):
        doc.set(field, target)


def _was_checked(doc: Any, workflow: Workflow, docstatus: int) -> bool:
    return bool(doc.flags.workflow_transition) or not workflow.leads_to(docstatus)


def _allowed(workflow: Workflow, before: Any) -> list[Row]:
    user = current_user()
    return [row for row in open_transitions(workflow, before, user) if has_approval_access(user, before, row)]


def _pass_through(doc: Any, workflow: Workflow, before: Any, fits: Callable[[Row], bool], state: Any) -> None:
    rows = [row for row in _allowed(workflow, before) if fits(row)]
    asked = doc.flags.workflow_action
    chosen = next((row for row in rows if row["action"] == asked), rows[0] if rows else None)
    if chosen is None:
        raise _not_allowed(doc, workflow, before, state)
    _accept(doc, chosen)


def _accept(doc: Any, transition: Row) -> None:
    if lacks_opinion(transition, doc.flags.workflow_opinion):
        raise MandatoryError(
            _("The action {0} needs your opinion.").format(_(transition["action"])),
            doctype=doc.doctype, name=doc.name, fieldname="opinion",
        )  # fmt: skip
    doc.flags.workflow_transition = transition


def _not_allowed(doc: Any, workflow: Workflow, before: Any, state: Any) -> WorkflowPermissionError:
    return WorkflowPermissionError(
        _("Workflow State transition not allowed from {0} to {1}").format(
            _(before.get(workflow.state_field) or workflow.first_state), _(state or "-")
        ),
        doctype=doc.doctype, name=doc.name, fieldname=workflow.state_field,
    )  # fmt: skip
