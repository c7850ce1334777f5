"""Make and remove a site's data file."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from frappe.database.sqlite.connection import connect, database_file
from frappe.exceptions import ValidationError
from frappe.messages import _

COMPANIONS = ("-wal", "-shm", "-journal", "-gate", "-turn")


def create_database(conf: Any, site_path: Path, *, root: Any = None, force: bool = False) -> None:
    """Make an empty data file.

    Raises:
        ValidationError: the file exists.
    """
    path = database_file(conf, site_path)
    if path.exists():
        if not force:
            raise ValidationError(_("The database {0} already exists. Use --force to replace it.").format(path))
        drop_database(conf, site_path)
    connect(conf, site_path).close()


def drop_database(conf: Any, site_path: Path, *, root: Any = None) -> None:
    """Remove a data file and what SQLite keeps beside it."""
    path = database_file(conf, site_path)
    for name in (path, *(path.with_name(path.name + suffix) for suffix in COMPANIONS)):
        with contextlib.suppress(FileNotFoundError):
            name.unlink()
