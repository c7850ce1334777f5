"""``frappe.qb.get_query``: a list's query as one of the query builder, so that apps can add to it (contract 6.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.query_builder.builder import FrappeQueryBuilder, active_query
from frappe.query_builder.library import Order
from frappe.query_builder.terms import BoundJoin, BoundSql
from frappe.records.fields import Compiled, normalize_fields
from frappe.records.lists import scope_sources
from frappe.records.plan import Planner
from frappe.records.query import Query, Scope, limits_of, read_filters, select, settings_of, statement_of


def get_query(
    table: Any,
    fields: Any = None,
    filters: Any = None,
    order_by: str | None = None,
    group_by: str | None = None,
    limit: int | None = None,
    offset: int | None = None,
    distinct: bool = False,
    for_update: bool = False,
    update: bool = False,
    into: bool = False,
    delete: bool = False,
    *,
    validate_filters: bool = False,
    skip_locked: bool = False,
    wait: bool = True,
    ignore_permissions: bool = True,
    user: str | None = None,
    or_filters: Any = None,
    parent_doctype: str | None = None,
    reference_doctype: str | None = None,
    **_options: Any,
) -> Any:
    """Return a query of the query builder with fields and filters as lists have them.

    ``update``, ``into`` and ``delete`` start such statements on the rows that the filters find.
    """
    doctype = table if isinstance(table, str) else str(table._table_name).removeprefix("tab")
    query = Query(
        doctype,
        fields=fields,
        filters=filters,
        or_filters=or_filters,
        group_by=group_by,
        order_by=order_by,
        limit=limit,
        offset=offset or 0,
        distinct=distinct,
        parent_doctype=parent_doctype,
        strict=validate_filters,
        reference_doctype=reference_doctype,
        for_update=for_update,
        skip_locked=skip_locked,
        wait=wait,
        blank_is_null=False,
    )
    scope = None if ignore_permissions else _scope(query, user)
    if into:
        return active_query().into(doctype)
    if update or delete:
        return _change(query, scope, delete=delete)
    return _select(query, scope)


def _scope(query: Query, user: str | None) -> Scope | None:
    if not scope_sources:
        raise ValidationError(_("Permissions are not available for this query."))
    return scope_sources[0](query, user)


def _select(query: Query, scope: Scope | None) -> FrappeQueryBuilder:
    dialect = local.db.dialect
    groups = read_filters(query, scope)
    planner = Planner(settings_of(query, scope, dialect))
    parts = planner.parts(normalize_fields(query.fields), groups)
    factory = active_query()
    built = factory.from_(factory.DocType(query.doctype))
    for item in parts.selection.items[: len(parts.selection.items) - parts.hidden]:
        built = built.select(_term(item.compiled, item.name))
    built._joins = [BoundJoin(join.sql, join.values) for join in parts.joins]
    where, values = _where(query, scope, parts.where, parts.slots, groups)
    if where:
        built = built.where(BoundSql(where, values))
    for compiled in parts.group:
        built = built.groupby(_term(compiled))
    for compiled, direction in parts.order:
        built = built.orderby(_term(compiled), order=Order.desc if direction == "desc" else Order.asc)
    built = _paged(built, query)
    if parts.distinct:
        built = built.distinct()
    built.__dict__["runner"] = _runner(query, scope)
    return built  # type: ignore[no-any-return]


def _paged(built: Any, query: Query) -> Any:
    if query.limit:
        built = built.limit(query.limit)
    if query.offset:
        built = built.offset(query.offset)
    return built.for_update(skip_locked=query.skip_locked, nowait=not query.wait) if query.for_update else built


def _term(compiled: Compiled, alias: str | None = None) -> BoundSql:
    values = [value() if callable(value) else value for value in compiled.values]
    return BoundSql(compiled.sql, values, alias)


def _where(query: Query, scope: Scope | None, where: str, slots: Any, groups: Any) -> tuple[str, list[Any]]:
    conditions = [condition for group in groups for condition in group.conditions()]
    values: list[Any] = []
    for position, bind in slots:
        values += bind(conditions[position].value)
    parts = [where] if where else []
    limits, bound = limits_of(scope, query.doctype)
    if limits:
        parts.append(limits)
    return " and ".join(parts), values + bound


def _runner(query: Query, scope: Scope | None) -> Callable[..., Any]:
    """Return what runs the query as a list while nothing was added to it."""

    def run(
        as_dict: Any = 0, as_list: Any = 0, debug: Any = 0, pluck: Any = False, update: Any = None, run: Any = True,
        **_options: Any,
    ) -> Any:  # fmt: skip
        if not run:
            return statement_of(query, scope)[0]
        if pluck:
            return select(replace(query, pluck=True), scope)
        if not as_dict:
            rows = select(replace(query, as_list=True), scope)
            return [list(row) for row in rows] if as_list else tuple(rows)
        rows = select(query, scope)
        for row in rows if update else ():
            row.update(update)
        return rows

    return run


def _change(query: Query, scope: Scope | None, *, delete: bool) -> Any:
    """Return an UPDATE or DELETE of the rows that are found; joins go into a sub-select of names."""
    groups = read_filters(query, scope)
    planner = Planner(settings_of(replace(query, order_by=None), scope, local.db.dialect))
    parts = planner.parts(["name"], groups)
    where, values = _where(query, scope, parts.where, parts.slots, groups)
    factory = active_query()
    table = factory.DocType(query.doctype)
    if parts.joins:
        main = planner.tables.main
        joins = "".join(join.sql for join in parts.joins)
        values = [value for join in parts.joins for value in join.values] + values
        where = f"{main}.`name` in (select {main}.`name` from {main}{joins} where {where})"
    built = factory.from_(table).delete() if delete else factory.update(table)
    return built.where(BoundSql(where, values)) if where else built
