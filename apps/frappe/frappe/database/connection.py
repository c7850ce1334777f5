"""``Connection``: statements, transactions and callbacks of one thread; dialects fill in the driver's part."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from frappe.database.callbacks import CallbackQueue
from frappe.database.errors import ROLL_BACK_FIRST, DatabaseModificationError, ImplicitCommitError, QueryDeadlockError
from frappe.database.statements import Kind, kind_of
from frappe.database.tables import Change, Table
from frappe.messages import _

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}$")


class Cursor(Protocol):
    """What a statement leaves behind."""

    @property
    def description(self) -> Any: ...

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchmany(self, size: int = ...) -> list[Any]: ...

    def fetchall(self) -> list[Any]: ...


class Connection(ABC):
    """One thread's connection. Internal statements use ``?`` and back-ticked names, valid in every dialect.

    Reads run outside of a transaction; the first write, or SELECT ... FOR UPDATE, begins one. ``statement_count``
    counts what was sent but BEGIN, COMMIT, ROLLBACK, PRAGMA and savepoints; tests set ``statement_log`` to a list to
    see the texts. ``writes_in_transaction`` counts the writes since the last commit or rollback, ``commits`` the
    transactions that were kept and the changes of tables that commit by themselves, ``rollbacks`` those to a savepoint
    too.
    """

    dialect: str
    transactional_ddl: bool

    def __init__(self) -> None:
        self.statement_count = 0
        self.writes_in_transaction = 0
        self.commits = 0
        self.rollbacks = 0
        self.statement_log: list[str] | None = None
        self.before_commit = CallbackQueue()
        self.after_commit = CallbackQueue()
        self.before_rollback = CallbackQueue()
        self.after_rollback = CallbackQueue()
        self._waiting_savepoints: list[str] = []
        self._savepoints: list[str] = []
        self._committed_savepoints: set[str] = set()
        self._reads_only = False

    # -- the driver's part

    @property
    @abstractmethod
    def in_transaction(self) -> bool: ...

    @property
    @abstractmethod
    def ended_by_database(self) -> bool:
        """Whether the database rolled the transaction back by itself; nothing is accepted until `rollback`."""

    @abstractmethod
    def execute(self, sql: str, values: Sequence[Any] = ()) -> Cursor:
        """Run one statement and return its cursor; a write begins the transaction."""

    @abstractmethod
    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""

    @abstractmethod
    def execute_plain(self, sql: str) -> None:
        """Run a statement that is not counted and begins nothing."""

    @abstractmethod
    def _app_statement(self, query: str, values: Any, *, is_part: bool = False) -> tuple[str, list[Any]]:
        """Return an app's SQL as a statement of the framework, with ``?`` and its values in order."""

    @abstractmethod
    def _guard_reads(self, *, on: bool) -> None:
        """Let the database itself refuse writes, as far as it can."""

    @abstractmethod
    def _begin(self) -> None: ...

    @abstractmethod
    def _commit(self) -> None: ...

    @abstractmethod
    def _rollback(self) -> None: ...

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def data_version(self) -> Any:
        """Return a value that changes when another connection commits (MariaDB: an invalidation)."""

    @abstractmethod
    def tables(self) -> set[str]: ...

    @abstractmethod
    def describe(self, table: str) -> Table | None: ...

    @abstractmethod
    def stored(self, table: Table) -> Table:
        """Return a table as `describe` would give it, so that kinds stored alike compare equal."""

    @abstractmethod
    def apply(self, change: Change) -> None:
        """Make one change of tables. MariaDB commits first, SQLite keeps it in the transaction."""

    # -- statements

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows as tuples."""
        return self.execute(sql, values).fetchall()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Return the rows as dicts."""
        cursor = self.execute(sql, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def execute_app(self, query: str, values: Any = (), *, ddl_commits: bool = False) -> Cursor:
        """Run SQL of an app: MariaDB's grammar with ``%s``, ``%(name)s`` and ``%%``; a list fills ``in %s``.

        Raises:
            ImplicitCommitError: it changes tables while writes wait for a commit, and ``ddl_commits`` is not given.
        """
        text, bound = self._app_statement(query, values)
        if kind_of(text) is Kind.DDL and self.writes_in_transaction:
            if not ddl_commits:
                raise ImplicitCommitError(
                    _("This statement changes tables and would commit unsaved writes. Commit or roll back first.")
                )
            self.commit()
        return self._run_app(query, values, text, bound)

    def _run_app(self, query: str, values: Any, text: str, bound: list[Any]) -> Cursor:
        return self.execute(text, bound)

    def app_part(self, sql: str, values: Any = ()) -> tuple[str, list[Any]]:
        """Return an app's condition or expression as a part of a statement of the framework, and its values.

        ``%%`` is a percent sign here even without values, because `frappe.db.escape` doubles it.
        """
        return self._app_statement(sql, values, is_part=True)

    def apply_all(self, changes: Iterable[Change]) -> None:
        """Make changes of tables in order."""
        for change in changes:
            self.apply(change)

    # -- transactions

    def begin(self) -> None:
        """Begin the transaction unless it has begun."""
        if self.in_transaction:
            return
        if self._reads_only:
            raise DatabaseModificationError(_("This request only reads; it may not write to the database."))
        self._begin()
        waiting, self._waiting_savepoints = self._waiting_savepoints, []
        for name in waiting:
            self._set_savepoint(name)

    @property
    def may_write(self) -> bool:
        """Whether this part of the work is not one that only reads."""
        return not self._reads_only

    @contextmanager
    def read_only(self) -> Generator[None]:
        """Refuse writes inside of a block: for queries that users write.

        Raises:
            DatabaseModificationError: a statement in the block would write.
        """
        before, self._reads_only = self._reads_only, True
        self._guard_reads(on=True)
        try:
            yield
        finally:
            self._reads_only = before
            if not before:
                self._guard_reads(on=False)

    def commit(self) -> None:
        """Run before_commit, commit, run after_commit; the rollback callbacks are forgotten."""
        self.before_commit.run()
        self.commits += self.in_transaction
        self._commit()
        self._committed_savepoints.update(self._savepoints)
        self._forget_transaction()
        self.before_rollback.reset()
        self.after_rollback.reset()
        self.after_commit.run()

    def rollback(self, save_point: str | None = None) -> None:
        """Roll back everything, or to a savepoint; callbacks run for the whole only."""
        self.rollbacks += 1
        if save_point:
            self._rollback_to(save_point)
            return
        self.before_rollback.run()
        self._rollback()
        self._committed_savepoints.clear()
        self._forget_transaction()
        self.before_commit.reset()
        self.after_commit.reset()
        self.after_rollback.run()

    def _rollback_to(self, name: str) -> None:
        """Go back to a savepoint; when a change of tables committed meanwhile, to that commit."""
        if self.ended_by_database:
            raise QueryDeadlockError(ROLL_BACK_FIRST)
        if name in self._waiting_savepoints:
            return
        if name in self._savepoints or name not in self._committed_savepoints:
            self.execute_plain(f"rollback to savepoint `{checked_name(name)}`")
        else:
            self._rollback()

    def savepoint(self, name: str) -> None:
        """Mark a point to roll back to. Before the first write it costs nothing and takes no lock."""
        if self.in_transaction:
            self._set_savepoint(checked_name(name))
        else:
            self._waiting_savepoints.append(checked_name(name))

    def _set_savepoint(self, name: str) -> None:
        self.execute_plain(f"savepoint `{name}`")
        self._savepoints.append(name)

    def release_savepoint(self, name: str) -> None:
        """Forget a savepoint and those after it; one that a commit ended is forgotten already."""
        if name in self._waiting_savepoints:
            del self._waiting_savepoints[self._waiting_savepoints.index(name) :]
        elif name in self._savepoints or name not in self._committed_savepoints:
            self.execute_plain(f"release savepoint `{checked_name(name)}`")
            del self._savepoints[self._savepoints.index(name) if name in self._savepoints else len(self._savepoints) :]

    def _forget_transaction(self) -> None:
        self.writes_in_transaction = 0
        self._waiting_savepoints.clear()
        self._savepoints.clear()

    def _refuse_write(self, kind: Kind) -> None:
        if self._reads_only and kind in (Kind.WRITE, Kind.DDL, Kind.LOCK):
            raise DatabaseModificationError(_("This request only reads; it may not write to the database."))

    def _count(self, sql: str, kind: Kind) -> None:
        self.statement_count += 1
        if kind is Kind.WRITE:
            self.writes_in_transaction += 1
        if self.statement_log is not None:
            self.statement_log.append(sql)


def checked_name(name: str) -> str:
    """Return a savepoint's name when it may stand in SQL.

    Raises:
        ValueError: it holds more than letters, digits and underscores.
    """
    if not _NAME.match(name):
        raise ValueError(f"{name!r} is not a savepoint name")
    return name
