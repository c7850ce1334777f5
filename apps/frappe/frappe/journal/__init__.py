"""Operations and the append-only journal of writes.

Every write belongs to an operation: made at a door, told by its first journal row (``kind``, ``user``, ``parent`` and
``route`` are set there), so that reads cost nothing. A journaled write leaves one row in the same transaction.
DocTypes that track changes are journaled, customisations always, and every DocType inside an operation that asks for
it (import, bulk edit).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from frappe.context import current_user, local
from frappe.localization import utc_now
from frappe.metadata import Meta, find_meta, get_meta
from frappe.records.observers import register_write_observer
from frappe.utils import as_json
from frappe.utils.identifiers import uuid7

ALWAYS = frozenset(
    {
        "DocType", "Custom Field", "Property Setter", "Custom DocPerm", "Workflow", "Role", "Role Profile", "User",
        "User Permission", "DocShare", "Translation", "Document Naming Rule", "System Settings", "Server Script",
        "Client Script", "Report", "Print Format", "Notification", "Workspace",
    }
)  # fmt: skip
NEVER = frozenset({"Version", "Activity Log", "Access Log", "Error Log", "View Log", "Scheduled Job Log", "Comment",
                   "Deleted Document", "Permission Log", "Data Import Log", "Notification Log",
                   "Email Queue"})  # fmt: skip

UNKNOWN = -1  # whether an operation wrote anything must be asked


@dataclass
class Operation:
    """One request, job, import, migration, script or console session. ``id`` is a UUID version 7."""

    kind: str
    user: str
    route: str | None = None
    parent: str | None = None
    journal_all: bool = False
    _stored_after: int | None = None

    @cached_property
    def id(self) -> str:
        """The name of the operation; one that writes nothing has none."""
        return str(uuid7())

    @property
    def stored(self) -> bool:
        """Whether the operation wrote anything; a rollback, to a savepoint too, may have taken its row away."""
        connection = local.db.connection
        if self._stored_after is None or self._stored_after == connection.rollbacks:
            return self._stored_after is not None
        return bool(
            connection.query("select 1 from `__journal` where `operation` = ? and `kind` is not null", (self.id,))
        )

    def head(self) -> tuple[str | None, ...]:
        """Return kind, user, parent and route, which an operation's first journal row tells; nothing for later ones."""
        told = (None, None, None, None) if self.stored else (self.kind, self.user, self.parent, self.route)
        self._stored_after = local.db.connection.rollbacks
        return told


def start_operation(
    kind: str, *, route: str | None = None, user: str | None = None, journal_all: bool = False
) -> Operation:
    """Make the operation of a door; nothing is stored yet."""
    operation = Operation(kind, user or current_user(), route, journal_all=journal_all)
    local.operation = operation
    return operation


@contextmanager
def operation(
    kind: str,
    *,
    route: str | None = None,
    parent: str | None = None,
    journal_all: bool = False,
    id: str | None = None,
) -> Generator[Operation]:
    """Run a part of the work as an operation of its own, child of ``parent``, or else of the one under way.

    With ``id`` it goes on with an operation that was stopped, or begins the one of that id.
    """
    outer: Operation | None = getattr(local, "operation", None)
    inner = Operation(kind, current_user(), route, parent or (outer.id if outer else None), journal_all)
    if id is not None:
        inner.id, inner._stored_after = id, UNKNOWN
    local.operation = inner
    try:
        yield inner
    finally:
        local.operation = outer


def current_operation() -> Operation:
    """Return the operation under way; outside of a door a script's is made."""
    found: Operation | None = getattr(local, "operation", None)
    return found or start_operation("script")


def is_journaled(meta: Meta) -> bool:
    """Tell whether writes of a DocType are journaled now."""
    if local.flags.in_install == "frappe" or meta.istable or meta.is_virtual or meta.name in NEVER:
        return False
    found: Operation | None = getattr(local, "operation", None)
    return is_tracked(meta) or (found is not None and found.journal_all and not _is_derived(meta))


def is_tracked(meta: Meta) -> bool:
    """Tell whether every write of a DocType is journaled, whatever the operation."""
    return bool(meta.track_changes or meta.name in ALWAYS)


def _is_derived(meta: Meta) -> bool:
    """Tell whether nobody makes or changes a DocType's rows by hand: hooks write them again from other documents."""
    return bool(meta.in_create and meta.read_only)


def record_change(action: str, doc: Any, before: Any) -> None:
    """Journal a document's insert, update, submit, cancel, delete, rename or merge."""
    if not is_journaled(doc.meta):
        return
    old = values_of(before) if before is not None else None
    new = values_of(doc) if action != "delete" else None
    if old is not None and new is not None:
        old, new = _only_changed(old, new)
        if not new and not old:
            return
    write(doc.doctype, doc.name, action, old, new)


def write(doctype: str, name: Any, action: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> None:
    """Append one journal row to the operation under way."""
    _append(doctype, str(name), action, _as_text(old), _as_text(new))


def store_operation() -> str:
    """Write that the operation under way did something that is not journaled, and return its id."""
    found = current_operation()
    if not found.stored:
        _append(None, None, "start", None, None)
    return found.id


def _append(doctype: str | None, name: str | None, action: str, old: str | None, new: str | None) -> None:
    found = current_operation()
    local.db.connection.execute(
        "insert into `__journal` (`operation`, `kind`, `user`, `parent`, `route`,"
        " `doctype`, `name`, `action`, `old`, `new`, `recorded_at`)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (found.id, *found.head(), doctype, name, action, old, new, utc_now().isoformat()),
    )


def _as_text(values: Mapping[str, Any] | None) -> str | None:
    return as_json(values, indent=None) if values is not None else None


def values_of(doc: Any) -> dict[str, Any]:
    """Return a document's stored values with its rows, without passwords."""
    values: dict[str, Any] = doc.get_valid_dict()
    for fieldname in _passwords(doc.meta):
        values.pop(fieldname, None)
    for table in doc.meta.table_fields:
        hidden = _passwords(get_meta(table.options))
        values[table.fieldname] = [
            {key: value for key, value in row.get_valid_dict().items() if key not in hidden}
            for row in doc.get(table.fieldname) or ()
        ]
    return values


def _passwords(meta: Meta) -> tuple[str, ...]:
    return tuple(f.fieldname for f in meta.value_fields if f.fieldtype == "Password")


def has_changed(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Tell whether two results of ``values_of`` differ in more than who wrote them and when."""
    return _only_changed(before, after) != ({}, {})


def _only_changed(old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    keys = [key for key, value in new.items() if not _same(old.get(key), value)]
    if set(keys) <= {"modified", "modified_by"}:
        return {}, {}
    return {key: old.get(key) for key in keys}, {key: new[key] for key in keys}


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, list) and isinstance(after, list):
        return _rows(before) == _rows(after)
    return bool(_plain(before) == _plain(after))


def _rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    skipped = ("modified", "modified_by")
    return [{key: _plain(value) for key, value in row.items() if key not in skipped} for row in rows]


def _plain(value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, (int, float)):
        return float(value)
    return str(value)


class _DirectWrites:
    """Journals writes that bypass documents: ``frappe.db.set_value``, ``bulk_update``, ``delete``."""

    def wants(self, doctype: str) -> bool:
        meta = find_meta(doctype)
        return meta is not None and is_journaled(meta)

    def __call__(self, doctype: str, name: Any, action: str, old: Any, new: Any) -> None:
        write(doctype, name, action, old, new)


register_write_observer(_DirectWrites())
