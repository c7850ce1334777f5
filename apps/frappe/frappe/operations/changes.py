"""The journal rows of an operation, folded to one change a document; read newest first and in parts of one size, so
that memory does not grow with the operation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from frappe.context import local
from frappe.utils import cstr

PART = 200
UNDO = "undo"  # the kind of operation that takes another back
INSERT, UPDATE, DELETE, RENAME, MERGE = "insert", "update", "delete", "rename", "merge"
MOVES = (RENAME, MERGE)

Key = tuple[str, str]


@dataclass(frozen=True)
class Head:
    """What an operation's first journal row tells of it. ``recorded_at`` is UTC as ISO text."""

    id: str
    kind: str
    user: str
    parent: str | None
    route: str | None
    recorded_at: str


@dataclass
class Change:
    """What an operation did to one document.

    ``action`` is insert, update, delete, rename or merge; ``before`` and ``after`` hold the values that it changed,
    the whole document for an insert or a delete. ``last`` is the sequence of its last journal row.
    """

    doctype: str
    name: str
    action: str
    last: int
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.doctype, self.name


def head_of(operation_id: str) -> Head | None:
    """Return who did an operation, when and how; None when nothing of it was written."""
    found = _heads("operation", operation_id)
    return found[0] if found else None


def heads_below(operation_id: str) -> list[Head]:
    """Return the operations that an operation caused or that undid it, in order."""
    return _heads("parent", operation_id)


def _heads(column: str, value: str) -> list[Head]:
    rows = local.db.connection.query(
        "select `operation`, `kind`, `user`, `parent`, `route`, `recorded_at` from `__journal`"
        f" where `{column}` = ? and `kind` is not null order by `sequence`",
        (value,),
    )
    return [Head(*row) for row in rows]


def parts_of(operation_id: str) -> Iterator[list[Change]]:
    """Yield an operation's changes in parts, the last written documents first; each document once."""
    above: int | None = None
    while rows := _keys_below(operation_id, above):
        keys = dict.fromkeys((doctype, cstr(name)) for doctype, name, _sequence in rows)
        folded = {change.key: change for change in _fold(_rows_of(operation_id, keys))}
        yield [folded[key] for key in keys if key in folded and (above is None or folded[key].last < above)]
        above = rows[-1][2]


def _keys_below(operation_id: str, above: int | None) -> list[tuple[str, Any, int]]:
    limit = "and `sequence` < ?" if above is not None else ""
    values = (operation_id, above) if above is not None else (operation_id,)
    rows: list[tuple[str, Any, int]] = local.db.connection.query(
        f"select `doctype`, `name`, `sequence` from `__journal` where `operation` = ? and `doctype` is not null {limit}"
        f" order by `sequence` desc limit {PART}",
        values,
    )
    return rows


def _rows_of(operation_id: str, keys: Iterable[Key]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for doctype, names in by_doctype(keys).items():
        marks = ", ".join("?" * len(names))
        found += local.db.connection.rows(
            "select `sequence`, `doctype`, `name`, `action`, `old`, `new` from `__journal`"
            f" where `operation` = ? and `doctype` = ? and `name` in ({marks}) order by `sequence`",
            (operation_id, doctype, *names),
        )
    return found


def by_doctype(keys: Iterable[Key]) -> dict[str, list[str]]:
    """Return names by DocType, in the order in which they come."""
    names: dict[str, list[str]] = {}
    for doctype, name in keys:
        names.setdefault(doctype, []).append(name)
    return names


def _fold(rows: Sequence[dict[str, Any]]) -> list[Change]:
    """Return one change a document from its rows in order; none for one that came and went."""
    changes: dict[Key, Change] = {}
    for row in rows:
        key = (row["doctype"], cstr(row["name"]))
        old, new = json.loads(row["old"] or "{}"), json.loads(row["new"] or "{}")
        action = row["action"] if row["action"] in (INSERT, DELETE, *MOVES) else UPDATE
        earlier = changes.get(key)
        if earlier is None or action in MOVES or earlier.action in MOVES:
            changes[key] = Change(*key, action, row["sequence"], old, new)
        elif action == DELETE and earlier.action == INSERT:
            del changes[key]
        elif action == INSERT and earlier.action == DELETE:
            changes[key] = Change(*key, UPDATE, row["sequence"], earlier.before, new)
        else:
            _add(earlier, action, row["sequence"], old, new)
    return list(changes.values())


def _add(change: Change, action: str, sequence: int, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Add a later change of the same document."""
    change.last = sequence
    change.before = {**old, **change.before}
    change.after = {**change.after, **new}
    if action == DELETE:
        change.action, change.after = DELETE, {}
