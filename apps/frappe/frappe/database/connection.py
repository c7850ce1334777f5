"""``Connection``: statements, transactions and callbacks of one thread; dialects fill in the driver's part."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

from frappe.database.callbacks import CallbackQueue
from frappe.database.tables import Change, Table


class Connection(ABC):
    """One thread's connection. Internal statements use ``?`` and back-ticked names, valid in every dialect.

    Reads run outside of a transaction; the first write begins one. ``statement_count`` counts what was sent but
    BEGIN, COMMIT, ROLLBACK, PRAGMA and savepoints; tests set ``statement_log`` to a list to see the texts.
    """

    dialect: str

    def __init__(self) -> None:
        self.statement_count = 0
        self.statement_log: list[str] | None = None
        self.before_commit = CallbackQueue()
        self.after_commit = CallbackQueue()
        self.before_rollback = CallbackQueue()
        self.after_rollback = CallbackQueue()

    @property
    @abstractmethod
    def in_transaction(self) -> bool: ...

    @abstractmethod
    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run one statement and return the driver's cursor; a write begins the transaction."""

    @abstractmethod
    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""

    @abstractmethod
    def begin(self) -> None: ...

    @abstractmethod
    def _commit(self) -> None: ...

    @abstractmethod
    def _rollback(self) -> None: ...

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def data_version(self) -> Any:
        """Return a value that changes when another connection commits."""

    @abstractmethod
    def tables(self) -> set[str]: ...

    @abstractmethod
    def describe(self, table: str) -> Table | None: ...

    @abstractmethod
    def apply(self, change: Change) -> None: ...

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows as tuples."""
        return self.execute(sql, values).fetchall()  # type: ignore[no-any-return]

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return the rows as dicts."""
        cursor = self.execute(sql, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def commit(self) -> None:
        """Run before_commit, commit, run after_commit; the rollback callbacks are forgotten."""
        self.before_commit.run()
        self._commit()
        self.before_rollback.reset()
        self.after_rollback.reset()
        self.after_commit.run()

    def rollback(self, save_point: str | None = None) -> None:
        """Roll back everything, or to a savepoint; callbacks run for the whole only."""
        if save_point:
            self.execute_plain(f"rollback to savepoint `{_name(save_point)}`")
            return
        self.before_rollback.run()
        self._rollback()
        self.before_commit.reset()
        self.after_commit.reset()
        self.after_rollback.run()

    def savepoint(self, name: str) -> None:
        self.begin()
        self.execute_plain(f"savepoint `{_name(name)}`")

    def release_savepoint(self, name: str) -> None:
        self.execute_plain(f"release savepoint `{_name(name)}`")

    @abstractmethod
    def execute_plain(self, sql: str) -> None:
        """Run a statement that is not counted and begins nothing."""


def _name(name: str) -> str:
    if not name.replace("_", "").isalnum():
        raise ValueError(f"{name!r} is not a savepoint name")
    return name
