"""One leader among the processes of a bench: a row with an owner and a moment when it falls free (UTC)."""

from __future__ import annotations

from frappe.database import Connection
from frappe.database.errors import DuplicateKey
from frappe.jobs.queue import moment


def hold(connection: Connection, name: str, owner: str, *, lease_s: float) -> bool:
    """Take or keep a lease and commit; False while another owner has it. Nothing is written in its first half."""
    rows = connection.query("select `owner`, `expires_at` from `__lease` where `name` = ?", (name,))
    if rows and rows[0][0] == owner and rows[0][1] > moment(delay_s=lease_s / 2):
        return True
    if rows and rows[0][0] != owner and rows[0][1] > moment():
        return False
    until = moment(delay_s=lease_s)
    if rows:
        won = connection.execute(
            "update `__lease` set `owner` = ?, `expires_at` = ? where `name` = ? and `owner` = ? and `expires_at` = ?",
            (owner, until, name, rows[0][0], rows[0][1]),
        ).rowcount
    else:
        won = _insert(connection, name, owner, until)
    connection.commit()
    return won == 1


def _insert(connection: Connection, name: str, owner: str, until: str) -> int:
    try:
        connection.execute(
            "insert into `__lease` (`name`, `owner`, `expires_at`) values (?, ?, ?)", (name, owner, until)
        )
    except DuplicateKey:
        return 0
    return 1


def release(connection: Connection, name: str, owner: str) -> None:
    """Let another one lead at once."""
    connection.execute("delete from `__lease` where `name` = ? and `owner` = ?", (name, owner))
    connection.commit()
