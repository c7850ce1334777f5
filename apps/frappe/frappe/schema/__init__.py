"""The tables that DocTypes need: ``Meta`` to ``Table``, and the difference of two tables as changes.

``build`` says what a DocType needs, ``internal`` what the framework needs, ``differences.plan`` compares, ``safety``
asks the rows whether anything would be lost, and this module makes the changes.
"""

from __future__ import annotations

from collections.abc import Iterable

from frappe.context import local
from frappe.database.connection import Connection
from frappe.database.tables import Change, CreateTable, RenameColumn, RenameTable, Table
from frappe.messages import _
from frappe.metadata import Meta
from frappe.metadata.checks import Problem
from frappe.schema.build import build_table as build_table
from frappe.schema.differences import plan as plan
from frappe.schema.internal import internal_tables as internal_tables
from frappe.schema.safety import settle as settle


def sync(meta: Meta) -> list[Change]:
    """Bring a DocType's table up to date and return what was changed.

    Raises:
        SchemaProblem: a value would be lost; nothing was changed.
    """
    return apply(planned(meta))


def planned(meta: Meta) -> list[Change]:
    """Return what `sync` would change."""
    return _needed(build_table(meta)) if has_table(meta) else []


def planned_table(table: Table) -> list[Change]:
    """Return what an internal table would need."""
    return _needed(table)


def has_table(meta: Meta) -> bool:
    return not (meta.issingle or meta.is_virtual)


def sync_internal_tables() -> list[Change]:
    """Make the internal tables, or bring them up to date."""
    return apply([change for table in internal_tables() for change in _needed(table)])


def _needed(table: Table) -> list[Change]:
    connection: Connection = local.db.connection
    return settle(connection, plan(connection.describe(table.name), table, connection.stored))


def apply(changes: Iterable[Change]) -> list[Change]:
    """Make changes of tables in the active site's database and return them.

    On MariaDB each commits by itself and what waits is committed first, so a migration that stops goes on where it
    was when it runs again.
    """
    made = list(changes)
    if made:
        local.db.connection.apply_all(made)
        local.db.forget_tables()
    return made


def rename_table(old: str, new: str) -> list[Change]:
    """Give a table another name, rows and indexes included; nothing happens when it is not there."""
    present = local.db.connection.tables()
    return apply([RenameTable(old, new)] if old in present else [])


def rename_column(table: str, old: str, new: str) -> list[Change]:
    """Give a column another name, values included; nothing happens when it is not there."""
    present = local.db.connection.describe(table)
    return apply([RenameColumn(table, old, new)] if present and present.column(old) else [])


def drift(metas: Iterable[Meta]) -> list[Problem]:
    """Return where the database differs from the DocTypes, without changing or asking rows: for ``doctor``."""
    connection: Connection = local.db.connection
    wanted = [build_table(meta) for meta in metas if has_table(meta)]
    out = [problem for table in (*wanted, *internal_tables()) for problem in _table_drift(connection, table)]
    known = {table.name.lower() for table in (*wanted, *internal_tables())}
    for name in sorted(connection.tables()):
        if name.startswith("tab") and name.lower() not in known:
            out.append(
                Problem("schema.W002", name, _("The table belongs to no DocType."), _("Export its rows and drop it."))
            )
    return out


def _table_drift(connection: Connection, table: Table) -> Iterable[Problem]:
    present = connection.describe(table.name)
    for change in plan(present, table, connection.stored):
        missing = isinstance(change, CreateTable)
        yield Problem(
            "schema.E001" if missing else "schema.E002",
            table.name,
            _("The table is missing.") if missing else _("It needs a change: {change}.").format(change=change),
            _("Run: ./bench migrate"),
        )
    extra = [column.name for column in present.columns if table.column(column.name) is None] if present else []
    if extra:
        yield Problem(
            "schema.W001",
            table.name,
            _("Columns without a field: {columns}.").format(columns=", ".join(extra)),
            _("They keep old values; trim the table when nobody needs them."),
        )
