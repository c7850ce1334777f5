"""Connections, transactions, table description and DDL; one folder a dialect with the same files in each."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.database.connection import Connection as Connection
from frappe.exceptions import ValidationError
from frappe.messages import _

DIALECTS = {"sqlite": "frappe.database.sqlite", "mariadb": "frappe.database.mariadb"}


def _dialect(conf: Any, module: str) -> Any:
    db_type = conf.get("db_type") or "sqlite"
    if db_type not in DIALECTS:
        raise ValidationError(
            _("db_type is {db_type}; this bench knows: {known}.").format(db_type=db_type, known=", ".join(DIALECTS))
        )
    return import_module(f"{DIALECTS[db_type]}.{module}")


def connect(conf: Any, site_path: str | Path) -> Connection:
    """Open this thread's connection to a site's database."""
    connection: Connection = _dialect(conf, "connection").connect(conf, Path(site_path))
    return connection


def create_database(conf: Any, site_path: str | Path, *, root: Any = None, force: bool = False) -> None:
    """Make a site's empty database: a file, or a database and its user on the MariaDB server.

    ``root`` are connection parameters of a user that may create databases (``user``, ``password``); the rest comes
    from ``conf``. With ``force`` an existing one is replaced.

    Raises:
        ValidationError: it exists.
    """
    _dialect(conf, "administration").create_database(conf, Path(site_path), root=root, force=force)


def drop_database(conf: Any, site_path: str | Path, *, root: Any = None) -> None:
    """Remove a site's database, and its user on the MariaDB server; nothing happens when it is gone."""
    _dialect(conf, "administration").drop_database(conf, Path(site_path), root=root)


@contextmanager
def savepoint(catch: type[Exception] | tuple[type[Exception], ...] = Exception) -> Generator[None]:
    """Undo the writes of a block when it raises ``catch``, and go on; other errors pass. Also a decorator."""
    name = "sp_" + secrets.token_hex(5)
    local.db.savepoint(name)
    try:
        yield
    except catch:
        local.db.rollback(save_point=name)
    else:
        local.db.release_savepoint(name)
