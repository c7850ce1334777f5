"""Fixtures: connections to a fresh database of each dialect, without a site."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import servers
from frappe.database import Connection, connect, create_database, drop_database
from frappe.database.tables import Column, CreateTable, Index, Table

DIALECTS = ("sqlite", "mariadb")
ITEM = Table(
    "tabItem",
    (
        Column("name", "varchar", primary=True),
        Column("owner", "varchar"),
        Column("qty", "int"),
        Column("rate", "decimal"),
        Column("duration", "decimal_null"),
        Column("active", "check", default="1"),
        Column("due", "date"),
        Column("creation", "datetime"),
        Column("at", "time"),
        Column("notes", "longtext"),
        Column("settings", "json"),
        Column("code", "varchar"),
    ),
    (Index(("creation",)), Index(("code",), unique=True)),
)
_numbers = itertools.count(1)


def configuration(dialect: str) -> dict[str, Any]:
    if dialect == "sqlite":
        return {"db_type": "sqlite", "db_name": "site", "db_lock_timeout_s": 10}
    missing = servers.mariadb_missing()
    if missing and not servers.require_all():
        pytest.skip(missing)
    name = f"room_{next(_numbers)}_{id(object()) % 10_000_000}"
    return {
        "db_type": "mariadb",
        "db_name": name,
        "db_password": "it's \\ secret",
        "db_socket": servers.mariadb_socket(),
    }


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def conf(dialect: str, tmp_path: Path) -> Iterator[dict[str, Any]]:
    conf = configuration(dialect)
    create_database(conf, tmp_path, root={"user": "root", "password": ""})
    yield conf
    drop_database(conf, tmp_path, root={"user": "root", "password": ""})


@pytest.fixture
def connect_again(conf: dict[str, Any], tmp_path: Path) -> Iterator[Callable[[], Connection]]:
    """Open one more connection; all are closed at the end."""
    opened: list[Connection] = []

    def open_one() -> Connection:
        opened.append(connect(conf, tmp_path))
        return opened[-1]

    yield open_one
    for connection in opened:
        connection.rollback()
        connection.close()


@pytest.fixture
def connection(connect_again: Callable[[], Connection]) -> Connection:
    return connect_again()


@pytest.fixture
def items(connection: Connection) -> Connection:
    """A connection with an empty table ``tabItem``."""
    connection.apply(CreateTable(ITEM))
    connection.commit()
    return connection
