"""Lists as the contract calls them (6.1): arguments in both orders, ``pluck``, ``as_list``; no permissions here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from frappe.metadata import Meta
from frappe.records.fields import normalize_fields
from frappe.records.operators import operator_named
from frappe.records.query import DEFAULT_ORDER, Query, Scope, build, select
from frappe.records.sources import source_of
from frappe.utils.numbers import cint

VirtualReader = Callable[[Meta, Query, dict[str, Any]], Any]
ScopeSource = Callable[[Query, "str | None"], "Scope | None"]
_virtual: list[VirtualReader] = []
scope_sources: list[ScopeSource] = []
_ALIAS = re.compile(r"\sas\s+`?(\w+)`?\s*$", re.IGNORECASE)


def register_virtual(reader: VirtualReader) -> None:
    """Let the model ask the controllers of virtual DocTypes."""
    _virtual[:] = [reader]


def register_scope_source(source: ScopeSource) -> None:
    """Let the model say what a user may see, for ``frappe.qb.get_query(ignore_permissions=False)``."""
    scope_sources[:] = [source]


def sort_arguments(fields: Any, filters: Any) -> tuple[Any, Any]:
    """Return (fields, filters), whichever way round they were given."""
    if _are_filters(fields) or (isinstance(fields, str) and _are_fields(filters)):
        return filters, fields
    return fields, filters


def _are_filters(given: Any) -> bool:
    """Tell filters in the place of fields: a dict that is no function, or a list of lists."""
    if isinstance(given, Mapping):
        return "as" not in {str(key).lower() for key in given} and not any(str(key).isupper() for key in given)
    return isinstance(given, (list, tuple)) and bool(given) and isinstance(given[0], (list, tuple))


def _are_fields(given: Any) -> bool:
    """Tell fields in the place of filters: a list of names that is no single condition."""
    if not isinstance(given, (list, tuple)) or not given or not all(isinstance(item, str) for item in given):
        return False
    return not (len(given) in (3, 4) and any(operator_named(entry) for entry in given[1:3]))


def make_query(doctype: str, args: tuple[Any, ...], options: Mapping[str, Any]) -> Query:
    """Return the query of a list call; the several names of an argument are folded."""
    given = dict(zip(("fields", "filters"), args, strict=False))
    fields, filters = sort_arguments(
        given.get("fields", options.get("fields")), given.get("filters", options.get("filters"))
    )
    pluck = options.get("pluck")
    if pluck:
        fields = _plucked(pluck, fields) if isinstance(pluck, str) else normalize_fields(fields)[:1]
    filters = _with_docstatus(filters, options.get("docstatus"))
    return Query(
        doctype,
        fields=fields,
        filters=filters,
        or_filters=options.get("or_filters"),
        group_by=options.get("group_by") or None,
        order_by=options.get("order_by", DEFAULT_ORDER),
        limit=cint(first(options, "limit_page_length", "page_length", "limit")) or None,
        offset=min(cint(first(options, "limit_start", "start", "offset")), 2**31),
        distinct=bool(options.get("distinct")),
        parent_doctype=options.get("parent_doctype") or options.get("parent"),
        strict=bool(options.get("strict_fields") or options.get("strict")),
        reference_doctype=options.get("reference_doctype"),
        null_tolerant=not options.get("ignore_ifnull"),
        as_list=bool(options.get("as_list")),
        pluck=pluck or None,
    )


def _plucked(pluck: str, fields: Any) -> list[Any]:
    """Return the fields of a plucked list: the field itself, or those given with the one of that alias first."""
    given = normalize_fields(fields) if fields else []
    aliased = [item for item in given if _alias_of(item) == pluck]
    return [*aliased, *(item for item in given if item not in aliased)] if aliased else [pluck]


def _alias_of(item: Any) -> str | None:
    if isinstance(item, Mapping):
        return item.get("as")
    match = _ALIAS.search(item) if isinstance(item, str) else None
    return match[1] if match else None


def first(options: Mapping[str, Any], *names: str) -> Any:
    """Return the first of several options that was given."""
    return next((options[name] for name in names if options.get(name) is not None), None)


def _with_docstatus(filters: Any, docstatus: Any) -> Any:
    if docstatus is None or docstatus == []:
        return filters
    condition = ["docstatus", "in", docstatus if isinstance(docstatus, (list, tuple)) else [docstatus]]
    return [filters, condition] if filters else [condition]


def shape(rows: Any, options: Mapping[str, Any]) -> Any:
    """Return rows as the caller asked: flat, as tuples, or with values merged in; flat ones stay as they are."""
    if not rows or not isinstance(rows[0], Mapping):
        return rows
    if options.get("pluck"):
        return [row.get(options["pluck"]) for row in rows]
    if options.get("as_list"):
        return [tuple(row.values()) for row in rows]
    for row in rows if options.get("with_comment_count") else ():
        row["_comment_count"] = len(_comments(row.get("_comments")))
    for row in rows if options.get("update") else ():
        row.update(options["update"])
    return rows


def _comments(text: Any) -> list[Any]:
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def get_all(doctype: str, *args: Any, **options: Any) -> Any:
    """Return rows without asking for permission."""
    meta = source_of(doctype)
    query = make_query(meta.name, args, options)
    if meta.is_virtual:
        return _virtual[0](meta, query, options)
    if options.get("run") in (False, 0):
        return build(query)[0]
    return shape(select(query), options)
