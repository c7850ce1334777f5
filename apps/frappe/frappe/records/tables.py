"""The tables of one statement: the list's own, and the joins that dotted fields and child filters need.

Every column that a query names is resolved here, so this is where readable fields are held (contract 4.5, 4.6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from frappe.context import local
from frappe.exceptions import DataError, ValidationError
from frappe.exceptions import PermissionError as NotPermitted
from frappe.messages import _
from frappe.metadata import OPTIONAL_COLUMNS, DocField, Meta, find_meta, get_meta
from frappe.records.expressions import Column
from frappe.records.guards import not_permitted

Readable = Callable[[Meta], "frozenset[str] | None"]
LINK_TYPES = ("Link",)
TABLE_TYPES = ("Table", "Table MultiSelect")


class HiddenField(NotPermitted):
    """A field that the user may not read: left out of the output, refused everywhere else."""


class NoColumn(DataError):
    """An optional column that the table lacks, or a virtual field: left out silently."""


@dataclass(frozen=True)
class Resolved:
    """A column in SQL, with its field and DocType."""

    sql: str
    field: DocField
    meta: Meta


@dataclass(frozen=True)
class Join:
    """A left join; its values are bound before those of the conditions."""

    alias: str
    sql: str
    values: tuple[Any, ...] = ()


class Tables:
    """The list's own table and its joins, made as columns ask for them."""

    def __init__(
        self, meta: Meta, *, readable: Readable | None = None, limited: bool = False, parent_doctype: str | None = None
    ) -> None:
        self.meta = meta
        self.main = f"`{meta.table_name}`"
        self.limited = limited
        self.parent_doctype = parent_doctype
        self.joins: dict[str, Join] = {}
        self.asked: dict[str, tuple[Meta, frozenset[str] | None]] = {}
        self._readable = readable

    def resolve(self, column: Column, *, join: bool = True) -> Resolved:
        """Return a column's SQL; ``join=False`` takes a table by name only when it is joined already.

        Raises:
            DataError: there is no such column. HiddenField: it may not be read.
        """
        doctype, through = column.doctype, column.through
        if doctype and doctype != self.meta.name and self.meta.find_field(f"tab{doctype}"):
            doctype, through = None, f"tab{doctype}"
        if through:
            return self._through(through, column.name)
        if doctype and doctype != self.meta.name:
            return self._of_doctype(doctype, column.name, join=join)
        return self._own(column.name)

    def readable_fields(self, meta: Meta) -> frozenset[str] | None:
        """Return the readable fields of a DocType, None for all; what was answered is kept with the plan."""
        if self._readable is None:
            return None
        if meta.name not in self.asked:
            self.asked[meta.name] = (meta, self._readable(meta))
        return self.asked[meta.name][1]

    def check(self, meta: Meta, fieldname: str) -> None:
        """Refuse a field that may not be read."""
        permitted = self.readable_fields(meta)
        if permitted is not None and fieldname not in permitted:
            raise HiddenField(
                _("You may not read the field {0}").format(fieldname), doctype=meta.name, fieldname=fieldname
            )

    # -- own columns

    def _own(self, name: str) -> Resolved:
        field = self.meta.find_field(name)
        if field is not None and name in self.meta.column_set:
            self.check(self.meta, name)
            return Resolved(f"{self.main}.`{name}`", field, self.meta)
        if name in OPTIONAL_COLUMNS or (field is not None and field.is_virtual):
            raise NoColumn(_("Field not permitted in query: {0}").format(name), doctype=self.meta.name, fieldname=name)
        if field is None and not self.limited and name in _stored_columns(self.meta):
            return Resolved(f"{self.main}.`{name}`", DocField({"fieldname": name, "fieldtype": "Data"}), self.meta)
        for table in self.meta.table_fields if field is None else ():
            if name in get_meta(table.options).data_columns:
                return self._child(table, name)
        not_permitted(self.meta.name, name)

    # -- other tables

    def _of_doctype(self, doctype: str, name: str, *, join: bool) -> Resolved:
        tables = [table for table in self.meta.table_fields if table.options == doctype]
        if not join and not any(other.alias == f"`tab{doctype}`" for other in self.joins.values()):
            raise ValidationError(_("Please select atleast 1 column from {0} to sort/group").format(doctype))
        if tables:
            return self._child(tables[0], name, only=len(tables) == 1)
        if self.meta.istable and doctype == self.parent_doctype:
            return self._parent(get_meta(doctype), name)
        raise NotPermitted(_("{0} is not a table of {1}").format(doctype, self.meta.name), doctype=self.meta.name)

    def _through(self, fieldname: str, name: str) -> Resolved:
        field = self.meta.find_field(fieldname)
        if field is None:
            not_permitted(self.meta.name, f"{fieldname}.{name}")
        self.check(self.meta, fieldname)
        if field.fieldtype in TABLE_TYPES:
            twins = [table for table in self.meta.table_fields if table.options == field.options]
            return self._child(field, name, own_alias=len(twins) > 1)
        target = find_meta(field.options) if field.fieldtype in LINK_TYPES and field.options else None
        if target is None or target.issingle or target.is_virtual or fieldname not in self.meta.column_set:
            raise DataError(_("{0} is no link or table").format(fieldname), doctype=self.meta.name, fieldname=fieldname)
        return self._link(field, target, name)

    def _child(self, table: DocField, name: str, *, only: bool = True, own_alias: bool = False) -> Resolved:
        """Join a child table; named by its DocType it holds the rows of all table fields that have it."""
        child = get_meta(table.options)
        self.check(self.meta, table.fieldname)
        alias = f"`{child.table_name}_{table.fieldname}`" if own_alias else f"`{child.table_name}`"
        sql = (
            f" left join `{child.table_name}` as {alias} on {alias}.`parent` = {self.main}.`name`"
            f" and {alias}.`parenttype` = ?"
        )
        values: tuple[Any, ...] = (self.meta.name,)
        if only:
            sql, values = f"{sql} and {alias}.`parentfield` = ?", (*values, table.fieldname)
        self.joins.setdefault(alias, Join(alias, sql, values))
        return self._foreign(child, alias, name)

    def _parent(self, parent: Meta, name: str) -> Resolved:
        alias = f"`{parent.table_name}`"
        sql = f" left join {alias} on {alias}.`name` = {self.main}.`parent` and {self.main}.`parenttype` = ?"
        self.joins.setdefault(alias, Join(alias, sql, (parent.name,)))
        return self._foreign(parent, alias, name)

    def _link(self, field: DocField, target: Meta, name: str) -> Resolved:
        key = f"link:{field.fieldname}"
        if key not in self.joins:
            same = sum(1 for join in self.joins.values() if join.alias.startswith(f"`{target.table_name}_"))
            alias = f"`{target.table_name}_{same + 1}`"
            sql = f" left join `{target.table_name}` as {alias} on {alias}.`name` = {self.main}.`{field.fieldname}`"
            self.joins[key] = Join(alias, sql)
        return self._foreign(target, self.joins[key].alias, name)

    def _foreign(self, meta: Meta, alias: str, name: str) -> Resolved:
        field = meta.find_field(name)
        if field is None or name not in meta.column_set:
            not_permitted(meta.name, name)
        self.check(meta, name)
        return Resolved(f"{alias}.`{name}`", field, meta)


def _stored_columns(meta: Meta) -> frozenset[str]:
    """Return the columns a table still has of fields that are gone."""
    return frozenset(local.db.get_table_columns(meta.name)) if not meta.is_virtual else frozenset()
