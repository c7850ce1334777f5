"""The same rules as conditions of a list (contract 4.5): what a user sees is what the evaluation allows."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.exceptions import PermissionError as NoPermission
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.modules import get_attr
from frappe.permissions.access import UserAccess, access_of
from frappe.permissions.evaluation import any_shared, call_by_name, hook_paths, own_names, restricted_links, role_right
from frappe.permissions.levels import readable_fields
from frappe.records.query import Scope

Condition = tuple[str, tuple[Any, ...]]


def list_scope(
    meta: Meta,
    user: str,
    *,
    ptype: str | None = None,
    parent_doctype: str | None = None,
    reference_doctype: str | None = None,
) -> Scope:
    """Return the conditions under which a user sees rows of a DocType.

    Raises:
        PermissionError: none at all, for lack of a role and of shared documents.
    """
    access = access_of(user)
    rules = get_meta(parent_doctype) if meta.istable and parent_doctype else meta

    def readable(other: Meta) -> frozenset[str] | None:
        return readable_fields(other, user, rules if other.istable else None)

    if access.is_administrator:
        return Scope()
    if meta.istable:
        return _child_scope(meta, access, parent_doctype, readable)
    return _scope(meta, access, ptype, reference_doctype or meta.name, readable)


def _scope(meta: Meta, access: UserAccess, ptype: str | None, reference: str, readable: Any) -> Scope:
    read, chosen = role_right(meta, access, "read"), role_right(meta, access, "select")
    shared = shared_condition(meta, access.user)
    if not (read.granted or (chosen.granted and ptype in (None, "select"))):
        if not any_shared(meta.name, access.user, "read"):
            raise NoPermission(
                _("{0} has no read permission on {1}").format(access.user, _(meta.name)),
                doctype=meta.name, needed="read",
            )  # fmt: skip
        return Scope((shared,), None, readable)
    hooks = tuple(_hook_conditions(meta, access.user))
    own_only = (read.only_owner or not read.granted) and (chosen.only_owner or not chosen.granted)
    if own_only:
        conditions: tuple[Condition, ...] = ((f"`{meta.table_name}`.`owner` = ?", (access.user,)), *hooks)
        return Scope(conditions, shared, readable)
    restrictions = tuple(_user_permission_conditions(meta, access, reference))
    if not restrictions and not hooks:
        return Scope((), None, readable)
    if restrictions:
        restrictions = (_or_own(meta, access, restrictions),)
    return Scope((*restrictions, *hooks), shared if restrictions or hooks else None, readable)


def _or_own(meta: Meta, access: UserAccess, restrictions: tuple[Condition, ...]) -> Condition:
    """User permissions do not hide own documents where an if_owner rule grants them."""
    sql = " and ".join(text for text, _values in restrictions)
    values = tuple(value for _text, bound in restrictions for value in bound)
    owner_rule = any(
        row.if_owner and row.get("read") and row.role in access.roles and not row.permlevel for row in meta.permissions
    )
    if not owner_rule:
        return sql, values
    return f"({sql}) or `{meta.table_name}`.`owner` = ?", (*values, access.user)


def shared_condition(meta: Meta, user: str) -> Condition:
    """Return SQL for the documents shared with a user."""
    if not local.db.table_exists("DocShare"):
        return "1 = 0", ()
    return (
        f"`{meta.table_name}`.`name` in (select `share_name` from `tabDocShare` where `share_doctype` = ?"
        " and `read` = 1 and (`user` = ? or `everyone` = 1))",
        (meta.name, user),
    )


def _user_permission_conditions(meta: Meta, access: UserAccess, reference: str) -> list[Condition]:
    if not access.user_permissions:
        return []
    out: list[Condition] = []
    names = own_names(meta, access)
    if names is not None:
        out.append(_in(f"`{meta.table_name}`.`name`", names, blank=False))
    strict = bool(get_setting("apply_strict_user_permissions"))
    for fieldname, _target, permitted in restricted_links(meta, access, reference):
        out.append(_in(f"`{meta.table_name}`.`{fieldname}`", permitted, blank=not strict))
    for table in meta.table_fields:
        child = get_meta(table.options)
        for fieldname, _target, permitted in restricted_links(child, access, reference):
            bad, values = _in(f"c.`{fieldname}`", permitted, blank=not strict)
            out.append(
                (
                    f"not exists (select 1 from `{child.table_name}` c where c.`parent` = `{meta.table_name}`.`name`"
                    f" and c.`parenttype` = ? and c.`parentfield` = ? and not ({bad}))",
                    (meta.name, table.fieldname, *values),
                )
            )
    return out


def _in(column: str, names: set[Any], *, blank: bool) -> Condition:
    values = tuple(sorted(names, key=str))
    inside = f"{column} in ({', '.join('?' * len(values))})"
    return (f"(ifnull({column}, '') = '' or {inside})" if blank else f"ifnull({inside}, 0)"), values


def _hook_conditions(meta: Meta, user: str) -> list[Condition]:
    """Return what apps add: SQL text, or SQL with values ``(text, values)``."""
    out: list[Condition] = []
    for path in hook_paths("permission_query_conditions", meta.name):
        answer = call_by_name(get_attr(path), user=user, doctype=meta.name)
        if not answer:
            continue
        text, values = answer if isinstance(answer, tuple) else (str(answer), ())
        out.append((text, tuple(values)))
    return out


def _child_scope(meta: Meta, access: UserAccess, parent_doctype: str | None, readable: Any) -> Scope:
    if not parent_doctype:
        raise NoPermission(_("A list of {0} needs the DocType of its parent").format(_(meta.name)), doctype=meta.name)
    parent = get_meta(parent_doctype)
    if all(table.options != meta.name for table in parent.table_fields):
        raise NoPermission(_("{0} is not a table of {1}").format(_(meta.name), _(parent.name)), doctype=meta.name)
    scope = list_scope(parent, access.user)
    where = " and ".join(f"({text})" for text, _values in scope.conditions) or "1 = 1"
    values = [value for _text, bound in scope.conditions for value in bound]
    if scope.shared:
        where = f"({where}) or {scope.shared[0]}"
        values += scope.shared[1]
    sql = (
        f"`{meta.table_name}`.`parenttype` = ? and `{meta.table_name}`.`parent` in"
        f" (select `{parent.table_name}`.`name` from `{parent.table_name}` where {where})"
    )
    return Scope(((sql, (parent.name, *values)),), None, readable)
