"""``IntegrationTestCase``: tests with a site and its database; what a class writes is rolled back at its end."""

from __future__ import annotations

import copy
import os
from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from frappe.cache_store import SiteCache
from frappe.context import local
from frappe.database import connect as open_connection
from frappe.database.connection import Connection
from frappe.records.site_database import SiteDatabase
from frappe.sites import connect, destroy, init
from frappe.tests import records
from frappe.tests.classes import context_managers
from frappe.tests.classes.unit_test_case import UnitTestCase
from frappe.types import _dict


class IntegrationTestCase(UnitTestCase):
    """The site is the one that is open, else ``TEST_SITE``.

    The test records of ``cls.doctype`` and of what it links to are made and committed before the first test.
    """

    TEST_SITE = os.environ.get("FRAPPE_TEST_SITE", "test_site")
    ADMIN_PASSWORD = "admin"
    SHOW_TRANSACTION_COMMIT_WARNINGS = False
    globalTestRecords: dict[str, list[Any]]

    change_settings = staticmethod(context_managers.change_settings)
    _primary: SiteDatabase
    _secondary: SiteDatabase | None = None

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        if local.__dict__.get("db") is None:
            init(cls.TEST_SITE, local.__dict__.get("sites_path", os.environ.get("SITES_PATH", ".")))
            connect()
            cls.addClassCleanup(destroy)
        cls.ADMIN_PASSWORD = local.conf.get("admin_password") or cls.ADMIN_PASSWORD
        local.flags.in_test = True
        local.__dict__.setdefault("test_objects", {})
        cls._primary = local.db
        cls.globalTestRecords = records.known_records()
        if cls.doctype:
            records.make_test_records(cls.doctype)
        local.db.commit()
        cls.addClassCleanup(_rolled_back_locals())

    # -- connections

    @contextmanager
    def primary_connection(self) -> Generator[None]:
        """Work on the connection that the test began with."""
        with _on(self._primary):
            yield

    @contextmanager
    def secondary_connection(self) -> Generator[None]:
        """Work on a connection of its own, as another request would."""
        cls = type(self)
        if cls._secondary is None:
            cls._secondary = SiteDatabase(open_connection(local.conf, local.site_path))
            cls.addClassCleanup(cls._close_secondary)
        with _on(cls._secondary):
            yield

    @classmethod
    def _close_secondary(cls) -> None:
        if cls._secondary is not None:
            cls._secondary.rollback()
            cls._secondary.connection.close()
            cls._secondary = None

    @contextmanager
    def switch_site(self, site: str) -> Generator[None]:
        """Work on another site of the bench."""
        before = dict(local.__dict__)
        init(site, before["sites_path"])
        try:
            connect()
            local.flags.in_test = True
            yield
        finally:
            destroy()
            local.__dict__.update(before)

    # -- what it costs

    @contextmanager
    def assertQueryCount(self, count: int, query_type: Any = None) -> Generator[None]:
        """Assert that at most ``count`` statements are sent, of kinds such as ``("select",)`` or of any."""
        connection = local.db.connection
        log: list[str] = []
        kept, connection.statement_log = connection.statement_log, log
        try:
            yield
        finally:
            connection.statement_log = kept
        kinds = tuple(kind.lower() for kind in ((query_type,) if isinstance(query_type, str) else query_type or ()))
        sent = [text for text in map(str, log) if not kinds or text.lstrip().lower().startswith(kinds)]
        self.assertLessEqual(len(sent), count, "Statements:\n" + "\n".join(sent))

    @contextmanager
    def assertRedisCallCounts(self, count: int, *, exact: bool = False) -> Generator[None]:
        """Assert that the cache is asked at most (or exactly) ``count`` times."""
        calls: Counter[str] = Counter()
        with ExitStack() as stack:
            for name in ("get_value", "set_value", "delete_value", "hget", "hset", "hdel", "hgetall", "exists"):
                stack.enter_context(mock.patch.object(SiteCache, name, _counted(getattr(SiteCache, name), calls)))
            yield
        made = sum(calls.values())
        self.assertTrue(made == count if exact else made <= count, f"{made} calls of the cache: {dict(calls)}")

    @contextmanager
    def assertRowsRead(self, count: int) -> Generator[None]:
        """Assert that statements return at most ``count`` rows."""
        read: Counter[str] = Counter()
        kind: type[Connection] = type(local.db.connection)
        execute = kind.execute

        def counting(self: Any, *args: Any, **kwargs: Any) -> Any:
            return _CountingCursor(execute(self, *args, **kwargs), read)

        with mock.patch.object(kind, "execute", counting):
            yield
        self.assertLessEqual(read["rows"], count, "rows read")


class _CountingCursor:
    """A cursor that counts the rows it gives."""

    def __init__(self, cursor: Any, read: Counter[str]) -> None:
        self._cursor, self._read = cursor, read

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __iter__(self) -> Any:
        for row in self._cursor:
            self._read["rows"] += 1
            yield row

    def fetchone(self) -> Any:
        row = self._cursor.fetchone()
        self._read["rows"] += row is not None
        return row

    def fetchmany(self, *args: Any) -> list[Any]:
        return self._count(self._cursor.fetchmany(*args))

    def fetchall(self) -> list[Any]:
        return self._count(self._cursor.fetchall())

    def _count(self, rows: list[Any]) -> list[Any]:
        self._read["rows"] += len(rows)
        return rows


def _counted(function: Any, calls: Counter[str]) -> Any:
    def counted(*args: Any, **kwargs: Any) -> Any:
        calls[function.__name__] += 1
        return function(*args, **kwargs)

    return counted


@contextmanager
def _on(database: SiteDatabase) -> Generator[None]:
    before = local.db
    local.db = database
    try:
        yield
    finally:
        local.db = before


def _rolled_back_locals() -> Any:
    """Return what ends a class: a rollback, and flags and session as they are now."""
    flags, session = copy.copy(dict(local.flags)), copy.deepcopy(dict(local.session))
    user, lang = local.user, local.lang

    def restore() -> None:
        local.db.rollback()
        local.flags.clear()
        local.flags.update(flags)
        local.session = _dict(session)
        local.user, local.lang = user, lang
        local.role_permissions = {}
        local.__dict__.pop("document_cache", None)

    return restore
