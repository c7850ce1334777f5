"""``frappe.db.set_value`` and its kin: direct writes without life cycle, seen by observers (contract 6.4).

Each call costs one statement for some hundreds of rows, one more where rows are looked for by filters, and one more
where an observer wants the old values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import ValidationError
from frappe.localization import now
from frappe.messages import _
from frappe.metadata import Meta
from frappe.records import rows, singles
from frappe.records.kept import note_change
from frappe.records.observers import forget, tell, wanting
from frappe.records.query import Query, select
from frappe.records.sources import source_of


class Writing:
    """Writes rows past their documents."""

    def set_value(
        self,
        dt: str,
        dn: Any,
        field: Any,
        val: Any = None,
        modified: Any = None,
        modified_by: str | None = None,
        update_modified: bool = True,
        debug: bool = False,
        for_update: bool = True,
    ) -> None:
        """UPDATE the row of a name, or all rows that filters find; no events.

        Raises:
            ValidationError: the DocType has no such column.
        """
        meta = source_of(dt)
        values = dict(field) if isinstance(field, Mapping) else {field: val}
        if meta.issingle:
            self.set_single_value(
                dt, values, modified=modified, modified_by=modified_by, update_modified=update_modified
            )
            return
        if dn is None or not values:
            return
        _check_columns(meta, values)
        _stamp(meta, values, modified, modified_by, update_modified)
        _update(meta, _names_of(meta, dn), values)

    def set_single_value(
        self,
        doctype: str,
        fieldname: Any,
        value: Any = None,
        debug: bool = False,
        *,
        modified: Any = None,
        modified_by: str | None = None,
        update_modified: bool = True,
    ) -> None:
        """Store values of a Single; no events."""
        meta = source_of(doctype)
        values = dict(fieldname) if isinstance(fieldname, Mapping) else {fieldname: value}
        _stamp(meta, values, modified, modified_by, update_modified)
        singles.set_single(meta, values)

    def bulk_update(
        self,
        doctype: str,
        doc_updates: Mapping[Any, Mapping[str, Any]],
        *,
        chunk_size: int = 100,
        modified: Any = None,
        modified_by: str | None = None,
        update_modified: bool = True,
        debug: bool = False,
    ) -> None:
        """UPDATE many rows, each with its own values: one statement for a chunk of rows that change the same fields.

        Raises:
            ValidationError: the DocType has no such column.
        """
        meta = source_of(doctype)
        by_columns: dict[tuple[str, ...], list[tuple[Any, Mapping[str, Any]]]] = {}
        for name, values in doc_updates.items():
            _check_columns(meta, values)
            if values:
                by_columns.setdefault(tuple(values), []).append((name, values))
        stamps: dict[str, Any] = {}
        _stamp(meta, stamps, modified, modified_by, update_modified)
        for columns, changes in by_columns.items():
            for start in range(0, len(changes), chunk_size):
                _update_each(meta, columns, changes[start : start + chunk_size], stamps)
        forget(meta.name)

    def bulk_insert(
        self,
        doctype: str,
        fields: Sequence[str],
        values: Iterable[Sequence[Any]],
        ignore_duplicates: bool = False,
        *,
        chunk_size: int = 10_000,
    ) -> None:
        """INSERT many rows; no events."""
        meta, columns = source_of(doctype), list(fields)
        observers = wanting(meta.name)
        if observers:
            values = list(values)
        rows.bulk_insert(meta, columns, values, ignore=ignore_duplicates, chunk=chunk_size)
        for row in values if observers else ():
            new = dict(zip(columns, row, strict=True))
            tell(observers, meta.name, new.get("name"), "insert", None, new)
        forget(meta.name)

    def delete(self, doctype: str, filters: Any = None, debug: bool = False, **_options: Any) -> None:
        """DELETE the rows that match, all of them without filters; no events."""
        meta = source_of(doctype)
        if meta.issingle:
            local.db.connection.execute("delete from `tabSingles` where `doctype` = ?", (meta.name,))
            note_change("single_values", meta.name)
        elif "name" in meta.column_set:
            _delete(meta, _names_of(meta, filters if filters is not None else {}))
        else:
            _delete_plain(meta, filters)
        forget(meta.name)

    def truncate(self, doctype: str) -> None:
        """DELETE all rows."""
        meta = source_of(doctype)
        local.db.connection.execute(f"delete from `{meta.table_name}`")
        forget(meta.name)


def _check_columns(meta: Meta, values: Mapping[str, Any]) -> None:
    for column in values:
        if column not in meta.column_set:
            raise ValidationError(
                _("Field {0} does not exist on {1}").format(column, meta.name), doctype=meta.name, fieldname=column
            )


def _stamp(meta: Meta, values: dict[str, Any], modified: Any, modified_by: str | None, update_modified: bool) -> None:
    """Add when and by whom the row was changed."""
    if not update_modified or "modified" not in meta.column_set or meta.get("without_doctype"):
        return
    values.setdefault("modified", modified or now())
    values.setdefault("modified_by", modified_by or current_user())


def _names_of(meta: Meta, wanted: Any) -> list[Any]:
    """Return the names that a name or filters mean."""
    if isinstance(wanted, int) or (isinstance(wanted, str) and not wanted.lstrip().startswith(("{", "["))):
        return [wanted]
    if "name" not in meta.column_set:
        raise ValidationError(_("{0} has no names.").format(meta.name), doctype=meta.name)
    return list(select(Query(meta.name, filters=wanted, order_by=None, distinct=True, pluck="name")))


def _update(meta: Meta, names: Sequence[Any], values: Mapping[str, Any]) -> None:
    """Give all rows the same values."""
    observers = wanting(meta.name)
    sets = ", ".join(f"`{column}` = ?" for column in values)
    bound = [rows.cast(meta, column, value) for column, value in values.items()]
    for start in range(0, len(names), rows.CHUNK):
        part = names[start : start + rows.CHUNK]
        old = rows.load_rows(meta, part, list(values)) if observers else {}
        local.db.check_writes()
        where = "= ?" if len(part) == 1 else f"in ({', '.join('?' * len(part))})"
        local.db.connection.execute(f"update `{meta.table_name}` set {sets} where `name` {where}", [*bound, *part])
        for name, before in old.items():
            tell(observers, meta.name, name, "set_value", before, dict(values))
    forget(meta.name, names[0] if len(names) == 1 else None)


def _update_each(
    meta: Meta, columns: Sequence[str], changes: Sequence[tuple[Any, Mapping[str, Any]]], stamps: Mapping[str, Any]
) -> None:
    """Give each row its own values with one statement."""
    observers = wanting(meta.name)
    names = [name for name, _values in changes]
    every = [*columns, *(column for column in stamps if column not in columns)]
    old = rows.load_rows(meta, names, every) if observers else {}
    whens = " ".join(["when ? then ?"] * len(changes))
    sets, bound = [], []
    for column in columns:
        sets.append(f"`{column}` = case `name` {whens} else `{column}` end")
        for name, values in changes:
            bound += [name, rows.cast(meta, column, values[column])]
    for column, value in stamps.items():
        if column not in columns:
            sets.append(f"`{column}` = ?")
            bound.append(rows.cast(meta, column, value))
    local.db.check_writes()
    marks = ", ".join("?" * len(names))
    sql = f"update `{meta.table_name}` set {', '.join(sets)} where `name` in ({marks})"
    local.db.connection.execute(sql, [*bound, *names])
    for name, values in changes:
        if name in old:
            tell(observers, meta.name, name, "set_value", old[name], {**stamps, **values})


def _delete(meta: Meta, names: Sequence[Any]) -> None:
    observers = wanting(meta.name)
    for start in range(0, len(names), rows.CHUNK):
        part = names[start : start + rows.CHUNK]
        old = rows.load_rows(meta, part) if observers else {}
        rows.delete_rows(meta, {"name": ["in", part]})
        for name, before in old.items():
            tell(observers, meta.name, name, "delete", before, None)


def _delete_plain(meta: Meta, filters: Any) -> None:
    """DELETE rows of a table without names, by equality of columns."""
    if not filters:
        local.db.connection.execute(f"delete from `{meta.table_name}`")
        return
    if not isinstance(filters, Mapping):
        raise ValidationError(_("Rows of {0} are deleted by a dict of columns.").format(meta.name), doctype=meta.name)
    _check_columns(meta, filters)
    equal = {
        key: ["in", list(value[1])] if isinstance(value, (list, tuple)) else value for key, value in filters.items()
    }
    rows.delete_rows(meta, equal)
