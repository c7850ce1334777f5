"""Rows of a DocType's table: read, insert, update, upsert, delete; values as their columns hold them (12.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from frappe.context import local
from frappe.exceptions import DataError
from frappe.messages import _
from frappe.metadata import Meta
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.records.dialects import insert_verb, upsert
from frappe.utils.dates import EMPTY, parse_date, parse_datetime, to_timedelta
from frappe.utils.numbers import cint, flt
from frappe.utils.text import dump_json

CHUNK = 400


def _text(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return dump_json(value).decode()
    return value if value is None or isinstance(value, str) else str(value)


def _integer(value: Any) -> int:
    return value if type(value) is int else cint(value)


def _datetime(value: Any) -> Any:
    return None if value in EMPTY else parse_datetime(value)


def _number_or_null(value: Any) -> float | None:
    return None if value in (None, "") else flt(value)


_CASTS: dict[str, Callable[[Any], Any]] = {
    "varchar": _text,
    "text": _text,
    "longtext": _text,
    "json": _text,
    "int": _integer,
    "bigint": _integer,
    "check": lambda value: 1 if cint(value) else 0,
    "decimal": lambda value: round(flt(value), 9),
    "decimal_null": _number_or_null,
    "rating": _number_or_null,
    "date": parse_date,
    "datetime": _datetime,
    "time": lambda value: None if value in (None, "") else to_timedelta(value),
}
_STANDARD = {"docstatus": "int", "idx": "int", "creation": "datetime", "modified": "datetime"}


def _kind(meta: Meta, column: str) -> str:
    if column in _STANDARD and not meta.get("without_doctype"):
        return _STANDARD[column]
    field = meta.field_map.get(column)
    return (FIELD_TYPES[field.fieldtype].kind if field else None) or "varchar"


def cast(meta: Meta, column: str, value: Any) -> Any:
    """Return a value as its column stores it: numbers are never NULL, blank dates are, blanks of unique columns too.

    Raises:
        DataError: text that is no date or time.
    """
    if column == "name":
        return value
    field = meta.field_map.get(column)
    if value == "" and field is not None and field.unique:
        return None
    try:
        return _CASTS[_kind(meta, column)](value)
    except (ValueError, OverflowError) as error:
        raise DataError(
            _("{0} is not a valid value of {1}").format(str(value)[:40], meta.get_label(column)),
            doctype=meta.name,
            fieldname=column,
        ) from error


# -- write


def insert_row(meta: Meta, values: Mapping[str, Any]) -> None:
    """INSERT one row; what is no column is left out."""
    columns = [column for column in values if column in meta.column_set]
    bound = [cast(meta, column, values[column]) for column in columns]
    names, marks = _names(columns), ", ".join("?" * len(columns))
    local.db.check_writes()
    local.db.connection.execute(f"insert into `{meta.table_name}` ({names}) values ({marks})", bound)
    local.db.forget_values(meta.name)


def update_row(meta: Meta, name: Any, values: Mapping[str, Any]) -> int:
    """UPDATE one row; return the number of rows written."""
    columns = [column for column in values if column in meta.column_set]
    if not columns:
        return 0
    bound = [cast(meta, column, values[column]) for column in columns]
    sets = ", ".join(f"`{column}` = ?" for column in columns)
    local.db.check_writes()
    cursor = local.db.connection.execute(f"update `{meta.table_name}` set {sets} where `name` = ?", [*bound, name])
    local.db.forget_values(meta.name)
    return int(cursor.rowcount)


def upsert_rows(meta: Meta, rows: Sequence[Mapping[str, Any]]) -> None:
    """INSERT rows, or UPDATE those whose name is there: one statement for up to 400 rows."""
    if not rows:
        return
    columns = [column for column in rows[0] if column in meta.column_set]
    one = "(" + ", ".join("?" * len(columns)) + ")"
    head = f"insert into `{meta.table_name}` ({_names(columns)}) values "
    tail = upsert(("name",), [column for column in columns if column != "name"])
    local.db.check_writes()
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        bound = [cast(meta, column, row.get(column)) for row in part for column in columns]
        local.db.connection.execute(f"{head}{', '.join([one] * len(part))}{tail}", bound)
    local.db.forget_values(meta.name)


def bulk_insert(
    meta: Meta, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, ignore: bool = False, chunk: int = 10_000
) -> None:
    """INSERT many rows, some thousands with one prepared statement; ``ignore`` skips those whose key is taken.

    Raises:
        DataError: a column that the table does not have.
    """
    for column in columns:
        if column not in meta.column_set:
            raise DataError(_("Field {0} does not exist on {1}").format(column, meta.name), fieldname=column)
    marks = ", ".join("?" * len(columns))
    sql = f"{insert_verb(ignore=ignore)} into `{meta.table_name}` ({_names(columns)}) values ({marks})"
    bound = ([cast(meta, column, value) for column, value in zip(columns, row, strict=True)] for row in rows)
    while part := list(islice(bound, chunk)):
        local.db.check_writes()
        local.db.connection.execute_many(sql, part)
    local.db.forget_values(meta.name)


def delete_rows(meta: Meta, filters: Mapping[str, Any]) -> int:
    """DELETE rows by equality or ``["in", [...]]`` of columns; return how many."""
    parts, values = [], []
    for column, value in filters.items():
        if column not in meta.column_set:
            raise KeyError(column)
        if isinstance(value, (list, tuple)):
            options = list(value[1])
            parts.append(f"`{column}` in ({', '.join('?' * len(options))})" if options else "1 = 0")
            values += options
        else:
            parts.append(f"`{column}` = ?")
            values.append(value)
    if not parts:
        raise ValueError("delete_rows needs a condition")
    local.db.check_writes()
    cursor = local.db.connection.execute(f"delete from `{meta.table_name}` where {' and '.join(parts)}", values)
    local.db.forget_values(meta.name)
    return int(cursor.rowcount)


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f"`{column}`" for column in columns)


# -- read


def load_row(meta: Meta, name: Any, *, for_update: bool = False) -> dict[str, Any] | None:
    """Return one row by name; with ``for_update`` nobody else writes it until the transaction ends."""
    lock = " for update" if for_update else ""
    sql = f"select {_columns(meta)} from `{meta.table_name}` where `name` = ?{lock}"
    found = local.db.connection.query(sql, (name,))
    return dict(zip(meta.columns, found[0], strict=True)) if found else None


def load_rows(meta: Meta, names: Sequence[Any], columns: Sequence[str] | None = None) -> dict[Any, dict[str, Any]]:
    """Return rows by name, some hundreds with one statement; ``columns`` must be columns of the table."""
    wanted = tuple(columns) if columns is not None else meta.columns
    selected = _columns(meta) if columns is None else _names(wanted)
    out: dict[Any, dict[str, Any]] = {}
    for start in range(0, len(names), CHUNK):
        part = list(names[start : start + CHUNK])
        marks = ", ".join("?" * len(part))
        sql = f"select `name`, {selected} from `{meta.table_name}` where `name` in ({marks})"
        for row in local.db.connection.query(sql, part):
            out[row[0]] = dict(zip(wanted, row[1:], strict=True))
    return out


def load_children(
    meta: Meta, parent: Any, parenttype: str, parentfields: Sequence[str] | str | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a child DocType under one parent, by table and position; None means of all its tables."""
    fields = (parentfields,) if isinstance(parentfields, str) else parentfields
    sql = f"select {_columns(meta)} from `{meta.table_name}` where `parent` = ? and `parenttype` = ?"
    if fields is not None:
        sql += f" and `parentfield` in ({', '.join('?' * len(fields))})"
    rows = local.db.connection.query(f"{sql} order by `parentfield`, `idx`", (parent, parenttype, *(fields or ())))
    columns = meta.columns
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _columns(meta: Meta) -> str:
    text = meta.__dict__.get("_column_sql")
    if text is None:
        text = meta.__dict__["_column_sql"] = _names(meta.columns)
    return str(text)
