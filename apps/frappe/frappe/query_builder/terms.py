"""Terms besides the library's: sub-queries, SQL with its values, and upstream's names for bound values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pypika.terms import Criterion, Function, ValueWrapper
from pypika.utils import format_alias_sql

from frappe.query_builder.library import Parameters, active_parameters

NamedParameterWrapper = Parameters
ParameterizedValueWrapper = ValueWrapper
ParameterizedFunction = Function
_PARTS = re.compile(r"\?|'(?:[^']|'')*'|`[^`]*`")


class SubQuery(Criterion):
    """A query as a value: ``field.isin(SubQuery(query))``."""

    def __init__(self, subq: Any, alias: str | None = None) -> None:
        super().__init__(alias)
        self.subq = subq

    def get_sql(self, **kwargs: Any) -> str:
        kwargs["subquery"] = True
        kwargs.pop("with_alias", None)
        return str(format_alias_sql(self.subq.get_sql(**kwargs), self.alias, **kwargs))


subqry = SubQuery


class BoundSql(Criterion):
    """SQL with ``?`` and its values, made by the framework; never from text of users."""

    is_aggregate = None  # type: ignore[assignment]

    def __init__(self, sql: str, values: Sequence[Any] = (), alias: str | None = None) -> None:
        super().__init__(alias)
        self.sql = sql
        self.bound = tuple(values)

    def get_sql(self, with_alias: bool = False, **kwargs: Any) -> str:
        waiting = iter(self.bound)
        parameters = active_parameters()

        def fill(match: re.Match[str]) -> str:
            if match.group() != "?":
                return match.group()
            value = next(waiting)
            return parameters.add(value) if parameters is not None else repr(value)

        sql = _PARTS.sub(fill, self.sql)
        return str(format_alias_sql(sql, self.alias, **kwargs)) if with_alias else sql


class BoundJoin:
    """A join as SQL with ``?`` and its values, in the place of the library's joins."""

    item = None

    def __init__(self, sql: str, values: Sequence[Any]) -> None:
        self.term = BoundSql(sql.strip(), values)

    def get_sql(self, **_kwargs: Any) -> str:
        return self.term.get_sql()

    def validate(self, _from: Any, _joins: Any) -> None:
        """The framework made it: nothing to check."""

    def replace_table(self, current_table: Any, new_table: Any) -> BoundJoin:
        return self
