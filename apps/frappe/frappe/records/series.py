"""Counters of names: ``tabSeries``, locked until the transaction ends."""

from __future__ import annotations

from frappe.context import local
from frappe.records.dialects import increment, upsert


def next_series(key: str) -> int:
    """Reserve and return the next number under a key."""
    return increment("tabSeries", "current", key)


def peek_series(key: str) -> int:
    """Return the last number drawn under a key; 0 when none was."""
    rows = local.db.connection.query("select `current` from `tabSeries` where `name` = ?", (key,))
    return int(rows[0][0]) if rows else 0


def set_series(key: str, number: int) -> None:
    """Let the counter go on after a number."""
    sql = "insert into `tabSeries` (`name`, `current`) values (?, ?)" + upsert(("name",), ("current",))
    local.db.connection.execute(sql, (key, number))


def revert_series(key: str, number: int) -> None:
    """Give a number back when it was the last drawn."""
    local.db.connection.execute(
        "update `tabSeries` set `current` = `current` - 1 where `name` = ? and `current` = ?", (key, number)
    )


def next_sequence(doctype: str) -> int:
    """Return the next integer name of an autoincrement DocType."""
    return next_series(f"sequence:{doctype}")
