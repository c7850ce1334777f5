"""``frappe.db.get_value`` and its kin: values of rows and Singles in the shapes of the contract (6.4, 12.10)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from frappe.database.errors import ColumnMissingError, TableMissingError
from frappe.exceptions import DataError, DoesNotExistError, ValidationError
from frappe.localization import now_datetime
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.records import lists, singles
from frappe.records.fields import normalize_fields
from frappe.records.query import DEFAULT_ORDER, Query, build, count, select
from frappe.records.sources import source_of
from frappe.types import _dict
from frappe.utils.dates import EMPTY, get_datetime_str, parse_date

_permitted_lists: list[Any] = []
_ABSENT = (DataError, DoesNotExistError, TableMissingError, ColumnMissingError)


def register_permitted_list(function: Any) -> None:
    """Let the model answer ``frappe.db.get_list``."""
    _permitted_lists[:] = [function]


class Reading:
    """Reads values without asking for permission."""

    value_cache: dict[str, dict[Any, Any]]

    def get_value(
        self,
        doctype: str,
        filters: Any = None,
        fieldname: Any = "name",
        ignore: bool = False,
        as_dict: bool | int = False,
        debug: bool = False,
        order_by: Any = DEFAULT_ORDER,
        cache: bool = False,
        for_update: bool = False,
        *,
        run: bool = True,
        pluck: bool = False,
        distinct: bool = False,
        skip_locked: bool = False,
        wait: bool = True,
    ) -> Any:
        """Return the first match: one value for one field, else a tuple or a dict; None when there is none."""
        key = (str(filters), str(fieldname), bool(as_dict)) if cache and isinstance(filters, (str, int)) else None
        kept = self.value_cache.setdefault(doctype, {}) if key and not for_update else None
        if kept is not None and key in kept:
            return kept[key]
        found = self.get_values(
            doctype, filters, fieldname, ignore, as_dict, debug, order_by,
            for_update=for_update, run=run, pluck=pluck, distinct=distinct, limit=1, skip_locked=skip_locked, wait=wait,
        )  # fmt: skip
        if not run:
            return found
        value = found[0] if found else None
        if isinstance(value, tuple) and len(value) == 1:
            value = value[0]
        if kept is not None:
            kept[key] = value
        return value

    def get_values(
        self,
        doctype: str,
        filters: Any = None,
        fieldname: Any = "name",
        ignore: bool = False,
        as_dict: bool | int = False,
        debug: bool = False,
        order_by: Any = DEFAULT_ORDER,
        update: Mapping[str, Any] | None = None,
        cache: bool = False,
        for_update: bool = False,
        *,
        run: bool = True,
        pluck: bool = False,
        distinct: bool = False,
        limit: int | None = None,
        skip_locked: bool = False,
        wait: bool = True,
    ) -> Any:
        """Return matches as tuples, as dicts with ``as_dict`` or for ``*``, as values with ``pluck``.

        Without filters, or with the DocType's own name, the values are those of a Single.
        """
        try:
            meta = source_of(doctype)
            if meta.issingle:
                return self._single_values(meta, fieldname, as_dict=bool(as_dict), pluck=pluck)
            if filters is None:
                return []
            fields = normalize_fields(fieldname)
            query = Query(
                meta.name,
                fields=fields,
                filters=filters,
                order_by=self._order(filters, order_by),
                limit=limit,
                distinct=distinct,
                for_update=for_update,
                skip_locked=skip_locked,
                wait=wait,
                pluck=pluck,
                as_list=not as_dict and fields != ["*"],
            )
            if not run:
                return build(query)[0]
            found = select(query)
        except _ABSENT:
            if ignore:
                return []
            raise
        if update and not pluck and not query.as_list:
            for row in found:
                row.update(update)
        return found

    @staticmethod
    def _order(filters: Any, order_by: Any) -> str | None:
        """Return the order; a single name needs none."""
        scalar = isinstance(filters, int) or (isinstance(filters, str) and not filters.lstrip().startswith(("{", "[")))
        return None if scalar and order_by == DEFAULT_ORDER else order_by

    def _single_values(self, meta: Meta, fieldname: Any, *, as_dict: bool, pluck: bool) -> list[Any]:
        row = singles.single_row(meta)
        names = normalize_fields(fieldname)
        if names == ["*"]:
            return [_dict(row)]
        if pluck:
            return [row.get(names[0])]
        return [_dict({name: row.get(name) for name in names})] if as_dict else [tuple(row.get(name) for name in names)]

    def get_single_value(self, doctype: str, fieldname: str, cache: bool = True) -> Any:
        """Return a Single's value as its field's type.

        Raises:
            ValidationError: the DocType has no such field.
        """
        meta = get_meta(doctype)
        field = meta.find_field(fieldname)
        if field is None:
            raise ValidationError(
                _("Field {0} does not exist on {1}").format(fieldname, doctype), doctype=doctype, fieldname=fieldname
            )
        values = singles.kept_single(meta) if cache else singles.load_single(meta)
        value = values.get(fieldname)
        return field.type.default if value is None and field.type.numeric else value

    def get_singles_value(self, *args: Any, **kwargs: Any) -> Any:
        return self.get_single_value(*args, **kwargs)

    def get_singles_dict(
        self, doctype: str, debug: bool = False, *, for_update: bool = False, cast: bool = False
    ) -> _dict:
        """Return a Single's stored texts, or typed values with ``cast``."""
        if cast:
            return _dict(singles.load_single(get_meta(doctype), for_update=for_update))
        return _dict(singles.stored_values(doctype, for_update=for_update))

    def get_all(self, doctype: str, *args: Any, **kwargs: Any) -> Any:
        return lists.get_all(doctype, *args, **kwargs)

    def get_list(self, doctype: str, *args: Any, **kwargs: Any) -> Any:
        """Return rows that the acting user may see."""
        return _permitted_lists[0](doctype, *args, **kwargs)

    def exists(self, dt: Any, dn: Any = None, cache: bool = False, *, debug: bool = False) -> Any:
        """Return the name of a match, or None; a Single exists by its own name."""
        if isinstance(dt, Mapping):
            filters = dict(dt)
            dt = filters.pop("doctype")
            return self.get_value(dt, filters, order_by=None)
        if dn is None or dn == "":
            return None
        if source_of(dt).issingle:
            return dt
        return self.get_value(dt, dn, ignore=True, cache=cache, order_by=None)

    def count(
        self, dt: str, filters: Any = None, debug: bool = False, cache: bool = False, distinct: bool = True
    ) -> int:
        """Return how many records match."""
        key = ("count", str(filters))
        kept = self.value_cache.setdefault(dt, {}) if cache else None
        if kept is not None and key in kept:
            return int(kept[key])
        found = count(Query(dt, filters=filters))
        if kept is not None:
            kept[key] = found
        return found

    def estimate_count(self, doctype: str) -> int:
        return self.count(doctype)

    def a_row_exists(self, doctype: str) -> bool:
        return bool(select(Query(doctype, limit=1, order_by=None)))

    def get_creation_count(self, doctype: str, minutes: int) -> int:
        """Return how many records were made in the last minutes."""
        since = now_datetime() - datetime.timedelta(minutes=minutes)
        return self.count(doctype, {"creation": [">=", since]})

    def get_last_created(self, doctype: str) -> datetime.datetime | None:
        """Return when the newest record was made."""
        found = select(Query(doctype, fields=["creation"], order_by="creation desc", limit=1, pluck="creation"))
        return found[0] if found else None

    def get_descendants(self, doctype: str, name: str) -> list[str]:
        """Return the nodes below a node of a tree."""
        query = Query(doctype, filters={"name": ["descendants of", name]}, order_by="lft asc", pluck="name")
        return list(select(query))

    def get_system_setting(self, key: str) -> Any:
        return get_setting(key)

    @staticmethod
    def format_date(date: Any) -> str:
        """Return a date as the database holds it; an empty one as the first day."""
        found = parse_date(date)
        return found.isoformat() if found else "0001-01-01"

    @staticmethod
    def format_datetime(datetime: Any) -> str:
        """Return a moment as the database holds it; an empty one as the first moment."""
        return "0001-01-01 00:00:00.000000" if datetime in EMPTY else get_datetime_str(datetime)
