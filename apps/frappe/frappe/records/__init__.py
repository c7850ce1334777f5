"""Rows of DocTypes without life cycle: filters, queries, ``frappe.db``.

``query`` builds lists, ``rows`` reads and writes rows, ``site_database`` is what apps call ``frappe.db``.
"""

from __future__ import annotations

from frappe.query_builder.registry import register_list_queries
from frappe.records.links import find_links as find_links
from frappe.records.lists import get_all as get_all
from frappe.records.query import Query as Query
from frappe.records.query import Scope as Scope
from frappe.records.query import build as build
from frappe.records.query import count as count
from frappe.records.query import select as select
from frappe.records.rows import bulk_insert as bulk_insert
from frappe.records.rows import delete_rows as delete_rows
from frappe.records.rows import insert_row as insert_row
from frappe.records.rows import load_children as load_children
from frappe.records.rows import load_row as load_row
from frappe.records.rows import load_rows as load_rows
from frappe.records.rows import update_row as update_row
from frappe.records.rows import upsert_rows as upsert_rows
from frappe.records.series import next_sequence as next_sequence
from frappe.records.series import next_series as next_series
from frappe.records.series import peek_series as peek_series
from frappe.records.series import revert_series as revert_series
from frappe.records.series import set_series as set_series


def _list_query(*args: object, **kwargs: object) -> object:
    from frappe.records.list_queries import get_query  # the query builder's library loads slowly

    return get_query(*args, **kwargs)  # type: ignore[arg-type]


register_list_queries(_list_query)
