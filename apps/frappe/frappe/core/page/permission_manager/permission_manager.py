"""What the permission manager page calls: read and change the rules of DocTypes. System Managers only."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.core import permission_rules
from frappe.core.permission_rules import get_all_perms
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.metadata.load import load_definition
from frappe.permissions import require_system_manager
from frappe.permissions.checks import check_permissions
from frappe.permissions.matrix import matrix_of
from frappe.rpc import whitelist
from frappe.types import _dict

NOT_OFFERED = frozenset(
    {"DocType", "Patch Log", "Module Def", "Transaction Log", "Deleted Document", "Installed Applications"}
)
NOT_OFFERED_ROLES = frozenset({"Administrator"})


@whitelist(methods=["GET", "POST"])
def get_roles_and_doctypes() -> dict[str, list[dict[str, str]]]:
    """Return what can be chosen."""
    require_system_manager()
    doctypes = local.db.get_all("DocType", {"istable": 0, "name": ["not in", list(NOT_OFFERED)]}, pluck="name")
    roles = local.db.get_all("Role", {"disabled": 0, "name": ["not in", list(NOT_OFFERED_ROLES)]}, pluck="name")
    return {"doctypes": _choices(doctypes), "roles": _choices(roles)}


def _choices(names: list[str]) -> list[dict[str, str]]:
    return sorted(({"label": _(name), "value": name} for name in names), key=lambda choice: choice["label"].casefold())


@whitelist(methods=["GET", "POST"])
def get_permissions(doctype: str | None = None, role: str | None = None) -> list[Any]:
    """Return the rules of a DocType or of a role, each with what is to be known to show it."""
    require_system_manager()
    if doctype:
        rows = [row.as_dict() for row in matrix_of(get_meta(doctype)) if role in (None, "", row.role)]
    elif role:
        rows = [dict(row) for row in get_all_perms(role) if row["parent"] not in NOT_OFFERED]
    else:
        raise ValidationError(_("Choose a DocType or a role."))
    customised = set(local.db.get_all("Custom DocPerm", pluck="parent", distinct=True))
    return [_shown(row, customised) for row in rows]


def _shown(row: dict[str, Any], customised: set[str]) -> _dict:
    meta = get_meta(row["parent"])
    return _dict(
        row, is_submittable=meta.is_submittable, in_create=meta.in_create, allow_import=meta.allow_import,
        is_custom=row["parent"] in customised,
    )  # fmt: skip


@whitelist(methods=["POST"])
def add(parent: str, role: str, permlevel: int = 0) -> str:
    """Add a rule."""
    _check(parent)
    return permission_rules.add_permission(parent, role, permlevel)


@whitelist(methods=["POST"])
def update(doctype: str, role: str, permlevel: int, ptype: str, value: Any = None, if_owner: int = 0) -> str | None:
    """Change a rule; "refresh" when more than the one value changed."""
    _check(doctype)
    permission_rules.update_permission_property(doctype, role, permlevel, ptype, value, if_owner=if_owner)
    return "refresh" if ptype in ("if_owner", "permlevel") else None


@whitelist(methods=["POST"])
def remove(doctype: str, role: str, permlevel: int, if_owner: int = 0) -> None:
    """Remove a rule; one must stay."""
    _check(doctype)
    permission_rules.remove_permission(doctype, role, permlevel, if_owner)


@whitelist(methods=["POST"])
def reset(doctype: str) -> None:
    """Go back to the DocType's own rules."""
    _check(doctype)
    permission_rules.reset_perms(doctype)


def _check(doctype: str) -> None:
    require_system_manager()
    if doctype in NOT_OFFERED or get_meta(doctype).istable:
        raise ValidationError(_("The rules of {0} cannot be changed.").format(_(doctype)))


@whitelist(methods=["GET", "POST"])
def get_users_with_role(role: str) -> list[str]:
    """Return the enabled users who hold a role."""
    require_system_manager()
    sql = (
        "select distinct u.`name` from `tabUser` u join `tabHas Role` h on h.`parent` = u.`name`"
        " and h.`parenttype` = 'User' where h.`role` = ? and u.`enabled` = 1 and u.`name` != 'Administrator'"
        " order by u.`name`"
    )
    return [name for (name,) in local.db.connection.query(sql, (role,))]


@whitelist(methods=["GET", "POST"])
def get_standard_permissions(doctype: str) -> list[dict[str, Any]]:
    """Return a DocType's own rules, whatever customised ones there are."""
    require_system_manager()
    definition = load_definition(doctype)
    return [dict(row) for row in (definition.permissions if definition else ())]


@whitelist(methods=["GET", "POST"])
def get_problems(doctype: str) -> list[dict[str, str]]:
    """Return what is wrong with the rules of a DocType."""
    require_system_manager()
    return [
        {"id": p.id, "where": p.where, "text": p.text, "hint": p.hint} for p in check_permissions(get_meta(doctype))
    ]
