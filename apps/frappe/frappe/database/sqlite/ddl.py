"""Tables of SQLite: describe them, and the statements of a change."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from frappe.database.tables import (
    NEVER_NULL_KINDS,
    AddColumn,
    AddIndex,
    AlterColumn,
    BlankToNull,
    Change,
    Column,
    CreateTable,
    DropColumn,
    DropIndex,
    DropTable,
    Index,
    RenameColumn,
    RenameTable,
    Table,
    index_name,
)

_TYPES = {
    "varchar": "TEXT COLLATE NOCASE",
    "text": "TEXT COLLATE NOCASE",
    "longtext": "TEXT COLLATE NOCASE",
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
_STORED_AS = {
    "varchar": "text",
    "longtext": "text",
    "json": "text",
    "bigint": "int",
    "check": "int",
    "rating": "decimal_null",
}
_KINDS = {"TEXT": "text", "INTEGER": "int", "REAL": "decimal", "DATE": "date", "TIMESTAMP": "datetime", "TIME": "time"}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_SCRATCH = "__rebuilt"


# -- description


def describe(connection: sqlite3.Connection, table: str) -> Table | None:
    """Return a table as it is, or None. What SQLite stores alike (all texts, all whole numbers) looks alike."""
    found = connection.execute(f"pragma table_info({quoted(table)})").fetchall()
    if not found:
        return None
    columns = tuple(
        _column(name, declared, bool(required), default, bool(primary))
        for _cid, name, declared, required, default, primary in found
    )
    return Table(table, columns, tuple(_indexes(connection, table)))


def _column(name: str, declared: str, required: bool, default: str | None, primary: bool) -> Column:
    base = declared.split()[0].upper() if declared else "TEXT"
    if base == "INTEGER" and primary:
        return Column(name, "serial", primary=True)
    kind = _KINDS.get(base, "text")
    if kind == "decimal" and not required:
        kind = "decimal_null"
    text = default.strip("'") if isinstance(default, str) else default
    may_be_null = not required or primary or kind in NEVER_NULL_KINDS
    return Column(name, kind, default=text, primary=primary, required=not may_be_null)


def _indexes(connection: sqlite3.Connection, table: str) -> Iterable[Index]:
    for _seq, name, unique, origin, partial in connection.execute(f"pragma index_list({quoted(table)})").fetchall():
        columns = tuple(row[2] for row in connection.execute(f"pragma index_info({quoted(name)})").fetchall())
        if origin == "c" and not partial and None not in columns:
            yield Index(columns, bool(unique), name)


def stored(table: Table) -> Table:
    """Return a table as `describe` gives it back."""
    columns = tuple(
        replace(
            column,
            kind=_STORED_AS.get(column.kind, column.kind),
            length=0,
            primary=column.primary or column.kind == "serial",
            required=column.required and column.kind not in NEVER_NULL_KINDS,
        )
        for column in table.columns
    )
    return replace(table, columns=columns)


# -- statements


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _list(names: Iterable[str]) -> str:
    return ", ".join(quoted(name) for name in names)


def definition(column: Column) -> str:
    """Return a column's definition."""
    if column.kind == "serial":
        return f"{quoted(column.name)} INTEGER PRIMARY KEY AUTOINCREMENT"
    text = f"{quoted(column.name)} {_TYPES[column.kind]}"
    if column.primary:
        return f"{text} PRIMARY KEY NOT NULL"
    if column.kind in NEVER_NULL_KINDS:
        return f"{text} NOT NULL DEFAULT {_number(column.default)}"
    if column.required:
        blank = "0" if column.kind in ("rating", "decimal_null") else "''"
        return f"{text} NOT NULL DEFAULT {blank}"
    return text


def _number(default: str | None) -> str:
    return str(default) if default is not None and _NUMBER.fullmatch(str(default)) else "0"


def create_table(table: Table, name: str | None = None) -> str:
    columns = ", ".join(definition(column) for column in table.columns)
    return f"create table {quoted(name or table.name)} ({columns})"


def create_index(table: str, index: Index) -> str:
    unique = "unique " if index.unique else ""
    return f"create {unique}index {quoted(index_name(table, index))} on {quoted(table)} ({_list(index.columns)})"


def steps(changes: Iterable[Change]) -> list[list[Change]]:
    """Return changes in groups: what rebuilds the same table is done at once."""
    grouped = groupby(
        enumerate(changes), key=lambda pair: pair[1].table.name if isinstance(pair[1], AlterColumn) else pair[0]
    )
    return [[change for _index, change in members] for _key, members in grouped]


def statements(connection: sqlite3.Connection, step: Sequence[Change]) -> list[str]:
    """Return the SQL of a change, or of several `AlterColumn` of one table."""
    first = step[0]
    if isinstance(first, AlterColumn):
        return _rebuild(connection, [change for change in step if isinstance(change, AlterColumn)])
    return _STATEMENTS[type(first)](connection, first)


def _create(_connection: sqlite3.Connection, change: CreateTable) -> list[str]:
    table = change.table
    return [create_table(table), *(create_index(table.name, index) for index in table.indexes)]


def _rename_table(connection: sqlite3.Connection, change: RenameTable) -> list[str]:
    """Rename a table and give its indexes names of the new table: index names are unique in a file."""
    present = describe(connection, change.table)
    out = [f"alter table {quoted(change.table)} rename to {quoted(change.name)}"]
    for index in present.indexes if present else ():
        out += [f"drop index {quoted(index.name)}", create_index(change.name, replace(index, name=""))]
    return out


def _drop_index(connection: sqlite3.Connection, change: DropIndex) -> list[str]:
    present = describe(connection, change.table)
    names = [index.name for index in present.indexes if index == change.index] if present else []
    return [f"drop index {quoted(name)}" for name in names]


def _drop_column(connection: sqlite3.Connection, change: DropColumn) -> list[str]:
    present = describe(connection, change.table)
    indexes = [index for index in present.indexes if change.column in index.columns] if present else []
    drops = [f"drop index {quoted(index.name)}" for index in indexes]
    return [*drops, f"alter table {quoted(change.table)} drop column {quoted(change.column)}"]


_STATEMENTS: dict[type, Callable[[sqlite3.Connection, Any], list[str]]] = {
    CreateTable: _create,
    DropTable: lambda _c, change: [f"drop table if exists {quoted(change.table)}"],
    RenameTable: _rename_table,
    AddColumn: lambda _c, change: [f"alter table {quoted(change.table)} add column {definition(change.column)}"],
    RenameColumn: lambda _c, change: [
        f"alter table {quoted(change.table)} rename column {quoted(change.column)} to {quoted(change.name)}"
    ],
    DropColumn: _drop_column,
    BlankToNull: lambda _c, change: [
        f"update {quoted(change.table)} set {quoted(change.column)} = null where {quoted(change.column)} = ''"
    ],
    AddIndex: lambda _c, change: [create_index(change.table, change.index)],
    DropIndex: _drop_index,
}


# -- rebuild


def _rebuild(connection: sqlite3.Connection, changes: Sequence[AlterColumn]) -> list[str]:
    """Change columns' types by copying the table; indexes, triggers and the counter of a serial are kept."""
    name = changes[0].table.name
    present = describe(connection, name)
    if present is None:
        return []
    wanted = {change.column.name.lower(): change.column for change in changes}
    columns = tuple(wanted.get(column.name.lower(), column) for column in present.columns)
    copied = ", ".join(
        _converted(old, new) if old.name.lower() in wanted else quoted(old.name)
        for old, new in zip(present.columns, columns, strict=True)
    )
    scratch = name + _SCRATCH
    attached = connection.execute(
        "select sql from sqlite_master where tbl_name = ? and type in ('trigger', 'index') and sql is not null", (name,)
    ).fetchall()
    names = _list(column.name for column in columns)
    return [
        create_table(replace(present, columns=columns), scratch),
        f"insert into {quoted(scratch)} ({names}) select {copied} from {quoted(name)}",
        *_kept_counter(connection, name, scratch),
        f"drop table {quoted(name)}",
        f"alter table {quoted(scratch)} rename to {quoted(name)}",
        *(row[0] for row in attached),
    ]


def _kept_counter(connection: sqlite3.Connection, name: str, scratch: str) -> list[str]:
    has_counters = connection.execute("select 1 from sqlite_master where name = 'sqlite_sequence'").fetchone()
    if not has_counters:
        return []
    found = connection.execute("select seq from sqlite_sequence where name = ?", (name,)).fetchone()
    text = "'" + scratch.replace("'", "''") + "'"
    return [
        f"delete from sqlite_sequence where name = {text}",
        *([f"insert into sqlite_sequence (name, seq) values ({text}, {int(found[0])})"] if found else []),
    ]


def _converted(old: Column, new: Column) -> str:
    """Return the expression that turns a column's old values into the new kind."""
    name, target = quoted(old.name), _TYPES[new.kind].split()[0]
    if target in ("INTEGER", "REAL"):
        blank = "0" if new.kind in NEVER_NULL_KINDS or new.required else "null"
        return f"case when {name} is null or {name} = '' then {blank} else cast({name} as {target}) end"
    if target == "TEXT":
        text = f"cast({name} as TEXT)" if old.kind not in ("decimal", "decimal_null") else _shortest(name)
        return f"ifnull({text}, '')" if new.required else text
    if target == "DATE":
        return f"substr(nullif({name}, ''), 1, 10)"
    if target == "TIMESTAMP" and old.kind == "date":
        return f"{name} || ' 00:00:00.000000'"
    return f"nullif({name}, '')"


def _shortest(name: str) -> str:
    """Return the expression of a number's text without a useless fraction: 3, not 3.0."""
    whole = f"cast({name} as INTEGER)"
    return f"case when {name} = {whole} then cast({whole} as TEXT) else cast({name} as TEXT) end"
