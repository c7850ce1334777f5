"""``frappe.db``: tables, columns and indexes (contract 6.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frappe import schema
from frappe.database.connection import Connection
from frappe.database.tables import AddIndex, AlterColumn, Column, Index, RenameColumn, RenameTable, Table, index_name
from frappe.exceptions import DataError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.records.guards import check_identifier, check_table
from frappe.records.sources import table_name

_KINDS = {
    "varchar": "varchar", "char": "varchar", "text": "text", "mediumtext": "longtext", "longtext": "longtext",
    "json": "json", "int": "int", "integer": "int", "bigint": "bigint", "tinyint": "check", "smallint": "int",
    "decimal": "decimal", "float": "decimal", "double": "decimal", "real": "decimal", "date": "date",
    "datetime": "datetime", "timestamp": "datetime", "time": "time",
}  # fmt: skip


class TableAccess:
    """Reads and changes what tables look like."""

    connection: Connection
    _known: set[str] | None = None
    _columns: dict[str, tuple[str, ...]] | None = None

    def table_exists(self, doctype: str, cached: bool = True) -> bool:
        """Tell whether a DocType, or an internal table named as it is, has a table."""
        known = self._tables(cached=cached)
        return f"tab{doctype}" in known or doctype in known

    def has_table(self, doctype: str) -> bool:
        return self.table_exists(doctype)

    def _tables(self, *, cached: bool = True) -> set[str]:
        if self._known is None or not cached:
            self._known = self.connection.tables()
        return self._known

    def forget_tables(self) -> None:
        """Read tables and columns anew: something changed them."""
        self._known = None
        self._columns = None

    def get_tables(self, cached: bool = True) -> list[str]:
        return sorted(self._tables(cached=cached))

    def get_table_columns(self, doctype: str) -> list[str]:
        """Return the columns of a DocType's table; none when it has no table."""
        if self._columns is None:
            self._columns = {}
        if doctype not in self._columns:
            table = self._described(doctype)
            self._columns[doctype] = tuple(column.name for column in table.columns) if table else ()
        return list(self._columns[doctype])

    get_db_table_columns = get_table_columns

    def has_column(self, doctype: str, column: str) -> bool:
        return column in self.get_table_columns(doctype)

    def field_exists(self, dt: str, fn: str) -> bool:
        return self.has_column(dt, fn)

    def _described(self, doctype: str) -> Table | None:
        return self.connection.describe(check_table(table_name(doctype)))

    def _table(self, doctype: str) -> Table:
        found = self._described(doctype)
        if found is None:
            raise DataError(_("{0} has no table.").format(doctype), doctype=doctype)
        return found

    def describe(self, doctype: str) -> list[tuple[str, str, str, str, str | None, str]]:
        """Return name, kind, nullability, key, default and an empty text of each column."""
        return [
            (column.name, column.kind, "", "PRI" if column.primary else "", column.default, "")
            for column in self._table(doctype).columns
        ]

    def get_column_type(self, doctype: str, column: str) -> str | None:
        """Return a column's kind with its length, such as ``varchar(140)``; None when there is no such column."""
        found = self._table(doctype).column(column)
        if found is None:
            return None
        return f"{found.kind}({found.size})" if found.kind == "varchar" else found.kind

    def change_column_type(self, doctype: str, column: str, type: str, nullable: bool = False, **_options: Any) -> None:
        """Change a column's type, given as MariaDB names it (``varchar(300)``, ``longtext``, ``decimal(21,9)``).

        Raises:
            DataError: the column or the type is not known.
        """
        table = self._table(doctype)
        old = table.column(column)
        word, _bracket, rest = type.strip().lower().partition("(")
        if old is None or word.split()[0] not in _KINDS:
            raise DataError(_("Column {0} cannot become {1}").format(column, type), doctype=doctype, fieldname=column)
        size = rest.split(")")[0]
        length = int(size) if word.strip() == "varchar" and size.isdigit() else 0
        self._change(
            AlterColumn(table, old, Column(old.name, _KINDS[word.split()[0]], length, old.default, old.primary))
        )

    def rename_column(self, doctype: str, old_column_name: str, new_column_name: str) -> None:
        table = check_table(table_name(doctype))
        self._change(RenameColumn(table, check_identifier(old_column_name), check_identifier(new_column_name)))

    def rename_table(self, old_name: str, new_name: str) -> None:
        """Rename a DocType's table."""
        self._change(RenameTable(check_table(table_name(old_name)), check_table(table_name(new_name))))

    def _change(self, change: Any) -> None:
        self.connection.apply(change)
        self.forget_tables()

    # -- indexes

    def add_index(self, doctype: str, fields: Sequence[str] | str, index_name: str | None = None) -> None:
        """Add an index unless the same columns have one."""
        self._add_index(doctype, fields, index_name, unique=False)

    def add_unique(self, doctype: str, fields: Any, constraint_name: str | None = None) -> None:
        """Make the values of columns unique together."""
        self._add_index(doctype, fields, constraint_name, unique=True)

    def _add_index(self, doctype: str, fields: Sequence[str] | str, name: str | None, *, unique: bool) -> None:
        given = (fields,) if isinstance(fields, str) else tuple(fields)
        columns = tuple(check_identifier(field.split("(")[0].strip("` ")) for field in given)
        table = self._table(doctype)
        if any(index.columns == columns and (index.unique or not unique) for index in table.indexes):
            return
        own = f"{table.name}_{check_identifier(name)}".replace(" ", "_")[:64] if name else ""
        self._change(AddIndex(table.name, Index(columns, unique, own)))

    def has_index(self, table_name: str, index_name: str) -> bool:
        """Tell whether a table (``tabX``) has an index of that name, or one of the columns that the name tells."""
        table = self.connection.describe(check_table(table_name))
        return table is not None and any(index_name in _index_names(table, index) for index in table.indexes)

    def get_column_index(self, table_name: str, fieldname: str, unique: bool = False) -> Index | None:
        """Return the index of one column, or None."""
        table = self.connection.describe(check_table(table_name))
        for index in table.indexes if table else ():
            if index.columns == (fieldname,) and (index.unique or not unique):
                return index
        return None

    @staticmethod
    def get_index_name(fields: Sequence[str]) -> str:
        return "_".join(fields) + "_index"

    def updatedb(self, doctype: str, meta: Any = None) -> None:
        """Bring a DocType's table up to date."""
        schema.sync(meta if meta is not None and hasattr(meta, "value_fields") else get_meta(doctype))
        self.forget_tables()


def _index_names(table: Table, index: Index) -> set[str]:
    columns = "_".join(index.columns)
    made = index_name(table.name, index)
    prefix = table.name.replace(" ", "_") + "_"
    return {made, made.removeprefix(prefix), f"{columns}_index", f"unique_{columns}", columns}
