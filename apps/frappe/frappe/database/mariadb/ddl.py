"""Tables of MariaDB: describe them, and the statements of a change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from frappe.database.tables import (
    NEVER_NULL_KINDS,
    TEXT_KINDS,
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
from frappe.exceptions import SchemaProblem
from frappe.messages import _

Read = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
Describe = Callable[[str], Table | None]
OPTIONS = "engine=InnoDB default charset=utf8mb4 collate=utf8mb4_unicode_ci row_format=dynamic"
ROW_BYTES = 65_000
CHARACTER_BYTES = 4
INDEXED_CHARACTERS = 191
KEY_CHARACTERS = 768
_TYPES = {
    "text": "text",
    "longtext": "longtext",
    "json": "json",
    "int": "int",
    "bigint": "bigint",
    "check": "tinyint",
    "decimal": "decimal(21,9)",
    "decimal_null": "decimal(21,9)",
    "rating": "decimal(3,2)",
    "date": "date",
    "datetime": "datetime(6)",
    "time": "time(6)",
}
_KINDS = {"varchar": "varchar", "text": "text", "int": "int", "bigint": "bigint", "tinyint": "check", "date": "date",
          "datetime": "datetime", "time": "time"}  # fmt: skip
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


# -- description


def describe(read: Read, table: str) -> Table | None:
    """Return a table as it is, or None. A type the framework does not use keeps MariaDB's word as its kind."""
    found = read(
        "select column_name, data_type, collation_name, character_maximum_length, numeric_scale, is_nullable,"
        " column_default, column_key, extra from information_schema.columns"
        " where table_schema = database() and table_name = ? order by ordinal_position",
        (table,),
    )
    if not found:
        return None
    return Table(table, tuple(_column(*row) for row in found), tuple(_indexes(read, table)))


def _column(
    name: str,
    data_type: str,
    collation: str | None,
    length: int | None,
    scale: int | None,
    nullable: str,
    default: str | None,
    key: str,
    extra: str,
) -> Column:
    primary, required = key == "PRI", nullable == "NO"
    kind = _kind(data_type, collation, scale, required=required)
    if "auto_increment" in extra:
        kind = "serial"
    text = None if default in (None, "NULL") else str(default).strip("'")
    never_null = kind in NEVER_NULL_KINDS or kind == "serial"
    return Column(
        name,
        kind,
        int(length or 0) if kind == "varchar" else 0,
        default=text,
        primary=primary,
        required=required and not primary and not never_null,
    )


def _kind(data_type: str, collation: str | None, scale: int | None, *, required: bool) -> str:
    if data_type == "longtext":
        return "json" if collation == "utf8mb4_bin" else "longtext"
    if data_type == "decimal":
        return "rating" if scale == 2 else "decimal" if required else "decimal_null"
    return _KINDS.get(data_type, data_type)


def _indexes(read: Read, table: str) -> Iterable[Index]:
    found = read(
        "select index_name, non_unique, column_name from information_schema.statistics"
        " where table_schema = database() and table_name = ? and index_name != 'PRIMARY'"
        " and index_type = 'BTREE' order by index_name, seq_in_index",
        (table,),
    )
    members: dict[str, list[str]] = {}
    for name, _non_unique, column in found:
        members.setdefault(name, []).append(column)
    unique = {name for name, non_unique, _column_name in found if not int(non_unique)}
    return [Index(tuple(columns), name in unique, name) for name, columns in members.items()]


def stored(table: Table) -> Table:
    """Return a table as `describe` gives it back."""
    return replace(table, columns=tuple(_stored(column) for column in table.columns))


def _stored(column: Column) -> Column:
    never_null = column.kind in NEVER_NULL_KINDS or column.kind == "serial"
    return replace(
        column,
        length=column.size,
        primary=column.primary or column.kind == "serial",
        required=column.required and not never_null,
    )


# -- statements


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def definition(column: Column) -> str:
    """Return a column's definition."""
    if column.kind == "serial":
        return f"{quoted(column.name)} bigint not null auto_increment primary key"
    kind = f"varchar({column.size})" if column.kind == "varchar" else _TYPES[column.kind]
    text = f"{quoted(column.name)} {kind}"
    if column.primary:
        return f"{text} not null primary key"
    if column.kind in NEVER_NULL_KINDS:
        return f"{text} not null default {_number(column.default)}"
    return f"{text} not null default ''" if column.required else text


def _number(default: str | None) -> str:
    return str(default) if default is not None and _NUMBER.fullmatch(str(default)) else "0"


def statements(change: Change, describe_table: Describe) -> list[str]:
    """Return the SQL of a change."""
    return _STATEMENTS[type(change)](change, describe_table)


def _create(change: CreateTable, _describe: Describe) -> list[str]:
    table = change.table
    _check_row_size(table)
    parts = [definition(column) for column in table.columns]
    for index in table.indexes:
        parts.append(f"{_index_words(index)} {quoted(index_name(table.name, index))} ({_members(table, index)})")
    return [f"create table {quoted(table.name)} ({', '.join(parts)}) {OPTIONS}"]


def _check_row_size(table: Table) -> None:
    size = sum(column.size * CHARACTER_BYTES + 2 for column in table.columns)
    if size > ROW_BYTES:
        raise SchemaProblem(
            _(
                "{table}: its text columns need {size} bytes a row, MariaDB holds {limit}."
                " Make long fields Small Text, or give short ones a smaller length."
            ).format(table=table.name, size=size, limit=ROW_BYTES),
            table=table.name,
        )


def _index_words(index: Index) -> str:
    return "unique index" if index.unique else "index"


def _members(table: Table | None, index: Index) -> str:
    return ", ".join(_member(table.column(name) if table else None, name) for name in index.columns)


def _member(column: Column | None, name: str) -> str:
    """Return an indexed column; long texts are indexed by their beginning."""
    long_text = column is not None and column.kind in TEXT_KINDS and column.kind != "varchar"
    if long_text or (column is not None and column.size > KEY_CHARACTERS):
        return f"{quoted(name)}({INDEXED_CHARACTERS})"
    return quoted(name)


def _add_index(change: AddIndex, describe_table: Describe) -> list[str]:
    name = quoted(index_name(change.table, change.index))
    members = _members(describe_table(change.table), change.index)
    return [f"alter table {quoted(change.table)} add {_index_words(change.index)} {name} ({members})"]


def _drop_index(change: DropIndex, describe_table: Describe) -> list[str]:
    present = describe_table(change.table)
    names = [index.name for index in present.indexes if index == change.index] if present else []
    return [f"alter table {quoted(change.table)} drop index {quoted(name)}" for name in names]


def _alter(change: AlterColumn, _describe: Describe) -> list[str]:
    """Make values fit, then change the type; each statement may run twice."""
    table, name = quoted(change.table.name), quoted(change.column.name)
    if change.column.primary:
        return [f"alter table {table} modify {name} varchar({change.column.size}) not null"]
    before = [f"update {table} set {name} = {value} where {condition}" for value, condition in _fitting(change)]
    return [*before, f"alter table {table} modify {definition(change.column)}", *_tidied(change)]


def _fitting(change: AlterColumn) -> list[tuple[str, str]]:
    old, new, name = change.old, change.column, quoted(change.column.name)
    if new.kind in NEVER_NULL_KINDS:
        blank = f" or trim({name}) = ''" if old.kind in TEXT_KINDS else ""
        nullable = old.kind not in NEVER_NULL_KINDS
        return [("0", f"{name} is null{blank}")] if nullable else []
    if new.kind in TEXT_KINDS and new.kind != "json":
        return [("''", f"{name} is null")] if new.required and old.kind in TEXT_KINDS else []
    return [("null", f"trim({name}) = ''")] if old.kind in TEXT_KINDS and not old.required else []


def _tidied(change: AlterColumn) -> list[str]:
    """A decimal that became text loses its useless zeros."""
    table, name = quoted(change.table.name), quoted(change.column.name)
    if change.old.kind not in ("decimal", "decimal_null", "rating") or change.column.kind not in TEXT_KINDS:
        return []
    shortest = f"trim(trailing '.' from trim(trailing '0' from {name}))"
    return [f"update {table} set {name} = {shortest} where {name} like '%.%'"]


_STATEMENTS: dict[type, Callable[[Any, Describe], list[str]]] = {
    CreateTable: _create,
    DropTable: lambda change, _d: [f"drop table if exists {quoted(change.table)}"],
    RenameTable: lambda change, _d: [f"rename table {quoted(change.table)} to {quoted(change.name)}"],
    AddColumn: lambda change, _d: [f"alter table {quoted(change.table)} add column {definition(change.column)}"],
    AlterColumn: _alter,
    RenameColumn: lambda change, _d: [
        f"alter table {quoted(change.table)} rename column {quoted(change.column)} to {quoted(change.name)}"
    ],
    DropColumn: lambda change, _d: [f"alter table {quoted(change.table)} drop column {quoted(change.column)}"],
    BlankToNull: lambda change, _d: [
        f"update {quoted(change.table)} set {quoted(change.column)} = null where {quoted(change.column)} = ''"
    ],
    AddIndex: _add_index,
    DropIndex: _drop_index,
}
