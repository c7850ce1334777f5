"""``SiteDatabase``: what apps call ``frappe.db`` (contract 6.4). Its subjects are classes of their own modules."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.database.connection import Connection
from frappe.metadata import CHILD_COLUMNS, FIELD_TYPES, OPTIONAL_COLUMNS, STANDARD_COLUMNS
from frappe.records.app_sql import AppSql
from frappe.records.error_kinds import ErrorKinds
from frappe.records.reading import Reading
from frappe.records.reading import register_permitted_list as register_permitted_list
from frappe.records.table_access import TableAccess
from frappe.records.transactions import Transactions
from frappe.records.writing import Writing

_defaults: list[Any] = []


def register_defaults(module: Any) -> None:
    """Let ``defaults`` answer ``frappe.db.get_default``."""
    _defaults[:] = [module]


class SiteDatabase(Reading, Writing, AppSql, TableAccess, Transactions, ErrorKinds):
    """One thread's database: values, rows, SQL of apps, tables, transactions, defaults."""

    VARCHAR_LEN = 140
    MAX_COLUMN_LENGTH = 64
    REGEX_CHARACTER = "regexp"
    DEFAULT_COLUMNS = STANDARD_COLUMNS
    CHILD_TABLE_COLUMNS = CHILD_COLUMNS
    OPTIONAL_COLUMNS = OPTIONAL_COLUMNS
    STANDARD_VARCHAR_COLUMNS = ("name", "owner", "modified_by")
    DEFAULT_SHORTCUTS = ("_Login", "__user", "_Full Name", "Today", "__today", "now", "Now")

    def __init__(self, connection: Connection) -> None:
        Transactions.__init__(self, connection)

    @property
    def type_map(self) -> dict[str, tuple[str, str | None]]:
        """The kind of column of each fieldtype."""
        return {name: (entry.kind, None) for name, entry in FIELD_TYPES.items() if entry.kind}

    @property
    def cur_db_name(self) -> str:
        return str(local.conf.get("db_name") or "site")

    # -- defaults

    def get_default(self, key: str, parent: str = "__default") -> Any:
        """Return a default of the site or of a user; the first of several."""
        found = _defaults[0].get_defaults_for(parent).get(key)
        return found[0] if isinstance(found, list) else found

    def get_defaults(self, key: str | None = None, parent: str = "__default") -> Any:
        """Return one default, or all of them."""
        found = _defaults[0].get_defaults_for(parent)
        return found.get(key) if key else found

    def set_default(self, key: str, val: Any, parent: str = "__default", parenttype: str | None = None) -> None:
        _defaults[0].set_default(key, val, parent, parenttype)

    def add_default(self, key: str, val: Any, parent: str = "__default", parenttype: str | None = None) -> None:
        _defaults[0].add_default(key, val, parent, parenttype)

    def get_global(self, key: str, user: str = "__global") -> Any:
        return self.get_default(key, user)

    def set_global(self, key: str, val: Any, user: str = "__global") -> None:
        self.set_default(key, val, user)
