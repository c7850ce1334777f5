"""Which transitions are open: role, condition, self approval (contract section 5)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.exceptions import ExpressionError
from frappe.localization import get_datetime, now, now_datetime
from frappe.messages import _
from frappe.permissions import access_of
from frappe.utils import add_to_date, strip_html
from frappe.utils.safe_eval import Namespace, safe_eval
from frappe.workflow.definition import Row, Workflow


def open_transitions(workflow: Workflow, doc: Any, user: str) -> list[Row]:
    """Return the transitions from a document's state whose role the user holds and whose condition holds."""
    roles = access_of(user).roles
    return [row for row in fitting_transitions(workflow, doc) if row["allowed"] in roles]


def fitting_transitions(workflow: Workflow, doc: Any) -> list[Row]:
    """Return the transitions from a document's state whose condition holds, for any role."""
    state = doc.get(workflow.state_field)
    return [row for row in workflow.transitions if row["state"] == state and condition_holds(row, doc)]


def condition_holds(transition: Row, doc: Any) -> bool:
    """Tell whether a transition's condition holds for a document.

    Raises:
        ExpressionError: it cannot be evaluated; the text names the action.
    """
    condition = (transition.get("condition") or "").strip()
    if not condition:
        return True
    values = doc.as_dict() if hasattr(doc, "as_dict") else doc
    try:
        return bool(safe_eval(condition, condition_globals(), {"doc": values}))
    except ExpressionError as error:
        raise ExpressionError(
            _("The condition of the workflow action {0} cannot be evaluated: {1}").format(
                _(transition["action"]), error
            ),
            action=transition["action"],
        ) from error


def condition_globals() -> dict[str, Any]:
    """Return what a condition may use besides ``doc`` and plain functions."""
    return {
        "frappe": Namespace(
            db=Namespace(get_value=local.db.get_value, get_list=local.db.get_list),
            session=local.session,
            utils=Namespace(now_datetime=now_datetime, add_to_date=add_to_date, get_datetime=get_datetime, now=now),
        )
    }


def has_approval_access(user: str, doc: Any, transition: Row) -> bool:
    """Tell whether a user may take a transition of a document that he may have made himself."""
    if user == "Administrator" or transition.get("allow_self_approval"):
        return True
    return str(doc.get("owner") or "").lower() != user.lower()


def lacks_opinion(transition: Row, opinion: str | None) -> bool:
    """Tell whether a transition asks for an opinion and none is given."""
    return bool(transition.get("require_opinion")) and not strip_html(opinion or "").strip()
