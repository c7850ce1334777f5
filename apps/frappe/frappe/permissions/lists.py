"""The same rules as conditions of a list (contract 4.5): what a user sees is what the evaluation allows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from frappe.context import local
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.permissions.access import UserAccess, access_of
from frappe.permissions.hooked_rules import query_conditions
from frappe.permissions.levels import child_fields, joined_fields, main_fields
from frappe.permissions.rules import Permitted, RoleRight, is_strict, restrictions_of, role_right
from frappe.permissions.shares import any_shared, shared_condition
from frappe.records.query import Scope

Condition = tuple[str, tuple[Any, ...]]
Readable = Callable[[Meta], "frozenset[str] | None"]
BOUND_ONE_BY_ONE = 400


def list_scope(
    meta: Meta,
    user: str,
    *,
    ptype: str | None = None,
    parent_doctype: str | None = None,
    reference_doctype: str | None = None,
) -> Scope:
    """Return the conditions under which a user sees rows of a DocType.

    ``ptype`` select asks for what may be chosen in a link, read for what may be opened; without it the context
    decides. ``reference_doctype`` is the DocType whose form searches for a link. Child tables need ``parent_doctype``.

    Raises:
        PermissionError: no role grants it and nothing is shared.
    """
    access = access_of(user)
    if access.is_administrator:
        return Scope()
    if meta.istable:
        return _child_scope(meta, access, parent_doctype)
    right = _right_of_list(meta, access, searching=ptype == "select" or (ptype is None and bool(reference_doctype)))
    found = role_right(meta, access, right)
    readable = _readable(meta, access, right, by_share=not found.granted)
    shared = shared_condition(meta.name, meta.table_name, user)
    if not found.granted:
        if shared is None or not any_shared(meta.name, user, "read"):
            raise refused(user, meta.name, right)
        return Scope((shared,), None, readable)
    conditions = tuple(_rule_conditions(meta, access, found, reference_doctype)) + tuple(query_conditions(meta, user))
    return Scope(conditions, shared if conditions else None, readable)


def _right_of_list(meta: Meta, access: UserAccess, *, searching: bool) -> str:
    """Return the right a list asks for: select for who has that alone, and where it gives more to a search of links."""
    read, chosen = role_right(meta, access, "read"), role_right(meta, access, "select")
    if not read.granted and chosen.granted:
        return "select"
    return "select" if searching and read.only_owner and chosen.everywhere else "read"


def refused(user: str, doctype: str, right: str) -> NoPermission:
    return NoPermission(
        _("{0} has no {1} permission on {2}").format(user, _(right), _(doctype)), doctype=doctype, needed=right
    )


def _readable(meta: Meta, access: UserAccess, right: str, *, by_share: bool) -> Readable:
    """Return who tells the readable fields of the listed, linked and child DocTypes."""

    def readable(other: Meta) -> frozenset[str] | None:
        if other.name == meta.name:
            return main_fields(meta, access, right, by_share=by_share)
        if other.istable:
            return child_fields(other, meta, access)
        return joined_fields(other, access)

    return readable


# -- conditions from rules


def _rule_conditions(meta: Meta, access: UserAccess, found: RoleRight, reference: str | None) -> Iterator[Condition]:
    if found.only_owner:
        yield f"`{meta.table_name}`.`owner` = ?", (access.user,)
        return
    restrictions, strict = restrictions_of(meta, access, reference), is_strict(meta)
    table = f"`{meta.table_name}`"
    if restrictions.own is not None:
        yield _admitted(table, restrictions.own, strict=True)
    for permitted in restrictions.links:
        yield _admitted(table, permitted, strict=strict)
    for fieldname, child, links in restrictions.tables:
        yield _no_row_breaks(meta, fieldname, child, links, strict=strict)


def _admitted(table: str, permitted: Permitted, *, strict: bool) -> Condition:
    column = f"{table}.`{permitted.fieldname}`"
    inside, values = _in(column, permitted.names)
    return (f"ifnull({inside}, 0)" if strict else f"(ifnull({column}, '') = '' or {inside})"), values


def _in(column: str, names: tuple[str, ...]) -> Condition:
    """Return ``column in names``; many names travel as one JSON value, because statements hold few thousand marks."""
    if len(names) <= BOUND_ONE_BY_ONE:
        return f"{column} in ({', '.join('?' * len(names))})", names
    rows = _JSON_ROWS[local.db.dialect]
    return f"{column} in (select value from {rows})", (json.dumps(names, ensure_ascii=False),)


_JSON_ROWS = {
    "sqlite": "json_each(?)",
    "mariadb": "json_table(?, '$[*]' columns (value varchar(140) path '$')) as permitted",
}


def _no_row_breaks(meta: Meta, fieldname: str, child: Meta, links: tuple[Permitted, ...], *, strict: bool) -> Condition:
    parts = [_admitted("c", permitted, strict=strict) for permitted in links]
    sql = (
        f"not exists (select 1 from `{child.table_name}` c where c.`parent` = `{meta.table_name}`.`name`"
        f" and c.`parenttype` = ? and c.`parentfield` = ? and not ({' and '.join(text for text, _values in parts)}))"
    )
    return sql, (meta.name, fieldname, *(value for _text, values in parts for value in values))


# -- child tables


def _child_scope(meta: Meta, access: UserAccess, parent_doctype: str | None) -> Scope:
    """Return the conditions for rows of a child DocType: those of permitted parents."""
    if not parent_doctype:
        raise NoPermission(_("A list of {0} needs the DocType of its parent").format(_(meta.name)), doctype=meta.name)
    parent = get_meta(parent_doctype)
    tables = [table for table in parent.table_fields if table.options == meta.name]
    if parent.istable or not tables:
        raise NoPermission(_("{0} is not a table of {1}").format(_(meta.name), _(parent.name)), doctype=meta.name)
    scope = list_scope(parent, access.user, ptype="read")
    readable = scope.readable(parent) if scope.readable else None
    fieldnames = [table.fieldname for table in tables if readable is None or table.fieldname in readable]
    if not fieldnames:
        raise refused(access.user, meta.name, "read")
    where, values = as_one(scope)
    marks = ", ".join("?" * len(fieldnames))
    own = f"`{meta.table_name}`"
    sql = (
        f"{own}.`parenttype` = ? and {own}.`parentfield` in ({marks}) and {own}.`parent` in"
        f" (select `{parent.table_name}`.`name` from `{parent.table_name}` where {where})"
    )

    def readable_of(other: Meta) -> frozenset[str] | None:
        return child_fields(other, parent, access) if other.name == meta.name else joined_fields(other, access)

    return Scope(((sql, (parent.name, *fieldnames, *values)),), None, readable_of)


def as_one(scope: Scope) -> Condition:
    """Return a scope as one condition in the database's grammar."""
    where = " and ".join(f"({_native(text, values)})" for text, values in scope.conditions) or "1 = 1"
    values = tuple(value for _text, bound in scope.conditions for value in bound)
    if scope.shared:
        return f"({where}) or {scope.shared[0]}", (*values, *scope.shared[1])
    return where, values


def _native(text: str, values: tuple[Any, ...]) -> str:
    """Return a condition in the database's grammar: text of hooks, which has no values, is MariaDB's."""
    return text if values else str(local.db.condition_of_app(text))


def match_conditions(doctype: str, user: str) -> str:
    """Return a list's conditions as one SQL text with literal values, for SQL of apps (``build_match_conditions``)."""
    scope = list_scope(get_meta(doctype), user)
    if not scope.conditions:
        return ""
    text, values = as_one(scope)
    literals = iter([str(local.db.escape(value, percent=False)) for value in values])
    return _MARK.sub(lambda match: next(literals) if match.group() == "?" else match.group(), text)


_MARK = re.compile(r"'(?:[^']|'')*'|`[^`]*`|\?")
