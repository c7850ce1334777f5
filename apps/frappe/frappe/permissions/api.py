"""What the network may ask about permissions: why a right is there or not, and the table of rules."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import ValidationError
from frappe.messages import _, _lt
from frappe.metadata import find_meta
from frappe.permissions import has_permission, is_system_manager
from frappe.permissions.explain import Explanation
from frappe.permissions.explain import explain as explain_right
from frappe.permissions.matrix import matrix_of
from frappe.permissions.rules import RIGHTS
from frappe.rpc import whitelist


@whitelist(methods=["GET", "POST"])
def explain(
    doctype: str,
    ptype: str = "read",
    doc: str | None = None,
    fieldname: str | None = None,
    user: str | None = None,
) -> dict[str, Any]:
    """Explain a right of the acting user on a DocType or document; another user's needs System Manager.

    The sentences name rules, roles and permitted records, never values of the document.
    """
    _check_may_ask(user)
    return as_dict(explain_right(doctype, _right(ptype), doc or None, fieldname or None, user or None))


@whitelist(methods=["GET", "POST"])
def explain_all(doctype: str, doc: str | None = None, user: str | None = None) -> dict[str, Any]:
    """Explain every right on a DocType or document at once."""
    _check_may_ask(user)
    return {right: as_dict(explain_right(doctype, right, doc or None, None, user or None)) for right in RIGHTS}


@whitelist(methods=["GET", "POST"])
def get_matrix(doctype: str) -> list[dict[str, Any]]:
    """Return the rules of a DocType that the acting user may read; System Managers see any."""
    if find_meta(doctype) is None or not (is_system_manager() or has_permission(doctype, "read")):
        raise NoPermission(_("{0} has no {1} permission on {2}").format(current_user(), _("read"), _(doctype)))
    return [row.as_dict() for row in matrix_of(find_meta(doctype))]  # type: ignore[arg-type]


def as_dict(found: Explanation) -> dict[str, Any]:
    """Return an explanation for the network: ``allowed``, ``summary`` and ``steps`` in the order asked."""
    steps = [
        {
            "rule": str(RULE_LABELS.get(step.rule) or step.rule),
            "result": RESULTS[step.outcome],
            "reason": step.text,
            "detail": step.source,
        }
        for step in found.chain
    ]
    deciding = next((s for s in reversed(found.chain) if s.outcome == ("allow" if found.allowed else "deny")), None)
    return {
        "user": found.user,
        "doctype": found.doctype,
        "name": found.name,
        "fieldname": found.fieldname,
        "ptype": found.right,
        "allowed": found.allowed,
        "listed": found.listed,
        "summary": deciding.text if deciding else "",
        "steps": steps,
    }


RESULTS = {"allow": "granted", "deny": "denied", "pass": "passed"}
RULE_LABELS = {
    "administrator": _lt("Administrator"),
    "sharing": _lt("Sharing"),
    "doctype": _lt("DocType"),
    "role": _lt("Role permissions"),
    "owner": _lt("Ownership"),
    "hook": _lt("Business rule"),
    "user permission": _lt("User permissions"),
    "share": _lt("Shares"),
    "child table": _lt("Child table"),
    "field": _lt("Field"),
    "permission level": _lt("Permission level"),
}


def _right(ptype: str) -> str:
    if ptype not in RIGHTS:
        raise ValidationError(_("{0} is no right. The rights are: {1}.").format(ptype, ", ".join(RIGHTS)))
    return ptype


def _check_may_ask(user: str | None) -> None:
    if current_user() == "Guest":
        raise NoPermission(_("Sign in to see your permissions."))
    if user and user != current_user() and not is_system_manager():
        raise NoPermission(_("Only a System Manager may see the permissions of another user."))
