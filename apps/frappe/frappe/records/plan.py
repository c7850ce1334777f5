"""A query's plan: its SQL text and how the values of a call are put into it.

A plan depends on the *shape* of a query only, so it is made once and used for every query of that shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from frappe.exceptions import DataError
from frappe.messages import _
from frappe.metadata import Meta, find_meta
from frappe.records.expressions import Column, parse_column
from frappe.records.fields import ChildFields, Compiled, Compiler, Selected, Selection, Value, loader_of
from frappe.records.filters import Condition, Group, is_term
from frappe.records.guards import illegal
from frappe.records.kinds import kind_of
from frappe.records.operators import OPERATORS, Binder, Compare, In, Target, Tree
from frappe.records.ordering import compile_group, compile_order, default_order
from frappe.records.tables import Join, NoColumn, Readable, Resolved, Tables

DEFAULT_ORDER = "KEEP_DEFAULT_ORDERING"
NO_LIMIT = 2**63 - 1
_SIMPLE_ALIAS = re.compile(r"\w{1,64}")
Slot = tuple[int, Binder]
"""A place for values: the number of the condition whose value it takes, and its binder."""


@dataclass(frozen=True)
class Settings:
    """What a plan needs to know of a query, besides fields and filters."""

    meta: Meta
    dialect: str
    readable: Readable | None = None
    limited: bool = False
    parent_doctype: str | None = None
    group_by: str | None = None
    order_by: str | None = DEFAULT_ORDER
    distinct: bool = False
    null_tolerant: bool = True
    blank_is_null: bool = True
    """Whether a filter on None finds blank text too."""


@dataclass(frozen=True)
class Plan:
    """SQL in parts, so that the limits of permissions can be put between."""

    selects: str
    source: str
    where: str
    tail: str
    select_values: tuple[Value, ...]
    join_values: tuple[Value, ...]
    slots: tuple[Slot, ...]
    tail_values: tuple[Value, ...]
    names: tuple[str, ...]
    loaders: tuple[tuple[int, Callable[[Any], Any]], ...]
    children: tuple[ChildFields, ...]
    dropped: tuple[str, ...]
    asked: tuple[tuple[Meta, frozenset[str] | None], ...]
    joined: bool
    hidden: int = 0
    """How many selected columns at the end are for the statement's own use."""


@dataclass(frozen=True)
class Parts:
    """What a statement is made of, before it becomes text."""

    selection: Selection
    distinct: bool
    where: str
    group: tuple[Compiled, ...]
    order: tuple[tuple[Compiled, str], ...]
    joins: tuple[Join, ...]
    slots: tuple[Slot, ...]
    hidden: int


class Planner:
    """Makes the plan of one query."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.tables = Tables(
            settings.meta,
            readable=settings.readable,
            limited=settings.limited,
            parent_doctype=settings.parent_doctype,
        )
        self.compiler = Compiler(self.tables, settings.dialect)
        self.slots: list[Slot] = []
        self.position = 0

    def parts(self, fields: Sequence[Any], groups: Sequence[Group]) -> Parts:
        """Return what the statement is made of; ``groups`` must all hold."""
        selection = self.compiler.select(fields)
        hidden = self._add_parent_name(selection)
        if not selection.items:
            selection.items.append(Selected(Compiled(f"{self.tables.main}.`{self._any_column()}`"), "name"))
        where = self._where(groups)
        group = compile_group(self.settings.group_by, self.compiler, selection) if self.settings.group_by else []
        order = self._order(selection)
        return Parts(
            selection=selection,
            distinct=self.settings.distinct or selection.distinct,
            where=where,
            group=tuple(group),
            order=tuple(order),
            joins=tuple(self.tables.joins.values()),
            slots=tuple(self.slots),
            hidden=hidden,
        )

    def plan(self, fields: Sequence[Any], groups: Sequence[Group]) -> Plan:
        """Return the plan: the parts as text, with the values that do not change."""
        parts = self.parts(fields, groups)
        items = parts.selection.items
        loaders = ((index, loader_of(item.compiled)) for index, item in enumerate(items))
        distinct = "distinct " if parts.distinct else ""
        return Plan(
            selects=f"select {distinct}" + ", ".join(_aliased(item) for item in items),
            source=f" from {self.tables.main}" + "".join(join.sql for join in parts.joins),
            where=parts.where,
            tail=_listed(" group by ", [item.sql for item in parts.group])
            + _listed(" order by ", [f"{item.sql} {direction}".rstrip() for item, direction in parts.order]),
            select_values=_values(item.compiled for item in items),
            join_values=_join_values(parts.joins),
            slots=parts.slots,
            tail_values=_values(parts.group) + _values(item for item, _direction in parts.order),
            names=tuple(item.name for item in items),
            loaders=tuple((index, loader) for index, loader in loaders if loader is not None),
            children=tuple(parts.selection.children),
            dropped=tuple(parts.selection.dropped),
            asked=tuple(self.tables.asked.values()),
            joined=bool(parts.joins),
            hidden=parts.hidden,
        )

    def _any_column(self) -> str:
        meta = self.settings.meta
        return "name" if "name" in meta.column_set else meta.columns[0]

    def _add_parent_name(self, selection: Selection) -> int:
        """Select the name besides, when child rows are to be attached by it."""
        if not selection.children or selection.named("name"):
            return 0
        selection.items.append(Selected(Compiled(f"{self.tables.main}.`name`"), "name"))
        return 1

    # -- conditions

    def _where(self, groups: Sequence[Group]) -> str:
        parts = [self._render_group(group) for group in groups]
        return " and ".join(f"({part})" for part in parts if part)

    def _render_group(self, group: Group) -> str:
        parts = []
        for member in group.members:
            if isinstance(member, Group):
                inner = self._render_group(member)
                part: str | None = f"({inner})" if inner else None
            else:
                part = self._render_condition(member)
                self.position += 1
            if part:
                parts.append(part)
        return f" {group.joiner} ".join(parts)

    def _render_condition(self, condition: Condition) -> str | None:
        try:
            resolved = self.tables.resolve(self._column_of(condition))
        except NoColumn as error:
            if (error.fieldname or "").startswith("_"):  # type: ignore[attr-defined]
                return None
            raise
        kind = kind_of(resolved.field, null_tolerant=self.settings.null_tolerant)
        target = Target(resolved.sql, kind, self.settings.dialect, self.settings.limited)
        if is_term(condition.value):
            return self._render_term(target, condition)
        operator = OPERATORS[condition.operator]
        shape = operator.shape(condition.value)
        if shape == "null" and isinstance(operator, Compare) and not self.settings.blank_is_null:
            return f"{target.sql} is {'' if operator.sign == '=' else 'not '}null"
        if isinstance(operator, Tree):
            rendered = operator.render_tree(target, self._tree_table(resolved), shape)
        else:
            rendered = operator.render(target, shape)
        self.slots.append((self.position, rendered.bind))
        return rendered.sql

    def _column_of(self, condition: Condition) -> Column:
        column = parse_column(condition.field)
        if not isinstance(column, Column):
            illegal(condition.field)
        return Column(column.name, condition.doctype, column.through) if condition.doctype else column

    def _tree_table(self, resolved: Resolved) -> str:
        field = resolved.field
        doctype = resolved.meta.name if field.fieldname == "name" else field.options
        meta = find_meta(doctype) if doctype and (field.fieldname == "name" or field.fieldtype == "Link") else None
        if meta is None or not meta.is_nested_set():
            raise DataError(_("{0} is no tree").format(doctype or field.fieldname), fieldname=field.fieldname)
        return str(meta.table_name)

    def _render_term(self, target: Target, condition: Condition) -> str:
        """Render a comparison with another column, or with a sub-query of the query builder."""
        operator = OPERATORS[condition.operator]
        other = self.compiler.resolve_term(condition.value)
        if other is not None and isinstance(operator, Compare):
            return f"{target.sql} {operator.sign} {other.sql}"
        if self.settings.limited or not isinstance(operator, (In, Compare)):
            raise DataError(_("Operator {0} cannot be used here.").format(condition.operator))
        sql, values = self.compiler.term(condition.value)
        self.slots.append((self.position, lambda _value: values))
        inner = sql if sql.startswith("(") else f"({sql})"
        return f"{target.sql} {condition.operator} {inner}"

    # -- order

    def _order(self, selection: Selection) -> list[tuple[Compiled, str]]:
        text = self.settings.order_by
        if not text or self.settings.distinct or selection.distinct:
            return []
        aggregated = any(item.compiled.aggregate for item in selection.items)
        grouped = bool(self.settings.group_by) or aggregated
        if text != DEFAULT_ORDER:
            return compile_order(text, self.compiler, selection, grouped=grouped)
        if grouped:
            return []
        return default_order(self.compiler)


def _listed(words: str, parts: Sequence[str]) -> str:
    return words + ", ".join(parts) if parts else ""


def _aliased(item: Selected) -> str:
    own = item.compiled.field.fieldname if item.compiled.field is not None else None
    if own == item.name or not _SIMPLE_ALIAS.fullmatch(item.name):
        return item.compiled.sql
    return f"{item.compiled.sql} as `{item.name}`"


def _values(items: Any) -> tuple[Value, ...]:
    return tuple(value for item in items for value in item.values)


def _join_values(joins: Sequence[Join]) -> tuple[Value, ...]:
    return tuple(value for join in joins for value in join.values)
