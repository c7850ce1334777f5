"""``frappe.db``: transactions, callbacks, and what is remembered until they end (contract 6.4, 6.6)."""

from __future__ import annotations

import warnings
from typing import Any

from frappe.context import local
from frappe.database.callbacks import CallbackQueue
from frappe.database.connection import Connection
from frappe.exceptions import TooManyWritesError
from frappe.messages import _
from frappe.records.cache_version import ALL, SLOT, bump


class Transactions:
    """The transaction of one thread and the values remembered in it."""

    MAX_WRITES_PER_TRANSACTION = 200_000

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.value_cache: dict[str, dict[Any, Any]] = {}
        self.changed_kept: set[tuple[str, str]] = set()
        self.auto_commit_on_many_writes: bool | int = False

    @property
    def in_transaction(self) -> bool:
        return self.connection.in_transaction

    @property
    def db_type(self) -> str:
        return self.connection.dialect

    @property
    def dialect(self) -> str:
        return self.connection.dialect

    @property
    def transaction_writes(self) -> int:
        return self.connection.writes_in_transaction

    @property
    def before_commit(self) -> CallbackQueue:
        return self.connection.before_commit

    @property
    def after_commit(self) -> CallbackQueue:
        return self.connection.after_commit

    @property
    def before_rollback(self) -> CallbackQueue:
        return self.connection.before_rollback

    @property
    def after_rollback(self) -> CallbackQueue:
        return self.connection.after_rollback

    def begin(self, *, read_only: bool = False) -> None:
        """Begin to write; reads need no transaction."""
        if not read_only:
            self.connection.begin()

    def commit(self) -> None:
        """Commit; inside a handler of doc_events it does nothing but warn (contract 6.6)."""
        if local.flags.in_doc_event:
            warnings.warn("frappe.db.commit() does nothing inside a document event", stacklevel=2)
            return
        self.connection.commit()
        self._forget_all()

    def rollback(self, *, save_point: str | None = None) -> None:
        """Roll back everything, or to a savepoint, which handlers of doc_events may do too."""
        if local.flags.in_doc_event and not save_point:
            warnings.warn("frappe.db.rollback() does nothing inside a document event", stacklevel=2)
            return
        self.connection.rollback(save_point)
        local.__dict__.pop("document_cache", None)
        if save_point:
            self.value_cache.clear()
        else:
            self._forget_all()

    def savepoint(self, save_point: str) -> None:
        self.connection.savepoint(save_point)

    def release_savepoint(self, save_point: str) -> None:
        self.connection.release_savepoint(save_point)

    def close(self) -> None:
        self.connection.close()

    def connect(self) -> None:
        """The connection is open as long as the site is."""

    def check_writes(self) -> None:
        """Commit when too much was written in one transaction, if that is allowed.

        Raises:
            TooManyWritesError: it is not allowed.
        """
        if self.connection.writes_in_transaction <= self.MAX_WRITES_PER_TRANSACTION:
            return
        if not self.auto_commit_on_many_writes:
            raise TooManyWritesError(_("Too many changes in one transaction. Send them in smaller parts."))
        self.commit()

    # -- what is remembered

    def invalidate_on_commit(self, slot: str | None = None) -> None:
        """Let other processes know with this transaction's commit that everything, or one value, is stale."""
        bump(SLOT + slot if slot else ALL)

    def invalidate_now(self) -> None:
        """Let other processes know at once; a connection that may only read leaves it to those who wrote."""
        if not self.connection.may_write or not local.db.table_exists("__cache_version"):
            return
        bump(ALL)
        self.commit()

    def forget_values(self, doctype: str) -> None:
        """Drop what was remembered of a DocType's values."""
        self.value_cache.pop(doctype, None)

    def _forget_all(self) -> None:
        self.value_cache.clear()
        self.changed_kept.clear()
