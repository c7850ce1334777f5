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

DIALECTS = {"sqlite": "frappe.database.sqlite.connection"}


def connect(conf: Any, site_path: str | Path) -> Connection:
    """Open this thread's connection to a site's database."""
    module = import_module(DIALECTS[conf.get("db_type") or "sqlite"])
    return module.connect(conf, Path(site_path))  # type: ignore[no-any-return]


@contextmanager
def savepoint(catch: type[Exception] | tuple[type[Exception], ...] = Exception) -> Generator[None]:
    """Undo the writes of a block when it raises ``catch``, and go on."""
    name = "sp_" + secrets.token_hex(5)
    local.db.savepoint(name)
    try:
        yield
    except catch:
        local.db.rollback(save_point=name)
    else:
        local.db.release_savepoint(name)
