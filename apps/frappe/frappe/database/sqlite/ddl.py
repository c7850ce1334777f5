"""Tables of SQLite: describe them, and the statements of a change."""

from __future__ import annotations

import re
import sqlite3

from frappe.database.tables import (
    AddColumn,
    AddIndex,
    AlterColumn,
    Change,
    Column,
    CreateTable,
    DropIndex,
    Index,
    Table,
    index_name,
)

_TYPES = {
    "varchar": "TEXT COLLATE NOCASE",
    "text": "TEXT COLLATE NOCASE",
    "longtext": "TEXT COLLATE NOCASE",
    "json": "TEXT",
    "int": "INTEGER NOT NULL",
    "bigint": "INTEGER NOT NULL",
    "check": "INTEGER NOT NULL",
    "decimal": "REAL NOT NULL",
    "decimal_null": "REAL",
    "rating": "REAL",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "time": "TIME",
    "serial": "INTEGER",
}
_KINDS = {
    "TEXT": "varchar",
    "INTEGER": "int",
    "REAL": "decimal",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "TIME": "time",
}
_STORED_ALIKE = {
    "varchar": "TEXT",
    "text": "TEXT",
    "longtext": "TEXT",
    "json": "TEXT",
    "int": "INTEGER",
    "bigint": "INTEGER",
    "check": "INTEGER",
    "serial": "INTEGER",
    "decimal": "REAL",
    "decimal_null": "REAL",
    "rating": "REAL",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "time": "TIME",
}


def storage_class(kind: str) -> str:
    """Return what a kind of column is stored as: kinds that store alike need no change."""
    return _STORED_ALIKE[kind]


def definition(column: Column) -> str:
    """Return a column's definition."""
    if column.kind == "serial":
        return f"`{column.name}` INTEGER PRIMARY KEY AUTOINCREMENT"
    text = f"`{column.name}` {_TYPES[column.kind]}"
    if column.primary:
        return f"{text} PRIMARY KEY NOT NULL"
    if column.kind in ("int", "bigint", "check", "decimal"):
        return f"{text} DEFAULT {_number(column.default)}"
    return text


def _number(default: str | None) -> str:
    return str(default) if default and re.fullmatch(r"-?\d+(\.\d+)?", str(default)) else "0"


def create_table(table: Table, name: str | None = None) -> str:
    columns = ", ".join(definition(column) for column in table.columns)
    return f"create table `{name or table.name}` ({columns})"


def create_index(table: str, index: Index) -> str:
    columns = ", ".join(f"`{column}`" for column in index.columns)
    unique = "unique " if index.unique else ""
    return f"create {unique}index if not exists `{index_name(table, index)}` on `{table}` ({columns})"


def statements(connection: sqlite3.Connection, change: Change) -> list[str]:
    """Return the SQL of a change."""
    if isinstance(change, CreateTable):
        table = change.table
        return [create_table(table), *(create_index(table.name, index) for index in table.indexes)]
    if isinstance(change, AddColumn):
        return [f"alter table `{change.table}` add column {definition(change.column)}"]
    if isinstance(change, AddIndex):
        return [create_index(change.table, change.index)]
    if isinstance(change, DropIndex):
        return [f"drop index if exists `{index_name(change.table, change.index)}`"]
    return _rebuild(connection, change)


def _rebuild(connection: sqlite3.Connection, change: AlterColumn) -> list[str]:
    """Change a column's type: copy the table; text of numbers becomes a number and the other way round."""
    present = describe(connection, change.table.name)
    assert present is not None
    columns = tuple(change.column if column.name == change.column.name else column for column in present.columns)
    table = Table(change.table.name, columns, present.indexes)
    names = ", ".join(f"`{column.name}`" for column in columns)
    target = storage_class(change.column.kind)
    copied = ", ".join(
        f"{_cast(column.name, target)}" if column.name == change.column.name else f"`{column.name}`" for column in columns
    )
    scratch = f"{table.name}__rebuilt"
    return [
        create_table(table, scratch),
        f"insert into `{scratch}` ({names}) select {copied} from `{table.name}`",
        f"drop table `{table.name}`",
        f"alter table `{scratch}` rename to `{table.name}`",
        *(create_index(table.name, index) for index in table.indexes),
    ]


def _cast(name: str, target: str) -> str:
    if target in ("INTEGER", "REAL"):
        return f"cast(ifnull(`{name}`, 0) as {target})"
    return f"cast(`{name}` as TEXT)" if target == "TEXT" else f"`{name}`"


def describe(connection: sqlite3.Connection, table: str) -> Table | None:
    """Return a table as it is, or None."""
    quoted = table.replace("`", "``")
    found = connection.execute(f"pragma table_info(`{quoted}`)").fetchall()
    if not found:
        return None
    columns = tuple(
        Column(name, _kind(declared, bool(required), bool(primary)), default=_text(default), primary=bool(primary))
        for _cid, name, declared, required, default, primary in found
    )
    indexes = []
    for _seq, name, unique, origin, _partial in connection.execute(f"pragma index_list(`{quoted}`)").fetchall():
        if origin == "c":
            members = connection.execute(f"pragma index_info(`{name}`)").fetchall()
            indexes.append(Index(tuple(row[2] for row in members), bool(unique)))
    return Table(table, columns, tuple(indexes))


def _kind(declared: str, required: bool, primary: bool) -> str:
    base = declared.split()[0].upper() if declared else "TEXT"
    if base == "INTEGER" and primary:
        return "serial"
    if base == "REAL" and not required:
        return "decimal_null"
    return _KINDS.get(base, "varchar")


def _text(default: str | None) -> str | None:
    return default.strip("'") if isinstance(default, str) else default
