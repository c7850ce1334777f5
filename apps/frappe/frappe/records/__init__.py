"""Rows of DocTypes without life cycle: filters, queries, ``frappe.db``.

``query`` builds lists, ``rows`` reads and writes rows, ``site_database`` is what apps call ``frappe.db``.
"""

from __future__ import annotations

from frappe.records.query import Query as Query
from frappe.records.query import Scope as Scope
from frappe.records.query import count as count
from frappe.records.query import select as select
from frappe.records.rows import bulk_insert as bulk_insert
from frappe.records.rows import delete_rows as delete_rows
from frappe.records.rows import find_links as find_links
from frappe.records.rows import insert_row as insert_row
from frappe.records.rows import load_children as load_children
from frappe.records.rows import load_row as load_row
from frappe.records.rows import update_row as update_row
from frappe.records.rows import upsert_rows as upsert_rows
from frappe.records.series import next_sequence as next_sequence
from frappe.records.series import next_series as next_series
from frappe.records.series import peek_series as peek_series
from frappe.records.series import revert_series as revert_series
