"""The few statements of records that SQLite and MariaDB spell differently."""

from __future__ import annotations

from collections.abc import Sequence

from frappe.context import local


def upsert(key: Sequence[str], updates: Sequence[str]) -> str:
    """Return what follows an INSERT so that rows that are there get the new values of ``updates``."""
    if local.db.dialect == "mariadb":
        keep = ", ".join(f"`{column}` = values(`{column}`)" for column in updates) or f"`{key[0]}` = `{key[0]}`"
        return f" on duplicate key update {keep}"
    target = ", ".join(f"`{column}`" for column in key)
    sets = ", ".join(f"`{column}` = excluded.`{column}`" for column in updates)
    return f" on conflict ({target}) do " + (f"update set {sets}" if sets else "nothing")


def insert_verb(*, ignore: bool) -> str:
    """Return ``insert``, or the form that skips rows whose key is taken."""
    if not ignore:
        return "insert"
    return "insert ignore" if local.db.dialect == "mariadb" else "insert or ignore"


def increment(table: str, column: str, name: str) -> int:
    """Add one to an internal table's counter and return it; its row is locked until the transaction ends."""
    connection = local.db.connection
    if connection.dialect == "mariadb":
        connection.execute(
            f"insert into `{table}` (`name`, `{column}`) values (?, last_insert_id(1))"
            f" on duplicate key update `{column}` = last_insert_id(`{column}` + 1)",
            (name,),
        )
        return int(connection.query("select last_insert_id()")[0][0])
    rows = connection.query(
        f"insert into `{table}` (`name`, `{column}`) values (?, 1)"
        f" on conflict (`name`) do update set `{column}` = `{column}` + 1 returning `{column}`",
        (name,),
    )
    return int(rows[0][0])
