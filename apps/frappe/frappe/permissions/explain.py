"""Why a user has a right or not: the trail of the very evaluation that decides (design decision 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from frappe.context import current_user
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.permissions import READ_RIGHTS, has_permission, load_if_name
from frappe.permissions.access import access_of
from frappe.permissions.evaluation import Step, Trail
from frappe.permissions.levels import permitted_levels
from frappe.permissions.lists import list_scope
from frappe.records import Query, select


@dataclass(frozen=True)
class Explanation:
    """The verdict and the rules that led to it, in the order in which they were asked.

    ``listed`` tells for a document that may be read whether lists show it: hooks may narrow lists alone.
    """

    user: str
    doctype: str
    name: str | None
    fieldname: str | None
    right: str
    allowed: bool
    chain: tuple[Step, ...]
    listed: bool | None = None


def explain(
    doctype: str, ptype: str = "read", doc: Any = None, fieldname: str | None = None, user: str | None = None
) -> Explanation:
    """Return why ``user`` has the right on a DocType, document or field, or why not."""
    user = user or current_user()
    document = load_if_name(doctype, doc)
    trail = Trail()
    allowed = has_permission(doctype, ptype, document, user, trail=trail)
    if fieldname and allowed:
        allowed = _field_allows(get_meta(doctype), fieldname, ptype, user, trail)
    name = document.get("name") if document is not None else None
    listed = None
    if allowed and name and ptype == "read":
        listed = is_listed(get_meta(document.get("doctype") or doctype), name, user)
    return Explanation(user, doctype, name, fieldname, ptype, allowed, tuple(trail.steps), listed)


def is_listed(meta: Meta, name: Any, user: str) -> bool | None:
    """Tell whether lists show a document to a user; None for documents that are in no list."""
    if meta.issingle or meta.istable or meta.is_virtual:
        return None
    try:
        return bool(select(Query(meta.name, filters={"name": name}, order_by=None), list_scope(meta, user)))
    except NoPermission:
        return False


def _field_allows(meta: Meta, fieldname: str, right: str, user: str, trail: Trail) -> bool:
    field = meta.find_field(fieldname)
    if field is None:
        trail.add("field", fieldname, "deny", _("{0} has no field {1}.").format(_(meta.name), fieldname))
        return False
    level = int(field.permlevel or 0)
    kind = "read" if right in READ_RIGHTS else "write"
    allowed = level == 0 or level in permitted_levels(meta, user, kind)
    roles = sorted({row.role for row in meta.permissions if row.get(kind) and int(row.permlevel or 0) == level})
    held = [role for role in roles if role in access_of(user).roles]
    outcome = "allow" if allowed else "deny"
    text = _("The field is on permission level {0}; these roles reach it: {1}.").format(
        level, ", ".join(held or roles) or "-"
    )
    trail.add("permission level", fieldname, outcome, text)
    return allowed
