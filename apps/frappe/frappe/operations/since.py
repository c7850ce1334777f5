"""Which documents were changed after an operation, and by whom: what people changed since is left alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from frappe.context import local
from frappe.journal import is_tracked
from frappe.localization import format_datetime
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.operations.changes import DELETE, INSERT, UNDO, Change, Key, by_doctype
from frappe.records import load_rows
from frappe.utils import cstr

STAMPS = frozenset({"modified", "modified_by"})
# They change tables, which no part of a transaction takes back.
DEFINITIONS = frozenset({"DocType", "Custom Field", "Property Setter"})
# What signing in writes into an account changes nothing that a person would miss.
SIGN_IN_FIELDS = STAMPS | {"last_login", "last_ip", "last_active"}


def reasons_to_stay(operation_id: str, changes: Sequence[Change]) -> dict[Key, str | None]:
    """Return the documents that an undo must leave alone, each with the reason; None when it is undone already."""
    reasons: dict[Key, str | None] = {}
    by_key = {change.key: change for change in changes}
    for row in _later_rows(operation_id, changes):
        change = by_key[(row["doctype"], cstr(row["name"]))]
        if row["sequence"] <= change.last:
            continue
        if row["kind"] == UNDO and row["parent"] == operation_id:
            reasons[change.key] = None
        elif _counts(row, change):
            reasons.setdefault(change.key, _("changed since by {0}").format(row["user"]))
    for change in changes:
        if change.doctype in DEFINITIONS:
            reasons[change.key] = _("it defines tables: change it in its form")
    for key, reason in _by_the_table(changes):
        reasons.setdefault(key, reason)
    return reasons


def _later_rows(operation_id: str, changes: Sequence[Change]) -> Iterator[dict[str, Any]]:
    lowest = min(change.last for change in changes)
    for doctype, names in by_doctype(change.key for change in changes).items():
        marks = ", ".join("?" * len(names))
        yield from local.db.connection.rows(
            "select j.`sequence`, j.`doctype`, j.`name`, j.`new`, o.`kind`, o.`user`, o.`parent` from `__journal` j"
            " join `__journal` o on o.`operation` = j.`operation` and o.`kind` is not null"
            f" where j.`doctype` = ? and j.`name` in ({marks}) and j.`sequence` > ? and j.`operation` <> ?"
            " order by j.`sequence`",
            (doctype, *names, lowest, operation_id),
        )


def _counts(row: dict[str, Any], change: Change) -> bool:
    """Tell whether a later change is one that an undo must not overwrite.

    A person's always is. The scheduler's is where it wrote the values that the operation had written.
    """
    fields = set(json.loads(row["new"] or "{}")) - STAMPS
    if row["doctype"] == "User" and fields <= SIGN_IN_FIELDS:
        return False
    is_scheduled = row["kind"] == "job" and not row["parent"]
    return not is_scheduled or (change.action != INSERT and bool(fields & (set(change.after) - STAMPS)))


def _by_the_table(changes: Sequence[Change]) -> Iterator[tuple[Key, str]]:
    """Yield what the rows themselves tell: gone, or, where changes are not journaled, written at another time."""
    for doctype, names in by_doctype(change.key for change in changes if change.action != DELETE).items():
        meta = find_meta(doctype)
        if meta is None:
            yield from (((doctype, name), _("its DocType is gone")) for name in names)
            continue
        if meta.issingle or meta.is_virtual:
            continue
        rows = load_rows(meta, names, ("modified",))
        present = {cstr(name): row["modified"] for name, row in rows.items()}
        for change in changes:
            if change.doctype != doctype or change.action == DELETE:
                continue
            if change.name not in present:
                yield change.key, _("deleted or renamed since")
            elif not is_tracked(meta) and _is_later(present[change.name], change.after.get("modified")):
                yield change.key, _("changed since, at {0}").format(format_datetime(present[change.name]))


def _is_later(stored: Any, written: Any) -> bool:
    return bool(written) and cstr(stored) > cstr(written)
