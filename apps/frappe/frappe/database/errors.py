"""Errors of a database as the framework's own; no driver error leaves the room."""

from __future__ import annotations

from typing import Any

from frappe.exceptions import ColumnMissingError as ColumnMissingError
from frappe.exceptions import DatabaseModificationError as DatabaseModificationError
from frappe.exceptions import DataError as DataError
from frappe.exceptions import DataTooLongException as DataTooLongException
from frappe.exceptions import ImplicitCommitError as ImplicitCommitError
from frappe.exceptions import QueryDeadlockError as QueryDeadlockError
from frappe.exceptions import QueryTimeoutError as QueryTimeoutError
from frappe.exceptions import SchemaProblem as SchemaProblem
from frappe.exceptions import TableMissingError as TableMissingError
from frappe.exceptions import UniqueValidationError

LOG_LIMIT = 2000
ROLL_BACK_FIRST = "The database ended this transaction by itself. Roll back and try again."


class DuplicateKey(UniqueValidationError):
    """A unique index has the value already; ``column``, ``columns`` and ``is_primary`` tell which."""

    def __init__(
        self,
        text: str,
        *,
        table: str = "",
        column: str | None = None,
        columns: tuple[str, ...] = (),
        is_primary: bool = False,
    ) -> None:
        super().__init__(text)
        self.table, self.column, self.is_primary = table, column, is_primary
        self.columns = columns or ((column,) if column else ())


class StatementError(DataError):
    """The database did not accept a statement; the text is for logs, not for users."""

    http_status_code = 500

    def __init__(self, text: str, **parts: Any) -> None:
        super().__init__(text, **parts)


class ConnectionLost(StatementError):
    """The database server went away in the middle of a transaction, or cannot be reached."""

    http_status_code = 503


def statement_error(text: str, sql: str) -> StatementError:
    """Return the error of a statement that no other class names."""
    return StatementError(f"{text} in: {sql[:LOG_LIMIT]}")
