"""Why a user has a right or not: the trail of the very evaluation that decides (design decision 1)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from frappe.context import current_user
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.permissions import has_permission, load_if_name, only_for
from frappe.permissions.evaluation import Step, Trail
from frappe.permissions.levels import permitted_levels
from frappe.rpc import whitelist


@dataclass(frozen=True)
class Explanation:
    """The verdict and the rules that led to it, in the order in which they were asked."""

    user: str
    doctype: str
    name: str | None
    right: str
    allowed: bool
    steps: tuple[Step, ...]


def explain(
    doctype: str, ptype: str = "read", doc: Any = None, fieldname: str | None = None, user: str | None = None
) -> Explanation:
    """Return why ``user`` has the right on a DocType, document or field, or why not."""
    user = user or current_user()
    document = load_if_name(get_meta(doctype), doc)
    trail = Trail()
    allowed = has_permission(doctype, ptype, document, user, trail=trail)
    if allowed and fieldname:
        allowed = _explain_field(doctype, fieldname, ptype, user, trail)
    name = document.get("name") if document is not None else None
    return Explanation(user, doctype, name, ptype, allowed, tuple(trail.steps))


def _explain_field(doctype: str, fieldname: str, right: str, user: str, trail: Trail) -> bool:
    field = get_meta(doctype).find_field(fieldname)
    level = int(field.permlevel or 0) if field else 0
    kind = "write" if right in ("write", "create") else "read"
    allowed = level in permitted_levels(get_meta(doctype), user, kind)
    text = _("The field is on permission level {0}.").format(level)
    trail.add("permission level", "allow" if allowed else "deny", text)
    return allowed


@whitelist()
def explain_permission(
    doctype: str, ptype: str = "read", name: str | None = None, fieldname: str | None = None, user: str | None = None
) -> dict[str, Any]:
    """Explain a right; other users' rights need System Manager."""
    if user and user != current_user():
        only_for("System Manager")
    elif name:
        has_permission(doctype, "read", name, throw=True)
    found = explain(doctype, ptype, name, fieldname, user)
    return {**asdict(found), "steps": [asdict(step) for step in found.steps]}
