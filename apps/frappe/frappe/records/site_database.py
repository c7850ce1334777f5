"""``SiteDatabase``: what apps call ``frappe.db`` (contract 6.4)."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from frappe.context import current_user, local, slot
from frappe import schema
from frappe.database.connection import Connection
from frappe.database.errors import ColumnMissingError, DuplicateKey, TableMissingError
from frappe.database.tables import AddIndex, Index
from frappe.exceptions import ValidationError
from frappe.localization import now
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.records import lists, singles
from frappe.records import rows as row_access
from frappe.records.cache_version import bump
from frappe.records.observers import wanting
from frappe.records.query import Query, count, select
from frappe.types import _dict

_PLACEHOLDER = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|%%|%s|%\((\w+)\)s")
_permitted_lists: list[Callable[..., Any]] = []
_defaults: list[Any] = []


def register_permitted_list(function: Callable[..., Any]) -> None:
    """Let the model answer ``frappe.db.get_list``."""
    _permitted_lists[:] = [function]


def register_defaults(module: Any) -> None:
    """Let ``defaults`` answer ``frappe.db.get_default``."""
    _defaults[:] = [module]


class SiteDatabase:
    """One thread's database: values, rows, SQL of apps, transactions."""

    VARCHAR_LEN = 140
    REGEX_CHARACTER = "regexp"

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.value_cache: dict[str, dict[Any, Any]] = {}
        self.auto_commit_on_many_writes = False
        self.seen_data_version: Any = None
        self.seen_state_version: Any = None
        self._tables: set[str] | None = None

    # -- transactions

    @property
    def in_transaction(self) -> bool:
        return self.connection.in_transaction

    @property
    def db_type(self) -> str:
        return self.connection.dialect

    dialect = db_type

    @property
    def before_commit(self) -> Any:
        return self.connection.before_commit

    @property
    def after_commit(self) -> Any:
        return self.connection.after_commit

    @property
    def before_rollback(self) -> Any:
        return self.connection.before_rollback

    @property
    def after_rollback(self) -> Any:
        return self.connection.after_rollback

    def begin(self, *, read_only: bool = False) -> None:
        if not read_only:
            self.connection.begin()

    def commit(self) -> None:
        """Commit; inside a handler of doc_events it does nothing but warn (contract 6.6)."""
        if local.flags.in_doc_event:
            warnings.warn("frappe.db.commit() does nothing inside a document event", stacklevel=2)
            return
        self.connection.commit()
        self.value_cache.clear()

    def rollback(self, *, save_point: str | None = None) -> None:
        if local.flags.in_doc_event and not save_point:
            warnings.warn("frappe.db.rollback() does nothing inside a document event", stacklevel=2)
            return
        self.connection.rollback(save_point)
        self.value_cache.clear()
        local.__dict__.pop("document_cache", None)

    def savepoint(self, save_point: str) -> None:
        self.connection.savepoint(save_point)

    def release_savepoint(self, save_point: str) -> None:
        self.connection.release_savepoint(save_point)

    def invalidate_on_commit(self) -> None:
        """Let other processes know with this transaction's commit."""
        bump()

    def close(self) -> None:
        self.connection.close()

    # -- SQL of apps

    def sql(
        self,
        query: str,
        values: Any = (),
        as_dict: bool | int = 0,
        as_list: bool | int = 0,
        debug: bool | int = 0,
        pluck: bool = False,
        update: Mapping[str, Any] | None = None,
        auto_commit: bool | int = 0,
        run: bool = True,
        **_options: Any,
    ) -> Any:
        """Run SQL with ``%s`` or ``%(name)s``; a list as a value fills ``in %s`` (contract 6.4)."""
        text, bound = translate_placeholders(str(query), values)
        if not run:
            return text
        cursor = self.connection.execute(text, bound)
        if cursor.description is None:
            return ()
        found = cursor.fetchall()
        if pluck:
            return [row[0] for row in found]
        if as_dict:
            names = [column[0] for column in cursor.description]
            return [_dict(zip(names, row, strict=True), **(update or {})) for row in found]
        return [list(row) for row in found] if as_list else tuple(found)

    def multisql(self, sql_dict: Mapping[str, str], values: Any = (), **options: Any) -> Any:
        return self.sql(sql_dict.get(self.db_type) or sql_dict["mariadb"], values, **options)

    def sql_ddl(self, query: str, debug: bool = False) -> None:
        self.commit()
        self.connection.execute(query)

    @staticmethod
    def escape(s: Any, percent: bool = True) -> str:
        """Return a value as a quoted SQL text."""
        text = str(s).replace("\x00", "").replace("'", "''")
        return "'" + (text.replace("%", "%%") if percent else text) + "'"

    # -- reading values

    def get_value(
        self,
        doctype: str,
        filters: Any = None,
        fieldname: Any = "name",
        ignore: bool = False,
        as_dict: bool = False,
        debug: bool = False,
        order_by: Any = "",
        cache: bool = False,
        for_update: bool = False,
        *,
        run: bool = True,
        pluck: bool = False,
        distinct: bool = False,
        skip_locked: bool = False,
        wait: bool = True,
    ) -> Any:
        """Return a value, a tuple or a dict of the first match; None when there is none (contract 6.4, 12.10)."""
        key = (str(filters), str(fieldname), as_dict)
        cached = self.value_cache.setdefault(doctype, {}) if cache and isinstance(filters, str) else None
        if cached is not None and key in cached:
            return cached[key]
        found = self.get_values(
            doctype, filters, fieldname, as_dict=as_dict, order_by=order_by, for_update=for_update, limit=1
        )
        value = found[0] if found else None
        if value is not None and not as_dict and len(value) == 1:
            value = value[0]
        if cached is not None:
            cached[key] = value
        return value

    def get_values(
        self,
        doctype: str,
        filters: Any = None,
        fieldname: Any = "name",
        ignore: bool = False,
        as_dict: bool = False,
        debug: bool = False,
        order_by: Any = "",
        update: Any = None,
        cache: bool = False,
        for_update: bool = False,
        *,
        run: bool = True,
        pluck: bool = False,
        distinct: bool = False,
        limit: int | None = None,
        **_options: Any,
    ) -> Any:
        """Return matches as tuples or dicts."""
        meta = get_meta(doctype)
        if meta.issingle and (filters is None or filters == doctype or isinstance(filters, str)):
            return self._single_values(doctype, fieldname, as_dict=as_dict)
        if filters is None:
            return []
        if for_update:
            self.connection.begin()
        fields = ["*"] if fieldname == "*" else [fieldname] if isinstance(fieldname, str) else list(fieldname)
        order = self._order(meta, filters, order_by)
        found = select(Query(meta.name, fields=fields, filters=filters, order_by=order, limit=limit, distinct=distinct))
        if pluck:
            return [next(iter(row.values())) for row in found]
        return found if as_dict or fieldname == "*" else [tuple(row.values()) for row in found]

    @staticmethod
    def _order(meta: Any, filters: Any, order_by: Any) -> str | None:
        if order_by == "" and isinstance(filters, (str, int)):
            return None
        return "" if order_by == "KEEP_DEFAULT_ORDERING" else order_by

    def _single_values(self, doctype: str, fieldname: Any, *, as_dict: bool) -> Any:
        row = singles.single_row(get_meta(doctype))
        if fieldname == "*":
            return [_dict(row)]
        names = [fieldname] if isinstance(fieldname, str) else list(fieldname)
        return [_dict({name: row.get(name) for name in names})] if as_dict else [tuple(row.get(name) for name in names)]

    def get_single_value(self, doctype: str, fieldname: str, cache: bool = True) -> Any:
        """Return a Single's value as its field's type."""
        values: dict[str, dict[str, Any]] = slot("single_values", dict)
        if doctype not in values:
            values[doctype] = singles.load_single(get_meta(doctype))
        if not get_meta(doctype).find_field(fieldname):
            raise ValidationError(_("Field {0} does not exist on {1}").format(fieldname, doctype))
        return values[doctype].get(fieldname)

    def get_singles_dict(self, doctype: str, debug: bool = False, *, for_update: bool = False, cast: bool = False) -> _dict:
        return _dict(singles.single_row(get_meta(doctype)) if cast else singles.stored_values(doctype))

    def get_all(self, doctype: str, *args: Any, **kwargs: Any) -> Any:
        return lists.get_all(doctype, *args, **kwargs)

    def get_list(self, doctype: str, *args: Any, **kwargs: Any) -> Any:
        return _permitted_lists[0](doctype, *args, **kwargs)

    def exists(self, dt: Any, dn: Any = None, cache: bool = False, *, debug: bool = False) -> Any:
        """Return the name of a match, or None."""
        if isinstance(dt, Mapping):
            filters = dict(dt)
            dt = filters.pop("doctype")
            return self.get_value(dt, filters, "name", order_by=None)
        if dn is None or dn == "":
            return None
        if get_meta(dt).issingle:
            return dt
        return self.get_value(dt, dn, "name", cache=cache, order_by=None)

    def count(self, dt: str, filters: Any = None, debug: bool = False, cache: bool = False, distinct: bool = True) -> int:
        return count(Query(dt, filters=filters))

    def estimate_count(self, doctype: str) -> int:
        return self.count(doctype)

    # -- writing values

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
        """UPDATE rows straight; no events. Filters as ``dn`` name many."""
        values = dict(field) if isinstance(field, Mapping) else {field: val}
        meta = get_meta(dt)
        if meta.issingle or dn == dt:
            self.set_single_value(dt, values)
            return
        if dn is None:
            return
        self._check_columns(meta, values)
        if update_modified:
            values["modified"] = modified or now()
            values["modified_by"] = modified_by or current_user()
        observers = wanting(dt)
        names = [dn] if isinstance(dn, (str, int)) else self.get_all(dt, filters=dn, pluck="name")
        for name in names:
            old = row_access.load_row(meta, name, for_update=True) if observers else None
            row_access.update_row(meta, name, values)
            for observer in observers:
                if old is not None:
                    observer(dt, name, "set_value", {key: old.get(key) for key in values}, values)
        self.forget_values(dt)

    @staticmethod
    def _check_columns(meta: Any, values: Mapping[str, Any]) -> None:
        for column in values:
            if column not in meta.column_set:
                raise ValidationError(_("Field {0} does not exist on {1}").format(column, meta.name), fieldname=column)

    def set_single_value(self, doctype: str, fieldname: Any, value: Any = None, **_options: Any) -> None:
        values = dict(fieldname) if isinstance(fieldname, Mapping) else {fieldname: value}
        singles.write_single(get_meta(doctype), {**values, "modified": now(), "modified_by": current_user()})

    def bulk_update(self, doctype: str, doc_updates: Mapping[str, Mapping[str, Any]], *, chunk_size: int = 100, **options: Any) -> None:
        for name, values in doc_updates.items():
            self.set_value(doctype, name, dict(values), **options)

    def bulk_insert(
        self,
        doctype: str,
        fields: Sequence[str],
        values: Iterable[Sequence[Any]],
        ignore_duplicates: bool = False,
        *,
        chunk_size: int = 10_000,
    ) -> None:
        row_access.bulk_insert(get_meta(doctype), fields, values, ignore=ignore_duplicates)

    def delete(self, doctype: str, filters: Any = None, debug: bool = False, **_options: Any) -> None:
        """DELETE the rows that match."""
        meta = get_meta(doctype)
        if meta.issingle:
            self.connection.execute("delete from `tabSingles` where `doctype` = ?", (doctype,))
            self.forget_values(doctype)
            return
        names = self.get_all(doctype, filters=filters or {}, pluck="name", order_by=None)
        observers = wanting(doctype)
        for start in range(0, len(names), row_access.CHUNK):
            part = names[start : start + row_access.CHUNK]
            for observer in observers:
                for name in part:
                    observer(doctype, name, "delete", row_access.load_row(meta, name), None)
            row_access.delete_rows(meta, {"name": ["in", part]})

    def truncate(self, doctype: str) -> None:
        self.connection.execute(f"delete from `{get_meta(doctype).table_name}`")
        self.forget_values(doctype)

    def forget_values(self, doctype: str) -> None:
        """Drop what was remembered of a DocType's values."""
        self.value_cache.pop(doctype, None)
        if get_meta(doctype).issingle:
            slot("single_values", dict).pop(doctype, None)

    # -- defaults

    def get_default(self, key: str, parent: str = "__default") -> Any:
        return _defaults[0].get_defaults_for(parent).get(key)

    def set_default(self, key: str, val: Any, parent: str = "__default", parenttype: str | None = None) -> None:
        _defaults[0].set_default(key, val, parent, parenttype)

    def get_global(self, key: str, user: str = "__global") -> Any:
        return self.get_default(key, user)

    def set_global(self, key: str, val: Any, user: str = "__global") -> None:
        self.set_default(key, val, user)

    # -- schema

    def table_exists(self, doctype: str, cached: bool = True) -> bool:
        return f"tab{doctype}" in self._known_tables() or doctype in self._known_tables()

    has_table = table_exists

    def _known_tables(self) -> set[str]:
        if self._tables is None:
            self._tables = self.connection.tables()
        return self._tables

    def forget_tables(self) -> None:
        self._tables = None

    def get_tables(self, cached: bool = True) -> list[str]:
        return sorted(self._known_tables())

    def get_table_columns(self, doctype: str) -> list[str]:
        table = self.connection.describe(f"tab{doctype}")
        return [column.name for column in table.columns] if table else []

    def has_column(self, doctype: str, column: str) -> bool:
        return column in self.get_table_columns(doctype)

    def field_exists(self, dt: str, fn: str) -> bool:
        return self.has_column(dt, fn)

    def a_row_exists(self, doctype: str) -> bool:
        return bool(self.get_all(doctype, limit=1, order_by=None))

    def add_index(self, doctype: str, fields: Sequence[str], index_name: str | None = None) -> None:
        self.connection.apply(AddIndex(f"tab{doctype}", Index(tuple(field.split("(")[0] for field in fields))))

    def add_unique(self, doctype: str, fields: Any, constraint_name: str | None = None) -> None:
        columns = (fields,) if isinstance(fields, str) else tuple(fields)
        self.connection.apply(AddIndex(f"tab{doctype}", Index(columns, unique=True)))

    def updatedb(self, doctype: str, meta: Any = None) -> None:
        """Bring a DocType's table up to date."""
        schema.sync(meta if meta is not None and hasattr(meta, "value_fields") else get_meta(doctype))

    # -- kinds of errors

    @staticmethod
    def is_duplicate_entry(e: Exception) -> bool:
        return isinstance(e, DuplicateKey)

    is_unique_key_violation = is_duplicate_entry

    @staticmethod
    def is_primary_key_violation(e: Exception) -> bool:
        return bool(getattr(e, "is_primary", False))

    @staticmethod
    def is_table_missing(e: Exception) -> bool:
        return isinstance(e, TableMissingError)

    @staticmethod
    def is_missing_column(e: Exception) -> bool:
        return isinstance(e, ColumnMissingError)


def translate_placeholders(sql: str, values: Any) -> tuple[str, list[Any]]:
    """Return SQL with ``?`` and its values in order; ``%%`` is a percent sign, a list fills ``(?, ?)``."""
    if values is None or values == () or values == [] or values == {}:
        return (sql, [])
    named = isinstance(values, Mapping)
    if not named and not isinstance(values, (list, tuple)):
        values = (values,)
    bound: list[Any] = []
    position = iter(() if named else values)

    def fill(match: re.Match[str]) -> str:
        token = match.group()
        if token == "%%":
            return "%"
        if not token.startswith("%"):
            return token.replace("%%", "%")
        value = values[match.group(1)] if named else next(position)
        if isinstance(value, (list, tuple, set)):
            bound.extend(value)
            return f"({', '.join('?' * len(value))})" if value else "(null)"
        bound.append(value)
        return "?"

    try:
        return _PLACEHOLDER.sub(fill, sql), bound
    except (StopIteration, KeyError, RuntimeError) as error:
        raise ValidationError(_("The SQL has more placeholders than values.")) from error
