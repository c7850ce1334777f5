"""Tables, columns, indexes and changes of them, for every dialect."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

VARCHAR_LENGTH = 140
MAX_VARCHAR_LENGTH = 1000
NUMBER_KINDS = frozenset({"int", "bigint", "check", "decimal", "decimal_null", "rating", "serial"})
TEXT_KINDS = frozenset({"varchar", "text", "longtext", "json"})
NEVER_NULL_KINDS = frozenset({"int", "bigint", "check", "decimal"})
KINDS = NUMBER_KINDS | TEXT_KINDS | {"date", "datetime", "time"}


@dataclass(frozen=True)
class Column:
    """One column.

    ``kind``: varchar text longtext json int bigint check decimal decimal_null rating date datetime time, or serial
    (an integer key that counts itself). ``length`` is meant for varchar only, 0 is the default of 140. Whole numbers,
    checks and ``decimal`` are never NULL (default 0); ``required`` makes a text or date so (default '').
    """

    name: str
    kind: str
    length: int = 0
    default: str | None = None
    primary: bool = False
    required: bool = False

    @property
    def size(self) -> int:
        """The length of a varchar in characters, 0 for other kinds."""
        return min(max(self.length or VARCHAR_LENGTH, 1), MAX_VARCHAR_LENGTH) if self.kind == "varchar" else 0


@dataclass(frozen=True)
class Index:
    """One index. ``name`` is what the database calls it, made from table and columns when empty; it takes no part in
    comparisons."""

    columns: tuple[str, ...]
    unique: bool = False
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class Table:
    """One table as it is or should be."""

    name: str
    columns: tuple[Column, ...] = ()
    indexes: tuple[Index, ...] = ()

    def column(self, name: str) -> Column | None:
        """Return the column of that name without regard to case, or None."""
        folded = name.lower()
        return next((column for column in self.columns if column.name.lower() == folded), None)


@dataclass(frozen=True)
class CreateTable:
    """Make a table with its indexes."""

    table: Table

    def __str__(self) -> str:
        return f"create table {self.table.name}"


@dataclass(frozen=True)
class DropTable:
    """Remove a table and its rows; asked for by hand or by an uninstall, never planned."""

    table: str

    def __str__(self) -> str:
        return f"drop table {self.table}"


@dataclass(frozen=True)
class RenameTable:
    """Give a table another name."""

    table: str
    name: str

    def __str__(self) -> str:
        return f"rename table {self.table} to {self.name}"


@dataclass(frozen=True)
class AddColumn:
    """Add a column."""

    table: str
    column: Column

    def __str__(self) -> str:
        return f"add column {self.table}.{self.column.name} ({self.column.kind})"


@dataclass(frozen=True)
class AlterColumn:
    """Change a column's kind, length or NULL rule; values are converted, blanks become 0 in a number."""

    table: Table
    old: Column
    column: Column

    def __str__(self) -> str:
        before, after = _type(self.old), _type(self.column)
        return f"change column {self.table.name}.{self.column.name} from {before} to {after}"


@dataclass(frozen=True)
class RenameColumn:
    """Give a column another name."""

    table: str
    column: str
    name: str

    def __str__(self) -> str:
        return f"rename column {self.table}.{self.column} to {self.name}"


@dataclass(frozen=True)
class DropColumn:
    """Remove a column and its values; asked for by hand, never planned."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"drop column {self.table}.{self.column}"


@dataclass(frozen=True)
class BlankToNull:
    """Make '' NULL in a column that becomes unique: many rows may be blank."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"clear blanks of {self.table}.{self.column}"


@dataclass(frozen=True)
class AddIndex:
    """Add an index."""

    table: str
    index: Index

    def __str__(self) -> str:
        return f"add {'unique ' if self.index.unique else ''}index {self.table} ({', '.join(self.index.columns)})"


@dataclass(frozen=True)
class DropIndex:
    """Remove an index."""

    table: str
    index: Index

    def __str__(self) -> str:
        return f"drop index {self.table} ({', '.join(self.index.columns)})"


Change = (
    CreateTable | DropTable | RenameTable | AddColumn | AlterColumn | RenameColumn | DropColumn | BlankToNull
    | AddIndex | DropIndex
)  # fmt: skip


def _type(column: Column) -> str:
    return f"{column.kind}({column.size})" if column.kind == "varchar" else column.kind


def index_name(table: str, index: Index) -> str:
    """Return an index's name: what the database calls it, else one made of table and columns, unique in a database."""
    if index.name:
        return index.name
    kind = "unique" if index.unique else "index"
    name = f"{table.replace(' ', '_')}_{'_'.join(index.columns)}_{kind}"
    if len(name) <= 64:
        return name
    digest = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:8]
    return f"{name[:55]}_{digest}"
