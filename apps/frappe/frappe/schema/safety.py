"""Would a planned change lose values? Asks the rows, keeps a longer varchar, refuses with the way out.

``LOSSES`` holds, by old and new kind of a column, the condition (SQL of every dialect) that finds a row whose value
would not survive. A pair that is missing keeps every value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from frappe.database.connection import Connection
from frappe.database.tables import (
    NUMBER_KINDS,
    TEXT_KINDS,
    AddColumn,
    AddIndex,
    AlterColumn,
    Change,
    Column,
    CreateTable,
    DropTable,
    RenameColumn,
)
from frappe.exceptions import SchemaProblem
from frappe.messages import _, msgprint

Condition = tuple[str, tuple[Any, ...]]
Loss = Callable[[str, Column], Condition]

WHOLE_NUMBER = "^ *-?[0-9]{1,18} *$"
NUMBER = "^ *-?([0-9]+([.][0-9]*)?|[.][0-9]+) *$"
DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?$"
CLOCK = "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?$"
TEXT_BYTES = 65_535


def settle(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """Return the changes that can be made without losing a value.

    A varchar that would become shorter than what it holds keeps its length, with a message.

    Raises:
        SchemaProblem: a value would not survive, or a unique index finds the same value twice.
    """
    renamed = {change.name: change.column for change in changes if isinstance(change, RenameColumn)}
    out: list[Change] = []
    for change in changes:
        if isinstance(change, AlterColumn):
            out += _settled(connection, change, renamed.get(change.column.name, change.column.name))
            continue
        if isinstance(change, AddIndex) and change.index.unique:
            _check_unique(connection, change, [renamed.get(name, name) for name in change.index.columns], changes)
        out.append(change)
    made_anew = {change.table.name for change in out if isinstance(change, CreateTable)}
    return [change for change in out if not _is_in(change, made_anew)]


def _is_in(change: Change, tables: set[str]) -> bool:
    if isinstance(change, (CreateTable, DropTable)):
        return False
    table = change.table
    return (table if isinstance(table, str) else table.name) in tables


def _settled(connection: Connection, change: AlterColumn, present_name: str) -> Iterator[Change]:
    old, new, table = change.old, change.column, change.table.name
    if old.primary or new.primary:
        yield from _other_key(connection, change)
        return
    name = f"`{present_name}`"
    if old.kind == new.kind == "varchar":
        kept = _kept_length(connection, change, name)
        if (kept.size, kept.required) != (old.size, old.required):
            yield replace(change, column=kept)
        return
    loss = LOSSES.get((old.kind, new.kind), _any_value if _unrelated(old, new) else None)
    if loss is not None:
        condition, values = loss(name, new)
        sql = f"select {name} from `{table}` where {_has_value(name, old)} and ({condition}) limit 1"
        found = connection.query(sql, values)
        if found:
            raise _refusal(table, old, new, found[0][0])
    yield change


def _kept_length(connection: Connection, change: AlterColumn, name: str) -> Column:
    old, new, table = change.old, change.column, change.table.name
    if new.size >= old.size:
        return new
    sql = f"select max(char_length({name})) from `{table}`"
    longest = connection.query(sql)[0][0] or 0
    if longest <= new.size:
        return new
    text = _("{table}: column {column} keeps its length of {old}, because a value has {longest} characters.")
    msgprint(text.format(table=table, column=new.name, old=old.size, longest=longest), alert=True)
    return replace(new, length=old.size)


def _other_key(connection: Connection, change: AlterColumn) -> Iterator[Change]:
    """Make a table again when its key changes between names and numbers; only an empty one may."""
    table = change.table.name
    if change.old.kind == change.column.kind or {change.old.kind, change.column.kind} <= TEXT_KINDS:
        yield replace(change, column=replace(change.column, length=max(change.old.size, change.column.size)))
        return
    if connection.query(f"select 1 from `{table}` limit 1"):
        raise SchemaProblem(
            _(
                "{table}: records are there, so their names cannot change between text and numbers."
                " Keep the naming rule, or move the records to a new DocType."
            ).format(table=table),
            table=table,
            column=change.column.name,
        )
    yield DropTable(table)
    yield CreateTable(change.table)


def _check_unique(connection: Connection, change: AddIndex, columns: list[str], changes: Sequence[Change]) -> None:
    added = {other.column.name for other in changes if isinstance(other, AddColumn)}
    if added & set(columns):
        return
    names = ", ".join(f"`{column}`" for column in columns)
    filled = " and ".join(f"`{column}` is not null and `{column}` != ''" for column in columns)
    sql = f"select {names}, count(*) from `{change.table}` where {filled} group by {names} having count(*) > 1 limit 1"
    found = connection.query(sql)
    if not found:
        return
    raise SchemaProblem(
        _(
            "{table}: {column} cannot become unique, because {count} records have the value {value}."
            " Make the values differ first."
        ).format(
            table=change.table,
            column=", ".join(change.index.columns),
            count=found[0][-1],
            value=", ".join(str(value) for value in found[0][:-1]),
        ),
        table=change.table,
        column=change.index.columns[0],
    )


def _refusal(table: str, old: Column, new: Column, value: Any) -> SchemaProblem:
    return SchemaProblem(
        _(
            "{table}: column {column} cannot change from {old} to {new} without losing values such as {value}."
            " Correct or clear those values first, or add a new field instead."
        ).format(table=table, column=new.name, old=old.kind, new=new.kind, value=repr(value)[:80]),
        table=table,
        column=new.name,
        value=value,
    )


def _has_value(name: str, column: Column) -> str:
    if column.kind in NUMBER_KINDS:
        return f"{name} is not null and {name} != 0"
    if column.kind in TEXT_KINDS:
        return f"{name} is not null and {name} != ''"
    return f"{name} is not null"


# -- what is lost


def _any_value(_name: str, _new: Column) -> Condition:
    return "1 = 1", ()


def _unlike(pattern: str) -> Loss:
    return lambda name, _new: (f"not {name} regexp ?", (pattern,))


def _outside(low: int, high: int) -> Loss:
    return lambda name, _new: (f"{name} != round({name}) or {name} < {low} or {name} > {high}", ())


def _longer(name: str, new: Column) -> Condition:
    return f"char_length({name}) > ?", (new.size,)


def _too_many_bytes(name: str, _new: Column) -> Condition:
    return f"length({name}) > ?", (TEXT_BYTES,)


def _no_json(name: str, _new: Column) -> Condition:
    return f"json_valid({name}) = 0", ()


def _has_clock(name: str, _new: Column) -> Condition:
    return f"date_format({name}, ?) != ?", ("%H:%i:%s.%f", "00:00:00.000000")


_WHOLE: dict[str, Loss] = {
    "int": _outside(-(2**31), 2**31 - 1),
    "bigint": _outside(-(2**53), 2**53),
    "check": _outside(0, 1),
}
_FROM_TEXT: dict[str, Loss] = {
    **dict.fromkeys(("int", "bigint"), _unlike(WHOLE_NUMBER)),
    **dict.fromkeys(("decimal", "decimal_null"), _unlike(NUMBER)),
    "check": _unlike("^[01]$"),
    "rating": _unlike("^(0([.][0-9]{1,2})?|1([.]0+)?)$"),
    "date": _unlike(DAY),
    "datetime": _unlike(MOMENT),
    "time": _unlike(CLOCK),
    "json": _no_json,
}
_FRACTIONS = ("decimal", "decimal_null", "rating")
_NUMBERS = ("int", "bigint", "check", *_FRACTIONS)
LOSSES: dict[tuple[str, str], Loss] = {
    **{(old, new): loss for old in ("varchar", "text", "longtext", "json") for new, loss in _FROM_TEXT.items()},
    **{(old, "varchar"): _longer for old in ("text", "longtext", "json")},
    **{(old, "text"): _too_many_bytes for old in ("longtext", "json")},
    **{(old, new): loss for old in _FRACTIONS for new, loss in _WHOLE.items()},
    **{(old, "int"): _WHOLE["int"] for old in ("bigint", "serial")},
    **{(old, "check"): _WHOLE["check"] for old in ("int", "bigint")},
    **{(old, "rating"): lambda name, _new: (f"{name} > 9.99 or {name} < 0", ()) for old in _NUMBERS if old != "rating"},
    ("datetime", "date"): _has_clock,
}
del LOSSES["json", "json"]


def _unrelated(old: Column, new: Column) -> bool:
    """Tell whether nothing of the old kind can be read as the new one: a number as a date, a day as a number."""
    if new.kind in TEXT_KINDS or (old.kind, new.kind) in (("date", "datetime"), ("timestamp", "datetime")):
        return False
    return not (old.kind in NUMBER_KINDS and new.kind in NUMBER_KINDS) and old.kind not in TEXT_KINDS
