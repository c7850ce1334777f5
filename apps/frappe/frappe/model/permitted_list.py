"""The one road to lists, counts and searches: permission first, then the query (contract 4.5, 6.1)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user
from frappe.exceptions import DataError
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.model.base_document import get_controller
from frappe.permissions import list_scope
from frappe.records.lists import get_all as get_all
from frappe.records.lists import make_query, register_scope_source, register_virtual, shape
from frappe.records.query import Query, Scope, count, select
from frappe.records.site_database import register_permitted_list
from frappe.utils.numbers import cint

MAX_LIST_ROWS = 100_000


def get_list(doctype: str, *args: Any, **options: Any) -> Any:
    """Return the rows that the acting user (or ``user``) may see."""
    if options.pop("ignore_permissions", False):
        return get_all(doctype, *args, **options)
    meta = get_meta(doctype)
    query = make_query(meta.name, args, options)
    scope = scope_of(meta, query, options)
    if meta.is_virtual:
        return _virtual_list(meta, query, options)
    return shape(select(query, scope), options)


def scope_of(meta: Meta, query: Query, options: dict[str, Any]) -> Scope:
    """Return what permissions add to a query."""
    return list_scope(
        meta,
        options.get("user") or current_user(),
        parent_doctype=query.parent_doctype,
        reference_doctype=options.get("reference_doctype"),
    )


def get_count(doctype: str, filters: Any = None, **options: Any) -> int:
    """Return how many rows the acting user may see."""
    meta = get_meta(doctype)
    query = make_query(meta.name, (), {**options, "filters": filters})
    scope = scope_of(meta, query, options)
    if meta.is_virtual:
        return int(get_controller(meta.name).get_count({"filters": filters}))  # type: ignore[attr-defined]
    return count(query, scope)


def get_http_list(doctype: str, **options: Any) -> Any:
    """Return a list for the network: paged, at most ``max_list_rows`` rows (design 6.15).

    Raises:
        DataError: more rows than allowed were asked for; the text names paging.
    """
    limit = cint(options.pop("limit", 20), 20)
    most = cint(get_setting("max_list_rows")) or MAX_LIST_ROWS
    if limit < 0 or limit > most:
        raise DataError(_("At most {0} rows can be read at once. Page with start and limit.").format(most))
    rows = get_list(doctype, limit=limit or most + 1, **options)
    if limit == 0 and len(rows) > most:
        raise DataError(_("At most {0} rows can be read at once. Page with start and limit.").format(most))
    return rows


def _virtual_list(meta: Meta, query: Query, options: dict[str, Any]) -> Any:
    arguments = {
        "doctype": meta.name, "fields": query.fields, "filters": query.filters, "order_by": query.order_by,
        "start": query.offset, "page_length": query.limit,
    }  # fmt: skip
    rows = get_controller(meta.name).get_list(arguments)  # type: ignore[attr-defined]
    return shape(list(rows), options)


def _scope_of_built(query: Query, user: str | None) -> Scope:
    """Return what permissions add to a query of the query builder."""
    return scope_of(get_meta(query.doctype), query, {"user": user, "reference_doctype": query.reference_doctype})


register_permitted_list(get_list)
register_scope_source(_scope_of_built)
register_virtual(_virtual_list)
