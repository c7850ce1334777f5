"""Lists of rows: ``Query`` and ``Scope`` to SQL and back (contract 6.1-6.3).

``select`` runs a query, ``count`` counts, ``build`` returns SQL and values. A query of a known shape costs no parsing
of fields and no building of text: its plan is kept in the site's slot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from frappe.context import local, slot
from frappe.exceptions import DataError
from frappe.exceptions import PermissionError as NotPermitted
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.records.fields import ChildFields, Value, normalize_fields
from frappe.records.filters import NOTHING, Condition, Group, is_term, parse_filters
from frappe.records.plan import DEFAULT_ORDER as DEFAULT_ORDER
from frappe.records.plan import NO_LIMIT, Plan, Planner, Settings
from frappe.records.sources import source_of
from frappe.records.tables import Readable
from frappe.types import _dict

MAX_PLANS = 4000
MAX_VARIANTS = 24


@dataclass(frozen=True)
class Query:
    """The arguments of a list, as the caller gave them.

    ``strict`` is for queries from outside: every field must be one of the DocType, and the caps of filters hold.
    """

    doctype: str
    fields: Any = None
    filters: Any = None
    or_filters: Any = None
    group_by: str | None = None
    order_by: str | None = DEFAULT_ORDER
    limit: int | None = None
    offset: int = 0
    distinct: bool = False
    parent_doctype: str | None = None
    strict: bool = False
    reference_doctype: str | None = None
    as_list: bool = False
    pluck: str | bool | None = None
    for_update: bool = False
    skip_locked: bool = False
    wait: bool = True
    null_tolerant: bool = True
    blank_is_null: bool = True


@dataclass(frozen=True)
class Scope:
    """What permissions add to a query. ``conditions`` are SQL with ``?`` and values, all must hold.

    ``shared`` is SQL that lets rows in besides, ``shared_names`` names of such rows. ``readable`` gives the readable
    fields of a Meta, None for all: others are left out of the output and refused everywhere else.
    """

    conditions: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    shared: tuple[str, tuple[Any, ...]] | None = None
    readable: Readable | None = None
    shared_names: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Prepared:
    """A query with its plan and the conditions whose values go into it."""

    query: Query
    scope: Scope | None
    meta: Meta
    plan: Plan
    conditions: Sequence[Condition]
    dialect: str


def prepare(query: Query, scope: Scope | None, dialect: str) -> Prepared:
    """Find or make the plan of a query.

    Raises:
        DataError: what is asked for is no part of the grammar or of the DocType.
        PermissionError: a field that may not be read is used.
    """
    meta = source_of(query.doctype)
    if meta.issingle:
        raise DataError(_("{0} is a single record and has no list.").format(_(meta.name)), doctype=meta.name)
    groups = read_filters(query, scope)
    conditions = [condition for group in groups for condition in group.conditions()]
    plan = _planned(settings_of(query, scope, dialect), normalize_fields(query.fields), groups, conditions)
    return Prepared(query, scope, meta, plan, conditions, dialect)


def read_filters(query: Query, scope: Scope | None) -> tuple[Group, Group]:
    """Return the conditions of a query: filters, and or_filters."""
    limited = query.strict or scope is not None
    return (
        parse_filters(query.filters, "and", limited=limited),
        parse_filters(query.or_filters, "or", limited=limited) if query.or_filters else NOTHING,
    )


def settings_of(query: Query, scope: Scope | None, dialect: str) -> Settings:
    """Return what a plan needs to know of a query, besides fields and filters."""
    return Settings(
        meta=source_of(query.doctype),
        dialect=dialect,
        readable=scope.readable if scope is not None else None,
        limited=query.strict or scope is not None,
        parent_doctype=query.parent_doctype,
        group_by=_text(query.group_by),
        order_by=_text(query.order_by),
        distinct=query.distinct,
        null_tolerant=query.null_tolerant,
        blank_is_null=query.blank_is_null,
    )


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    raise DataError(_("Illegal SQL Query"))


def _planned(
    settings: Settings, fields: list[Any], groups: tuple[Group, Group], conditions: Sequence[Condition]
) -> Plan:
    """Return the plan kept for the shape, or make it; plans differ by what the user may read."""
    if any(is_term(item) for item in fields) or any(is_term(condition.value) for condition in conditions):
        return Planner(settings).plan(fields, groups)
    key = (
        settings.meta.name, settings.dialect, settings.limited, settings.parent_doctype, settings.group_by,
        settings.order_by, settings.distinct, settings.null_tolerant, settings.blank_is_null,
        settings.readable is None, tuple([_frozen(item) for item in fields]), groups[0].shape, groups[1].shape,
    )  # fmt: skip
    kept: dict[Any, list[Plan]] = slot("query_plans", dict)
    variants = kept.get(key)
    if variants is not None:
        for plan in variants:
            if _still_readable(plan, settings.readable):
                return plan
    plan = Planner(settings).plan(fields, groups)
    if len(kept) > MAX_PLANS:
        kept.clear()
    variants = kept.setdefault(key, [])
    if len(variants) < MAX_VARIANTS:
        variants.append(plan)
    return plan


def _still_readable(plan: Plan, readable: Readable | None) -> bool:
    if readable is None:
        return True
    for meta, permitted in plan.asked:
        found = readable(meta)
        if found is not permitted and found != permitted:
            return False
    return True


def _frozen(item: Any) -> Any:
    if isinstance(item, Mapping):
        return tuple([(key, _frozen(value)) for key, value in item.items()])
    if isinstance(item, (list, tuple)):
        return tuple([_frozen(value) for value in item])
    return item if isinstance(item, str) else (type(item).__name__, item)


# -- SQL and values


def _computed(values: Sequence[Value]) -> list[Any]:
    return [value() if callable(value) else value for value in values]


def statement(prepared: Prepared) -> tuple[str, list[Any]]:
    """Return the SELECT and its values."""
    plan, query = prepared.plan, prepared.query
    where, where_values = _where(prepared)
    values = _computed(plan.select_values + plan.join_values) + where_values + _computed(plan.tail_values)
    sql = f"{plan.selects}{plan.source}{where}{plan.tail}"
    if query.limit or query.offset:
        limit, offset = int(query.limit or NO_LIMIT), int(query.offset)
        if limit < 0 or offset < 0:
            raise DataError(_("Limits may not be negative."))
        sql += " limit ? offset ?" if offset else " limit ?"
        values += [limit, offset] if offset else [limit]
    if query.for_update:
        sql += " for update" + (" skip locked" if query.skip_locked else "" if query.wait else " nowait")
    return sql, values


def _where(prepared: Prepared) -> tuple[str, list[Any]]:
    plan, conditions = prepared.plan, prepared.conditions
    values: list[Any] = []
    for position, bind in plan.slots:
        values += bind(conditions[position].value)
    parts = [plan.where] if plan.where else []
    limits, bound = limits_of(prepared.scope, prepared.meta.name)
    if limits:
        parts.append(limits)
        values += bound
    return (" where " + " and ".join(parts) if parts else ""), values


def limits_of(scope: Scope | None, doctype: str) -> tuple[str, list[Any]]:
    """Return the bracket of permissions: all conditions hold, or the row is shared."""
    if scope is None or not scope.conditions:
        return "", []
    sql = " and ".join(f"({_native(text, values)})" for text, values in scope.conditions)
    bound = [value for _text, values in scope.conditions for value in values]
    if scope.shared:
        sql, bound = f"({sql}) or ({scope.shared[0]})", [*bound, *scope.shared[1]]
    if scope.shared_names:
        marks = ", ".join("?" * len(scope.shared_names))
        sql, bound = f"({sql}) or `tab{doctype}`.`name` in ({marks})", [*bound, *scope.shared_names]
    return f"({sql})", bound


def _native(text: str, values: Sequence[Any]) -> str:
    """Return a condition in the database's grammar: text of hooks, without values, is MariaDB's (contract 12.12)."""
    return text if values else str(local.db.condition_of_app(text))


def build(query: Query, scope: Scope | None = None, dialect: str | None = None) -> tuple[str, list[Any]]:
    """Return a query's SQL with ``?`` and its values."""
    return statement(prepare(query, scope, dialect or local.db.dialect))


statement_of = build


# -- running


def select(query: Query, scope: Scope | None = None) -> Any:
    """Return the rows of a query: as ``_dict``, as tuples with ``as_list``, as values with ``pluck``."""
    connection = local.db.connection
    prepared = prepare(query, scope, connection.dialect)
    plan = prepared.plan
    if query.pluck:
        _check_pluck(prepared)
    sql, values = statement(prepared)
    rows = connection.query(sql, values)
    if plan.loaders:
        rows = _loaded(rows, plan.loaders)
    if query.pluck:
        return [row[0] for row in rows]
    if query.as_list and not plan.children:
        return [tuple(row) for row in rows]
    names = plan.names
    found = [_dict(zip(names, row, strict=True)) for row in rows]
    for child in plan.children:
        _attach(found, child, prepared)
    if plan.hidden:
        for row in found:
            del row["name"]
    return [tuple(row.values()) for row in found] if query.as_list else found


def _check_pluck(prepared: Prepared) -> None:
    if prepared.plan.dropped:
        name = prepared.plan.dropped[0]
        raise NotPermitted(_("You may not read the field {0}").format(name), doctype=prepared.meta.name, fieldname=name)


def _loaded(rows: list[tuple[Any, ...]], loaders: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[tuple[Any, ...]]:
    out = []
    for row in rows:
        values = list(row)
        for index, load in loaders:
            values[index] = load(values[index])
        out.append(tuple(values))
    return out


def _attach(rows: list[_dict], child: ChildFields, prepared: Prepared) -> None:
    """Read the child rows of all parents with one statement."""
    for row in rows:
        row[child.table.fieldname] = []
    by_name = {row["name"]: row[child.table.fieldname] for row in rows if row["name"] is not None}
    if not by_name:
        return
    readable = prepared.scope.readable if prepared.scope is not None else None
    meta = get_meta(child.table.options)
    own = Query(
        meta.name,
        fields=[*child.fields, "parent as __parent"],
        filters=[
            ["parent", "in", list(by_name)],
            ["parenttype", "=", prepared.meta.name],
            ["parentfield", "=", child.table.fieldname],
        ],
        order_by="idx asc",
        strict=prepared.query.strict,
    )
    found = select(own, Scope(readable=_with_links_to_parent(meta, readable)) if readable else None)
    for row in found:
        by_name[row.pop("__parent")].append(row)


def _with_links_to_parent(child: Meta, readable: Readable) -> Readable:
    """Return who tells the readable fields, with the columns that tie a row to its parent."""

    def with_links(meta: Meta) -> frozenset[str] | None:
        permitted = readable(meta)
        if permitted is None or meta.name != child.name:
            return permitted
        return permitted | {"parent", "parenttype", "parentfield", "idx"}

    return with_links


def count(query: Query, scope: Scope | None = None) -> int:
    """Return how many records match; with a limit it counts no further."""
    bare = replace(
        query, fields=["name"], order_by=None, limit=None, offset=0, group_by=None, distinct=False, pluck=None
    )
    connection = local.db.connection
    source = source_of(query.doctype)
    if "name" not in source.column_set:
        bare = replace(bare, fields=[source.columns[0]])
    prepared = prepare(bare, scope, connection.dialect)
    plan, main = prepared.plan, f"`{prepared.meta.table_name}`"
    where, values = _where(prepared)
    values = _computed(plan.join_values) + values
    if query.limit:
        names = f"select {'distinct ' if plan.joined else ''}{main}.`name`{plan.source}{where} limit ?"
        return int(connection.query(f"select count(*) from ({names}) as counted", [*values, int(query.limit)])[0][0])
    what = f"count(distinct {main}.`name`)" if plan.joined else "count(*)"
    return int(connection.query(f"select {what}{plan.source}{where}", values)[0][0])
