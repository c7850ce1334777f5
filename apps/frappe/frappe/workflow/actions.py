"""Workflow Action records: the open task of a document and who may do it (contract section 5)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.localization import get_url_to_form
from frappe.messages import _
from frappe.model.documents import get_doc, new_doc
from frappe.modules import get_attr
from frappe.permissions import access_of, has_permission
from frappe.types import _dict
from frappe.workflow.definition import Row, Workflow, active_workflow
from frappe.workflow.history import write_history
from frappe.workflow.mail_links import make_link
from frappe.workflow.transitions import fitting_transitions, has_approval_access

SEND_MAIL = "frappe.email.outbox.sendmail"
MOST_MAILED = 100


def refresh_actions(doc: Any, method: str | None = None) -> None:
    """Write the history of a change of state, complete the open task and open the next one."""
    workflow = active_workflow(doc.doctype)
    if workflow is None:
        return
    state, stored = doc.get(workflow.state_field), doc.get_doc_before_save()
    before = stored.get(workflow.state_field) if stored is not None else None
    if stored is not None and before != state:
        write_history(doc, before, state)
    roles = next_roles(workflow, doc)
    opened = _open_actions(doc)
    kept = [row for row in opened if row.workflow_state == state and row.roles == set(roles)]
    for row in opened:
        if row not in kept[:1]:
            _complete(row, doc)
    if roles and not kept:
        _open(doc, state, roles)
        if workflow.send_email_alert:
            _mail(workflow, doc, state)


def next_roles(workflow: Workflow, doc: Any) -> list[str]:
    """Return the roles that may take the next transition; optional states ask nobody."""
    rows = [row for row in fitting_transitions(workflow, doc) if not _is_optional(workflow, row)]
    return list(dict.fromkeys(row["allowed"] for row in rows))


def _is_optional(workflow: Workflow, transition: Row) -> bool:
    target = workflow.state(transition["next_state"])
    return bool(target and target.get("is_optional_state"))


def _open_actions(doc: Any) -> list[_dict]:
    """Return the open tasks of a document with their roles, in one statement."""
    rows = local.db.connection.query(
        "select a.`name`, a.`workflow_state`, r.`role` from `tabWorkflow Action` a"
        " left join `tabWorkflow Action Permitted Role` r"
        " on r.`parent` = a.`name` and r.`parenttype` = 'Workflow Action'"
        " where a.`reference_doctype` = ? and a.`reference_name` = ? and a.`status` = 'Open'",
        (doc.doctype, str(doc.name)),
    )
    found: dict[str, _dict] = {}
    for name, state, role in rows:
        entry = found.setdefault(name, _dict(name=name, workflow_state=state, roles=set()))
        entry.roles.add(role)
    return list(found.values())


def _complete(action: _dict, doc: Any) -> None:
    user = current_user()
    transition = doc.flags.workflow_transition
    role = transition["allowed"] if transition else next(iter(sorted(action.roles & access_of(user).roles)), None)
    values = {"status": "Completed", "completed_by": user, "completed_by_role": role}
    local.db.set_value("Workflow Action", action.name, values)


def _open(doc: Any, state: str, roles: list[str]) -> None:
    action = new_doc(
        "Workflow Action", reference_doctype=doc.doctype, reference_name=str(doc.name), workflow_state=state,
        status="Open", permitted_roles=[{"role": role} for role in roles],
    )  # fmt: skip
    action.insert(ignore_permissions=True, ignore_links=True)


def delete_actions(doc: Any, method: str | None = None) -> None:
    """Remove the tasks of a document that goes; those of an earlier workflow too."""
    if doc.doctype.startswith("Workflow Action") or active_workflow(doc.doctype) is None:
        return
    filters = {"reference_doctype": doc.doctype, "reference_name": str(doc.name)}
    for name in local.db.get_all("Workflow Action", filters, pluck="name", order_by=None):
        get_doc("Workflow Action", name).delete(ignore_permissions=True, force=True, delete_permanently=True)


# -- telling people


def _mail(workflow: Workflow, doc: Any, state: str) -> None:
    """Mail who may take the next transition: role, approval access and read on the document."""
    row = workflow.state(state)
    text = (row.get("message") if row else None) or _("{0} {1} is in state {2} and waits for your decision.").format(
        _(doc.doctype), doc.name, _(state)
    )
    subject = _("{0}: {1}").format(_("Workflow Action"), f"{_(doc.doctype)} {doc.name}")
    rows = fitting_transitions(workflow, doc)
    for user in permitted_users(workflow, doc):
        links = [f"{_(row['action'])}: {make_link(doc, row, user)}" for row in rows if _may_take(user, doc, row)]
        message = "\n\n".join([text, get_url_to_form(doc.doctype, doc.name), *links])
        get_attr(SEND_MAIL)(recipients=[user], subject=subject, message=message)


def permitted_users(workflow: Workflow, doc: Any) -> list[str]:
    """Return the enabled users who may take a transition that is open now, Administrator left out."""
    rows = fitting_transitions(workflow, doc)
    roles = {row["allowed"] for row in rows}
    if not roles:
        return []
    marks = ", ".join("?" * len(roles))
    found = local.db.connection.query(
        "select distinct u.`name` from `tabUser` u"
        " join `tabHas Role` h on h.`parent` = u.`name` and h.`parenttype` = 'User'"
        " where u.`enabled` = 1 and u.`name` not in ('Administrator', 'Guest')"
        f" and h.`role` in ({marks}) order by u.`name`",
        sorted(roles),
    )
    users = [name for (name,) in found if any(_may_take(name, doc, row) for row in rows)]
    return [user for user in users if has_permission(doc.doctype, "read", doc, user)][:MOST_MAILED]


def _may_take(user: str, doc: Any, transition: Row) -> bool:
    return transition["allowed"] in access_of(user).roles and has_approval_access(user, doc, transition)
