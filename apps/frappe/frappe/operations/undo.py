"""Take an operation back: what it inserted goes, what it changed gets its values again, what it deleted comes back.

It works through the document layer as the acting user, newest change first. A document that someone changed since, or
that others need, is left alone and named. The undo is an operation itself, child of the one that it takes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.journal import operation
from frappe.messages import _
from frappe.metadata import find_meta, get_meta
from frappe.model.delete_doc import delete_together
from frappe.model.documents import get_doc
from frappe.model.each import attempt
from frappe.model.rename_doc import move_references_back, rename_doc
from frappe.operations.changes import DELETE, INSERT, MERGE, RENAME, UNDO, UPDATE, Change, Key, by_doctype, parts_of
from frappe.operations.restore import insert_again, keep_row_names
from frappe.operations.since import STAMPS, reasons_to_stay
from frappe.records import load_rows
from frappe.utils import cstr

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Kept:
    """A document that was left alone, and why."""

    doctype: str
    name: str
    title: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        return {"doctype": self.doctype, "name": self.name, "title": self.title, "reason": self.reason}


@dataclass
class Undone:
    """How an undo went: its own operation, how many documents it took back, and those that it left alone."""

    operation: str
    count: int = 0
    kept: list[Kept] = field(default_factory=list)


def undo(operation_id: str, *, commit: bool = False, progress: Progress | None = None) -> Undone:
    """Take an operation back and return how it went.

    It may be run again: what is undone already is passed over. With ``commit`` each part is committed, so that one
    that was stopped goes on where it was; ``progress`` is told how many documents were looked at.
    """
    with operation(UNDO, parent=operation_id, journal_all=True) as own:
        outcome = Undone(own.id)
        refused: list[Change] = []
        seen = 0
        for changes in parts_of(operation_id):
            refused += _undo_part(operation_id, changes, outcome)
            seen += len(changes)
            if commit:
                local.db.commit()
            if progress:
                progress(seen)
        _try_again(refused, outcome)
    return outcome


def count_changes(operation_id: str) -> int:
    """Return how many documents an operation changed."""
    rows = local.db.connection.query(
        "select count(*) from (select distinct `doctype`, `name` from `__journal`"
        " where `operation` = ? and `doctype` is not null) t",
        (operation_id,),
    )
    return int(rows[0][0])


def _undo_part(operation_id: str, changes: Sequence[Change], outcome: Undone) -> list[Change]:
    """Take changes back; return those that were refused, maybe for the sake of others that go later."""
    if not changes:
        return []
    reasons = reasons_to_stay(operation_id, changes)
    staying = {key: reason for key, reason in reasons.items() if reason is not None}
    outcome.kept += _named([change for change in changes if change.key in staying], staying)
    going = [change for change in changes if change.key not in reasons]
    refused = dict(_refused(going))
    outcome.count += len(going) - len(refused)
    return [change for change in going if change.key in refused]


def _try_again(changes: Sequence[Change], outcome: Undone) -> None:
    reasons = dict(_refused(changes))
    outcome.count += len(changes) - len(reasons)
    outcome.kept += _named([change for change in changes if change.key in reasons], reasons)


def _refused(changes: Sequence[Change]) -> Iterator[tuple[Key, str]]:
    """Take changes back; yield those that are refused, and why."""
    for batch in _batches(changes):
        yield from _take_back(batch)


def _batches(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Yield the inserts of each DocType together, where its last one stands; every other change alone."""
    inserts: dict[str, list[Change]] = {}
    for change in changes:
        if change.action == INSERT:
            inserts.setdefault(change.doctype, []).append(change)
    for change in changes:
        if change.action != INSERT:
            yield [change]
        elif change.doctype in inserts:
            yield inserts.pop(change.doctype)


def _take_back(batch: list[Change]) -> Iterator[tuple[Key, str]]:
    """Take changes back together; where they are refused, look for the guilty ones by halves. Yield those."""
    reason = attempt(partial(STEPS[batch[0].action], batch))
    if reason is None:
        return
    if len(batch) == 1:
        yield batch[0].key, reason
        return
    middle = len(batch) // 2
    yield from _take_back(batch[:middle])
    yield from _take_back(batch[middle:])


def _named(changes: Sequence[Change], reasons: Mapping[Key, str]) -> Iterator[Kept]:
    """Yield documents that were left alone, with their titles."""
    titles = _titles(change.key for change in changes)
    for change in changes:
        title = titles.get(change.key) or change.name
        yield Kept(change.doctype, change.name, title, reasons[change.key])


def _titles(keys: Iterable[Key]) -> dict[Key, str]:
    titles: dict[Key, str] = {}
    for doctype, names in by_doctype(keys).items():
        meta = find_meta(doctype)
        field = meta.title_field if meta is not None and not meta.issingle else None
        if meta is None or not field or field not in meta.column_set:
            continue
        for name, row in load_rows(meta, names, (field,)).items():
            titles[(doctype, cstr(name))] = cstr(row[field])
    return titles


# -- one step for each action


def _delete(batch: list[Change]) -> None:
    meta = get_meta(batch[0].doctype)
    names = [change.name for change in batch]
    if meta.is_submittable:
        for name, row in load_rows(meta, names, ("docstatus",)).items():
            if row["docstatus"] == 1:
                get_doc(meta.name, name).cancel()
    delete_together(meta.name, names)


def _restore_values(batch: list[Change]) -> None:
    for change in batch:
        doc = get_doc(change.doctype, change.name, for_update=True)
        values = {key: value for key, value in change.before.items() if key not in STAMPS}
        docstatus = values.pop("docstatus", doc.docstatus)
        if docstatus != doc.docstatus:
            _put_back_status(doc, docstatus)
            continue
        doc.update(values)
        keep_row_names(doc)
        doc.flags.ignore_mandatory = True
        doc.save()


def _put_back_status(doc: Any, docstatus: Any) -> None:
    """Take back a submit by a cancel, which is as far as a submitted document goes."""
    if docstatus == 1:
        raise ValidationError(_("A cancelled record cannot be submitted again. Amend it."))
    doc.cancel()


def _insert_again(batch: list[Change]) -> None:
    for change in batch:
        insert_again(change.doctype, change.name, change.before)


def _rename_back(batch: list[Change]) -> None:
    for change in batch:
        rename_doc(change.doctype, change.name, change.before["name"], force=True)


def _split(batch: list[Change]) -> None:
    """Bring back a document that was merged into another, and the links that were its."""
    for change in batch:
        name = cstr(change.before["name"])
        insert_again(change.doctype, name, change.before)
        move_references_back(change.doctype, change.name, name, change.after.get("moved") or [])


STEPS: dict[str, Callable[[list[Change]], None]] = {
    INSERT: _delete,
    UPDATE: _restore_values,
    DELETE: _insert_again,
    RENAME: _rename_back,
    MERGE: _split,
}
