"""Rows of a DocType's table: read, insert, update, upsert, delete; values as their columns hold them (12.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from frappe.context import local
from frappe.metadata import Meta
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.utils.dates import parse_date, parse_datetime, to_timedelta
from frappe.utils.numbers import cint, flt
from frappe.utils.text import dump_json

CHUNK = 400


def _text(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return dump_json(value).decode()
    return value if value is None or isinstance(value, str) else str(value)


def _integer(value: Any) -> int:
    return value if type(value) is int else cint(value)


def _date(value: Any) -> Any:
    return parse_date(value)


def _datetime(value: Any) -> Any:
    return None if value in (None, "") else parse_datetime(value)


_CASTS: dict[str, Callable[[Any], Any]] = {
    "varchar": _text,
    "text": _text,
    "longtext": _text,
    "json": _text,
    "int": _integer,
    "bigint": _integer,
    "check": lambda value: 1 if cint(value) else 0,
    "decimal": lambda value: round(flt(value), 9),
    "decimal_null": lambda value: None if value in (None, "") else flt(value),
    "rating": lambda value: None if value in (None, "") else flt(value),
    "date": _date,
    "datetime": _datetime,
    "time": lambda value: None if value in (None, "") else to_timedelta(value),
}
_STANDARD = {"docstatus": "int", "idx": "int", "creation": "datetime", "modified": "datetime"}


def _kind(meta: Meta, column: str) -> str:
    if column in _STANDARD:
        return _STANDARD[column]
    field = meta.field_map.get(column)
    return (FIELD_TYPES[field.fieldtype].kind if field else None) or "varchar"


def cast(meta: Meta, column: str, value: Any) -> Any:
    """Return a value as its column stores it; a blank in a unique column is NULL."""
    if column == "name":
        return value
    field = meta.field_map.get(column)
    if value == "" and field is not None and field.unique:
        return None
    return _CASTS[_kind(meta, column)](value)


def insert_row(meta: Meta, values: Mapping[str, Any]) -> None:
    """INSERT one row."""
    columns = [column for column in values if column in meta.column_set]
    names = ", ".join(f"`{column}`" for column in columns)
    marks = ", ".join("?" * len(columns))
    bound = [cast(meta, column, values[column]) for column in columns]
    local.db.connection.execute(f"insert into `{meta.table_name}` ({names}) values ({marks})", bound)
    local.db.forget_values(meta.name)


def update_row(meta: Meta, name: Any, values: Mapping[str, Any]) -> int:
    """UPDATE one row; return the number of rows found."""
    columns = [column for column in values if column in meta.column_set]
    sets = ", ".join(f"`{column}` = ?" for column in columns)
    bound = [cast(meta, column, values[column]) for column in columns]
    cursor = local.db.connection.execute(f"update `{meta.table_name}` set {sets} where `name` = ?", [*bound, name])
    local.db.forget_values(meta.name)
    return int(cursor.rowcount)


def upsert_rows(meta: Meta, rows: Sequence[Mapping[str, Any]]) -> None:
    """INSERT rows, or UPDATE those whose name is there: one statement for up to 400 rows."""
    columns = [column for column in rows[0] if column in meta.column_set]
    names = ", ".join(f"`{column}`" for column in columns)
    one = "(" + ", ".join("?" * len(columns)) + ")"
    sets = ", ".join(f"`{column}` = excluded.`{column}`" for column in columns if column != "name")
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        bound = [cast(meta, column, row.get(column)) for row in part for column in columns]
        sql = f"insert into `{meta.table_name}` ({names}) values {', '.join([one] * len(part))}"
        local.db.connection.execute(f"{sql} on conflict (`name`) do update set {sets}", bound)


def bulk_insert(meta: Meta, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, ignore: bool = False) -> None:
    """INSERT many rows with one prepared statement."""
    names = ", ".join(f"`{column}`" for column in columns)
    verb = "insert or ignore" if ignore else "insert"
    bound = ([cast(meta, column, value) for column, value in zip(columns, row, strict=True)] for row in rows)
    local.db.connection.execute_many(
        f"{verb} into `{meta.table_name}` ({names}) values ({', '.join('?' * len(columns))})", bound
    )


def load_row(meta: Meta, name: Any, *, for_update: bool = False) -> dict[str, Any] | None:
    """Return one row by name; with ``for_update`` nobody else writes it until the transaction ends."""
    connection = local.db.connection
    if for_update:
        connection.begin()
    found = connection.rows(f"select {_columns(meta)} from `{meta.table_name}` where `name` = ?", (name,))
    return found[0] if found else None


def load_children(meta: Meta, parent: Any, parenttype: str, parentfields: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of a child DocType under one parent, by table and position."""
    marks = ", ".join("?" * len(parentfields))
    return local.db.connection.rows(  # type: ignore[no-any-return]
        f"select {_columns(meta)} from `{meta.table_name}` where `parent` = ? and `parenttype` = ?"
        f" and `parentfield` in ({marks}) order by `parentfield`, `idx`",
        (parent, parenttype, *parentfields),
    )


def _columns(meta: Meta) -> str:
    text = meta.__dict__.get("_column_sql")
    if text is None:
        text = ", ".join(f"`{column}`" for column in meta.columns)
        meta.__dict__["_column_sql"] = text
    return str(text)


def delete_rows(meta: Meta, filters: Mapping[str, Any]) -> int:
    """DELETE rows by equality or ``["in", [...]]`` of columns; return how many."""
    parts, values = [], []
    for column, value in filters.items():
        if column not in meta.column_set:
            raise KeyError(column)
        if isinstance(value, list):
            options = list(value[1])
            parts.append(f"`{column}` in ({', '.join('?' * len(options))})")
            values += options
        else:
            parts.append(f"`{column}` = ?")
            values.append(value)
    cursor = local.db.connection.execute(f"delete from `{meta.table_name}` where {' and '.join(parts)}", values)
    local.db.forget_values(meta.name)
    return int(cursor.rowcount)


def find_links(wanted: Mapping[str, tuple[list[str], list[str]]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the linked rows that exist, by DocType and folded name: ONE statement for all DocTypes.

    ``wanted`` maps a DocType to the names looked for and the columns to fetch.
    """
    from frappe.metadata import find_meta
    from frappe.records.singles import single_row

    width = max((len(columns) for _names, columns in wanted.values()), default=0)
    out: dict[str, dict[str, dict[str, Any]]] = {target: {} for target in wanted}
    parts: list[str] = []
    values: list[Any] = []
    for target, (names, columns) in wanted.items():
        meta = find_meta(target)
        if meta is None or meta.is_virtual:
            continue
        if meta.issingle:
            out[target] = {target.casefold(): single_row(meta)}
            continue
        selected = [f"`{column}` as c{n}" for n, column in enumerate(columns)]
        selected += [f"null as c{n}" for n in range(len(columns), width)]
        marks = ", ".join("?" * len(names))
        extra = ", " + ", ".join(selected) if selected else ""
        parts.append(f"select ? as target, `name`{extra} from `{meta.table_name}` where `name` in ({marks})")
        values += [target, *names]
    if not parts:
        return out
    for row in local.db.connection.query(" union all ".join(parts), values):
        columns = wanted[row[0]][1]
        fetched = {column: _load(row[0], column, row[2 + n]) for n, column in enumerate(columns)}
        out[row[0]][str(row[1]).casefold()] = {"name": row[1], **fetched}
    return out


def _load(doctype: str, column: str, value: Any) -> Any:
    """Return a value read without its column's type (a union) as the column would give it."""
    from frappe.metadata import get_meta

    if not isinstance(value, str):
        return value
    kind = _kind(get_meta(doctype), column)
    return _CASTS[kind](value) if kind in ("date", "datetime", "time") else value
