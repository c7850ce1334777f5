"""``order_by`` and ``group_by`` to SQL: columns, aliases of what is selected, functions of the list (contract 6.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from frappe.records.expressions import Column, Literal, parse_column, parse_expression
from frappe.records.fields import Compiled, Compiler, Selection, split_commas
from frappe.records.guards import MAX_TEXT, illegal

_ORDER = re.compile(r"(?P<what>.+?)(?:\s+(?P<direction>asc|desc))?", re.IGNORECASE | re.DOTALL)
_ALLOWED = re.compile(r"[\w\s,`'\".()*+/-]*")


def compile_order(text: str, compiler: Compiler, selection: Selection, *, grouped: bool) -> list[tuple[Compiled, str]]:
    """Return the expressions and directions of an ``order_by``; ``grouped`` allows aggregates.

    Raises:
        DataError: it is no list of columns. ValidationError: a table that contributes no selected column.
    """
    found = [(_resolve(what, compiler, selection), direction) for what, direction in _parts(text)]
    if not grouped and any(item.aggregate for item, _direction in found):
        illegal(text)
    return found


def compile_group(text: str, compiler: Compiler, selection: Selection) -> list[Compiled]:
    """Return the expressions of a ``group_by``."""
    found = []
    for what, direction in _parts(text):
        compiled = _resolve(what, compiler, selection)
        if direction or compiled.aggregate:
            illegal(text)
        found.append(compiled)
    return found


def default_order(compiler: Compiler) -> list[tuple[Compiled, str]]:
    """Return the DocType's own order; it is not held against what the user may read."""
    meta = compiler.tables.meta
    found = []
    for what, direction in _parts(meta.default_order()):
        column = parse_column(what)
        if isinstance(column, Column) and column.name in meta.column_set:
            found.append((Compiled(f"{compiler.tables.main}.`{column.name}`"), direction))
    return found


def _parts(text: str) -> Iterator[tuple[str, str]]:
    if len(text) > MAX_TEXT or not _ALLOWED.fullmatch(text):
        illegal(text)
    for part in split_commas(text):
        match = _ORDER.fullmatch(part)
        if match is None:
            illegal(text)
        yield match.group("what").strip(), (match.group("direction") or "").lower()


def _resolve(what: str, compiler: Compiler, selection: Selection) -> Compiled:
    selected = selection.named(what.strip("`'\" ")) if not what.startswith("`tab") else None
    if selected is not None:
        return selected.compiled
    tree = parse_expression(what)
    if isinstance(tree, Literal):
        illegal(what)
    return compiler.compile(tree, join=False)
