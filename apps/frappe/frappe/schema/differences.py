"""The difference of two tables as changes. Pure; columns are never dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from frappe.database.tables import (
    TEXT_KINDS,
    AddColumn,
    AddIndex,
    AlterColumn,
    BlankToNull,
    Change,
    Column,
    CreateTable,
    DropIndex,
    Index,
    RenameColumn,
    Table,
)


def plan(old: Table | None, new: Table, stored: Callable[[Table], Table] = lambda table: table) -> list[Change]:
    """Return the changes that bring a table to what is needed.

    ``stored`` gives a table as the dialect describes it: what a dialect stores alike is no difference. Whether the
    rows survive a change is not looked at here, see `safety.settle`.
    """
    if old is None:
        return [CreateTable(new)]
    return [*_dropped_indexes(old, new), *_columns(old, new, stored(new)), *_added_indexes(old, new)]


def _columns(old: Table, new: Table, wanted: Table) -> Iterator[Change]:
    for column, as_stored in zip(new.columns, wanted.columns, strict=True):
        present = old.column(column.name)
        if present is None:
            yield AddColumn(new.name, column)
            continue
        if present.name != column.name:
            yield RenameColumn(new.name, present.name, column.name)
            present = replace(present, name=column.name)
        if _differs(present, as_stored):
            yield AlterColumn(new, present, column)


def _differs(old: Column, new: Column) -> bool:
    return (old.kind, old.size, old.required, old.primary) != (new.kind, new.size, new.required, new.primary)


def _dropped_indexes(old: Table, new: Table) -> Iterator[Change]:
    """Yield unique indexes of one own column that is unique no more; other indexes are someone's wish and stay."""
    for index in old.indexes:
        own = len(index.columns) == 1 and new.column(index.columns[0]) is not None
        if index.unique and own and _folded(index) not in {_folded(other) for other in new.indexes}:
            yield DropIndex(new.name, index)


def _added_indexes(old: Table, new: Table) -> Iterator[Change]:
    present = {_folded(index) for index in old.indexes}
    for index in new.indexes:
        if _folded(index) in present:
            continue
        column = new.column(index.columns[0])
        if index.unique and len(index.columns) == 1 and column and column.kind in TEXT_KINDS and not column.required:
            yield BlankToNull(new.name, column.name)
        yield AddIndex(new.name, index)


def _folded(index: Index) -> tuple[tuple[str, ...], bool]:
    return tuple(column.lower() for column in index.columns), index.unique
