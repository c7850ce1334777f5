"""Small values read once a process and dropped one kind at a time: Singles, defaults.

`context.invalidate` forgets everything computed and is right for what shapes the site; a user's default or an app's
counter must not cost all compiled DocTypes. What a transaction changed is read anew in it, and by everybody else once
it is committed: in this process at once, in others by a counter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from frappe.context import local, slot
from frappe.records.cache_version import bump, register_kept

T = TypeVar("T")
KINDS = ("single_values", "defaults")


class Values:
    """Loaded values of a kind; emptied by putting a new dict in place, so that a late reader fills the old one."""

    def __init__(self) -> None:
        self.by_key: dict[str, object] = {}


def kept(kind: str, key: str, load: Callable[[], T]) -> T:
    """Return a value, read once a process. Treat it as read-only."""
    if (kind, key) in local.db.changed_kept:
        return load()
    values = slot(kind, Values).by_key
    if key not in values:
        values[key] = load()
    return values[key]  # type: ignore[return-value]


def note_change(kind: str, key: str) -> None:
    """Say that this transaction changed a value."""
    database = local.db
    if (kind, key) in database.changed_kept:
        return
    if not database.changed_kept and database.table_exists("__cache_version"):
        bump()
    database.changed_kept.add((kind, key))
    database.after_commit.add(lambda: forget_kind(kind))


def forget_kind(kind: str) -> None:
    """Drop what this process keeps of a kind."""
    slot(kind, Values).by_key = {}


def forget_all() -> None:
    """Drop what this process keeps of every kind."""
    for kind in KINDS:
        forget_kind(kind)


register_kept(forget_all)
