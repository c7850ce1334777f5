"""Filters in all their forms, to conditions (contract 6.2). Pure: a parsed filter has a *shape* and its values.

Forms: a dict ``{f: value}`` or ``{f: [operator, value]}``; a list of ``[f, value]``, ``[f, operator, value]`` or
``[doctype, f, operator, value]``; nested lists joined by "and" or "or"; a name; a list of names; JSON text of these.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from frappe.exceptions import DataError
from frappe.messages import _
from frappe.records.guards import filter_conditions, filter_depth
from frappe.records.operators import OPERATORS as OPERATORS
from frappe.records.operators import operator_named

_SCALARS = (str, int, float)


@dataclass(frozen=True)
class Condition:
    """``field operator value``; ``doctype`` names a child DocType when it was given."""

    doctype: str | None
    field: str
    operator: str
    value: Any

    @property
    def shape(self) -> Any:
        """What decides the condition's SQL text."""
        if is_term(self.value):
            return self.doctype, self.field, self.operator, "term", id(self.value)
        return self.doctype, self.field, self.operator, OPERATORS[self.operator].shape(self.value)


@dataclass(frozen=True)
class Group:
    """Conditions and groups joined by "and" or "or"."""

    joiner: str
    members: tuple[Any, ...]

    @property
    def shape(self) -> Any:
        return self.joiner, tuple([member.shape for member in self.members])

    def conditions(self) -> Iterator[Condition]:
        """Return the conditions in the order in which they are rendered."""
        for member in self.members:
            if isinstance(member, Group):
                yield from member.conditions()
            else:
                yield member


NOTHING = Group("and", ())


def parse_filters(filters: Any, joiner: str = "and", *, limited: bool = False) -> Group:
    """Return filters as one group; ``limited`` holds the caps for queries from outside.

    Raises:
        DataError: a form, operator or depth that is not known.
    """
    if not filters and not isinstance(filters, int):
        return NOTHING
    members = tuple(_parse(filters, filter_depth(limited)))
    group = members[0] if len(members) == 1 and isinstance(members[0], Group) else Group(joiner, members)
    most = filter_conditions(limited)
    if len(members) > most or sum(1 for _condition in group.conditions()) > most:
        raise DataError(_("A query may have at most {0} conditions.").format(most))
    return group


def _parse(filters: Any, depth: int) -> list[Any]:
    if depth < 0:
        raise DataError(_("Filters may be nested at most {0} deep.").format(filter_depth(True)))
    if isinstance(filters, str):
        filters = _from_text(filters)
    if isinstance(filters, Mapping):
        return [_from_pair(None, field, value) for field, value in filters.items()]
    if isinstance(filters, (list, tuple, set, frozenset)):
        return _from_list(list(filters), depth)
    if filters is None or filters == "":
        return []
    if isinstance(filters, _SCALARS) or _is_document(filters):
        return [Condition(None, "name", "=", _plain(filters))]
    raise DataError(_("Filters must be a dict or a list."))


def _from_text(text: str) -> Any:
    stripped = text.strip()
    if stripped[:1] not in ("{", "["):
        return text
    try:
        return json.loads(stripped)
    except (ValueError, RecursionError) as error:
        raise DataError(_("Filters are not valid JSON.")) from error


def _from_pair(doctype: str | None, field: Any, value: Any) -> Condition:
    """Return the condition of ``field: value``; a list that starts with an operator is operator and value."""
    if isinstance(value, (list, tuple)):
        if len(value) == 2 and isinstance(value[0], str) and operator_named(value[0]):
            return _condition(doctype, field, value[0], value[1])
        return _condition(doctype, field, "in", value)
    return _condition(doctype, field, "in" if isinstance(value, (set, frozenset)) else "=", value)


def _from_list(filters: list[Any], depth: int) -> list[Any]:
    if not filters:
        return []
    if _is_row(filters):
        return [_from_row(filters)]
    if all(isinstance(entry, _SCALARS) for entry in filters):
        return [_condition(None, "name", "in", filters)]
    members: list[Any] = []
    joiners: list[str] = []
    for entry in filters:
        if isinstance(entry, str):
            joiners.append(_joiner(entry, len(members), len(joiners)))
        else:
            members.append(_member(entry, depth))
    if not joiners:
        return [member for member in members if member is not None]
    if len(joiners) != len(members) - 1:
        _bad_form()
    return [_joined(members, joiners)]


def _joiner(word: str, members: int, joiners: int) -> str:
    if word.lower() not in ("and", "or") or members != joiners + 1:
        _bad_form()
    return word.lower()


def _member(entry: Any, depth: int) -> Any:
    if isinstance(entry, (list, tuple)) and 2 <= len(entry) <= 5 and isinstance(entry[0], str):
        return _from_row(list(entry))
    inner = _parse(entry, depth - 1)
    if not inner:
        return None
    return inner[0] if len(inner) == 1 else Group("and", tuple(inner))


def _is_row(entry: list[Any]) -> bool:
    """Tell one condition such as ``[f, "=", 1]`` from a list of conditions or names."""
    if not isinstance(entry[0], str) or not 3 <= len(entry) <= 5:
        return False
    operator = entry[1] if len(entry) == 3 else entry[2]
    return isinstance(operator, str) and (bool(operator_named(operator)) or any(not isinstance(e, str) for e in entry))


def _joined(members: list[Any], joiners: list[str]) -> Group:
    """Join members left to right, "and" binding closer than "or"."""
    alternatives: list[list[Any]] = [[members[0]]]
    for joiner, member in zip(joiners, members[1:], strict=True):
        if joiner == "or":
            alternatives.append([])
        alternatives[-1].append(member)
    parts = [[member for member in part if member is not None] for part in alternatives]
    groups = tuple(part[0] if len(part) == 1 else Group("and", tuple(part)) for part in parts if part)
    return Group("or", groups) if len(alternatives) > 1 else Group("and", tuple(parts[0]))


def _from_row(row: list[Any]) -> Condition:
    if len(row) == 2:
        return _from_pair(None, row[0], row[1])
    if len(row) == 3:
        return _condition(None, row[0], row[1], row[2])
    if len(row) == 5:
        warnings.warn("The fifth element of a filter is ignored", stacklevel=2)
    doctype, field, operator, value = row[:4]
    if doctype is not None and not isinstance(doctype, str):
        _bad_form()
    return _condition(doctype or None, field, operator, value)


def _condition(doctype: str | None, field: Any, operator: Any, value: Any) -> Condition:
    if not isinstance(field, str) or not isinstance(operator, str):
        _bad_form()
    known = operator_named(operator)
    if known is None:
        raise DataError(_("Operator must be one of {0}").format(", ".join(OPERATORS)))
    return Condition(doctype, field, known, _plain(value))


def _bad_form() -> NoReturn:
    raise DataError(_("Filters must be lists such as [field, operator, value]."))


def _is_document(value: Any) -> bool:
    return not isinstance(value, Mapping) and hasattr(value, "doctype") and hasattr(value, "name")


def is_term(value: Any) -> bool:
    """Tell whether a value is a column or sub-query of the query builder."""
    return type(value).__module__.startswith(("pypika", "frappe.query_builder"))


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, int, float):
        return value
    if isinstance(value, bool):
        return int(value)
    if is_term(value):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(entry) for entry in value]
    return value.name if _is_document(value) else value
