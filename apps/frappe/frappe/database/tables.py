"""Tables, columns, indexes and changes of them, for every dialect."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """One column. ``kind``: varchar text longtext json int bigint check decimal decimal_null rating date datetime time."""

    name: str
    kind: str
    length: int = 0
    default: str | None = None
    primary: bool = False


@dataclass(frozen=True)
class Index:
    """One index; its name is made from table and columns."""

    columns: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True)
class Table:
    """One table as it is or should be."""

    name: str
    columns: tuple[Column, ...] = ()
    indexes: tuple[Index, ...] = field(default=())

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name.lower() == name.lower()), None)


@dataclass(frozen=True)
class CreateTable:
    """Make a table."""

    table: Table


@dataclass(frozen=True)
class AddColumn:
    """Add a column."""

    table: str
    column: Column


@dataclass(frozen=True)
class AlterColumn:
    """Change a column's type or length; ``table`` is the whole table as it shall be."""

    table: Table
    old: Column
    column: Column


@dataclass(frozen=True)
class AddIndex:
    """Add an index."""

    table: str
    index: Index


@dataclass(frozen=True)
class DropIndex:
    """Remove an index."""

    table: str
    index: Index


Change = CreateTable | AddColumn | AlterColumn | AddIndex | DropIndex


def index_name(table: str, index: Index) -> str:
    """Return an index's name; unique in the database."""
    kind = "unique" if index.unique else "index"
    return f"{table.replace(' ', '_')}_{'_'.join(index.columns)}_{kind}"[:64]
