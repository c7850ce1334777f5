"""``frappe.db.is_duplicate_entry(error)`` and its kin, and the error classes that apps catch by upstream's names."""

from __future__ import annotations

from typing import Any

from frappe.database import errors
from frappe.database.errors import DuplicateKey


class ErrorKinds:
    """What kind of error the database raised. The classes may be tuples: use them in ``except`` and ``isinstance``."""

    TableMissingError = errors.TableMissingError
    DataError = errors.DataError
    IntegrityError = DuplicateKey
    ProgrammingError = (errors.TableMissingError, errors.ColumnMissingError, errors.StatementError)
    OperationalError = (
        errors.StatementError,
        errors.QueryTimeoutError,
        errors.QueryDeadlockError,
        errors.ColumnMissingError,
    )
    InternalError = (errors.StatementError, errors.QueryTimeoutError, errors.QueryDeadlockError)
    SQLError = ProgrammingError

    @staticmethod
    def is_duplicate_entry(e: Exception) -> bool:
        return isinstance(e, DuplicateKey)

    @staticmethod
    def is_primary_key_violation(e: Exception) -> bool:
        return isinstance(e, DuplicateKey) and e.is_primary

    @staticmethod
    def is_unique_key_violation(e: Exception) -> bool:
        return isinstance(e, DuplicateKey) and not e.is_primary

    @staticmethod
    def is_table_missing(e: Exception) -> bool:
        return isinstance(e, errors.TableMissingError)

    @staticmethod
    def is_missing_table(e: Exception) -> bool:
        return isinstance(e, errors.TableMissingError)

    @staticmethod
    def is_missing_column(e: Exception) -> bool:
        return isinstance(e, errors.ColumnMissingError)

    @staticmethod
    def is_missing_table_or_column(e: Exception) -> bool:
        return isinstance(e, (errors.TableMissingError, errors.ColumnMissingError))

    @staticmethod
    def is_deadlocked(e: Exception) -> bool:
        return isinstance(e, errors.QueryDeadlockError)

    @staticmethod
    def is_timedout(e: Exception) -> bool:
        return isinstance(e, errors.QueryTimeoutError)

    @staticmethod
    def is_statement_timeout(e: Exception) -> bool:
        return isinstance(e, errors.QueryTimeoutError)

    @staticmethod
    def is_data_too_long(e: Exception) -> bool:
        return isinstance(e, errors.DataTooLongException)

    @staticmethod
    def is_syntax_error(e: Exception) -> bool:
        return isinstance(e, errors.StatementError)

    @staticmethod
    def is_column_missing(e: Exception) -> bool:
        return isinstance(e, errors.ColumnMissingError)

    @staticmethod
    def is_access_denied(e: Exception) -> bool:
        return False

    @staticmethod
    def is_db_table_size_limit(e: Exception) -> bool:
        return False

    @staticmethod
    def is_nested_transaction_error(e: Any) -> bool:
        return False
