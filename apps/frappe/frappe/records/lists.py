"""Lists as the contract calls them (6.1): arguments in both orders, ``pluck``, ``as_list``; no permissions here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frappe.metadata import get_meta
from frappe.records.query import Query, select
from frappe.utils.numbers import cint


def sort_arguments(fields: Any, filters: Any) -> tuple[Any, Any]:
    """Return (fields, filters), whichever way round they were given."""
    swapped = isinstance(fields, Mapping) or (
        isinstance(fields, list) and bool(fields) and isinstance(fields[0], (list, tuple))
    )
    if swapped:
        fields, filters = filters, fields
    elif isinstance(filters, list) and filters and isinstance(filters[0], str) and fields is None:
        if not _is_filter_row(filters):
            fields, filters = filters, None
    return fields, filters


def _is_filter_row(entries: list[Any]) -> bool:
    from frappe.records.filters import OPERATORS

    return len(entries) in (3, 4) and any(isinstance(entry, str) and entry.lower() in OPERATORS for entry in entries[1:3])


def make_query(doctype: str, args: tuple[Any, ...], options: dict[str, Any]) -> Query:
    """Return the query of a list call; aliases of arguments are folded."""
    given = dict(zip(("fields", "filters"), args, strict=False))
    fields, filters = sort_arguments(
        given.get("fields", options.get("fields")), given.get("filters", options.get("filters"))
    )
    pluck = options.get("pluck")
    if pluck:
        fields = [pluck] if isinstance(pluck, str) else ["name"]
    limit = first(options, "limit_page_length", "page_length", "limit")
    docstatus = options.get("docstatus")
    if docstatus is not None:
        filters = [*_as_rows(filters), ["docstatus", "in", docstatus if isinstance(docstatus, list) else [docstatus]]]
    return Query(
        doctype,
        fields=fields,
        filters=filters,
        or_filters=options.get("or_filters"),
        group_by=options.get("group_by"),
        order_by="" if options.get("order_by") == "KEEP_DEFAULT_ORDERING" else options.get("order_by", ""),
        limit=cint(limit) or None,
        offset=cint(first(options, "limit_start", "start", "offset")),
        distinct=bool(options.get("distinct")),
        parent_doctype=options.get("parent_doctype") or options.get("parent"),
        strict=bool(options.get("strict_fields")),
    )


def first(options: Mapping[str, Any], *names: str) -> Any:
    return next((options[name] for name in names if options.get(name) is not None), None)


def _as_rows(filters: Any) -> list[Any]:
    if not filters:
        return []
    if isinstance(filters, Mapping):
        return [[key, *(value if isinstance(value, (list, tuple)) else ("=", value))] for key, value in filters.items()]
    return list(filters)


def shape(rows: list[Any], options: Mapping[str, Any]) -> Any:
    """Return rows as the caller asked: flat, as tuples, or with values merged in."""
    if options.get("pluck"):
        return [next(iter(row.values())) for row in rows]
    if options.get("as_list"):
        return [tuple(row.values()) for row in rows]
    if options.get("update"):
        for row in rows:
            row.update(options["update"])
    return rows


def get_all(doctype: str, *args: Any, **options: Any) -> Any:
    """Return rows without asking for permission."""
    meta = get_meta(doctype)
    query = make_query(meta.name, args, options)
    if meta.is_virtual:
        return _virtual[0](meta, query, options)
    return shape(select(query, None), options)


_virtual: list[Any] = []


def register_virtual(reader: Any) -> None:
    """Let the model ask the controllers of virtual DocTypes."""
    _virtual[:] = [reader]


