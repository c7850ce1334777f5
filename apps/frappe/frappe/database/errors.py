"""Errors of a database as the framework's own; no driver error leaves the room."""

from __future__ import annotations

from typing import Any

from frappe.exceptions import ColumnMissingError as ColumnMissingError
from frappe.exceptions import DataError as DataError
from frappe.exceptions import QueryDeadlockError as QueryDeadlockError
from frappe.exceptions import QueryTimeoutError as QueryTimeoutError
from frappe.exceptions import TableMissingError as TableMissingError
from frappe.exceptions import UniqueValidationError


class DuplicateKey(UniqueValidationError):
    """A unique index has the value already; ``column`` and ``is_primary`` tell which."""

    def __init__(self, text: str, *, table: str = "", column: str | None = None, is_primary: bool = False) -> None:
        super().__init__(text)
        self.table, self.column, self.is_primary = table, column, is_primary


class StatementError(DataError):
    """The database did not accept a statement; the text is for logs, not for users."""

    http_status_code = 500

    def __init__(self, text: str, **parts: Any) -> None:
        super().__init__(text, **parts)
