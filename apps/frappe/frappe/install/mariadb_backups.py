"""Dump a MariaDB database with the server's own program; load a dump beside the old tables, then exchange them."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frappe.database.mariadb.connection import MariadbConnection, parameters, settings
from frappe.exceptions import ValidationError
from frappe.messages import _


def dump_mariadb(conf: Any, target: Path) -> None:
    """Write the database as packed SQL, as it stands at one moment.

    Raises:
        ValidationError: the program is missing or failed.
    """
    options = ["--single-transaction", "--quick", "--skip-lock-tables", "--no-tablespaces", "--hex-blob",
               "--default-character-set=utf8mb4", "--skip-add-drop-table"]  # fmt: skip
    command = [_program("mariadb-dump", "mysqldump"), *_where(conf), "--user", _user(conf), *options, _name(conf)]
    environment = {**os.environ, "MYSQL_PWD": str(conf.get("db_password") or "")}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:
        assert dump.stdout is not None and dump.stderr is not None
        with gzip.open(target, "wb", compresslevel=6) as write:
            shutil.copyfileobj(dump.stdout, write, 1 << 20)
        error = dump.stderr.read().decode(errors="replace")
    if dump.returncode:
        raise ValidationError(_("{0} failed: {1}").format(command[0], error[-500:]))


def restore_mariadb(conf: Any, dump: Path, *, root: dict[str, Any] | None = None) -> None:
    """Load a dump into a database beside the site's, then exchange all tables in one statement.

    ``root`` are the credentials of a user that may make databases.

    Raises:
        ValidationError: the dump cannot be loaded; the site's tables are as they were.
    """
    name, user = _name(conf), str((root or {}).get("user") or "root")
    password = str((root or {}).get("password") or "")
    new, old = f"{name}_restoring", f"{name}_replaced"
    with _as_root(conf, user, password) as connection:
        for database in (new, old):
            connection.execute_plain(f"drop database if exists `{database}`")
            connection.execute_plain(f"create database `{database}` character set utf8mb4 collate utf8mb4_unicode_ci")
        try:
            _load(conf, dump, new, user, password)
            incoming = _tables(connection, new)
            if "tabDocType" not in incoming:
                raise ValidationError(_("The backup is not a whole database of a site and was not restored."))
            moves = [f"`{name}`.`{table}` to `{old}`.`{table}`" for table in _tables(connection, name)]
            moves += [f"`{new}`.`{table}` to `{name}`.`{table}`" for table in incoming]
            connection.execute_plain("rename table " + ", ".join(moves))
        finally:
            for database in (new, old):
                connection.execute_plain(f"drop database if exists `{database}`")


def _load(conf: Any, dump: Path, database: str, user: str, password: str) -> None:
    command = [_program("mariadb", "mysql"), *_where(conf), "--user", user, "--default-character-set=utf8mb4", database]
    with dump.open("rb") as read:
        done = subprocess.run(command, stdin=read, env={**os.environ, "MYSQL_PWD": password}, capture_output=True)
    if done.returncode:
        text = done.stderr.decode(errors="replace")[-500:]
        raise ValidationError(_("The backup could not be loaded and nothing was changed: {0}").format(text))


@contextlib.contextmanager
def _as_root(conf: Any, user: str, password: str) -> Iterator[MariadbConnection]:
    options = {**parameters(conf), "user": user, "password": password}
    options.pop("database", None)
    connection = MariadbConnection(options, settings(conf))
    try:
        yield connection
    finally:
        connection.close()


def _tables(connection: MariadbConnection, database: str) -> list[str]:
    sql = "select table_name from information_schema.tables where table_schema = ? order by table_name"
    return [str(row[0]) for row in connection.query(sql, (database,))]


def _where(conf: Any) -> list[str]:
    if conf.get("db_socket"):
        return [f"--socket={conf.get('db_socket')}"]
    return [f"--host={conf.get('db_host') or 'localhost'}", f"--port={int(conf.get('db_port') or 3306)}"]


def _name(conf: Any) -> str:
    return str(conf.get("db_name"))


def _user(conf: Any) -> str:
    return str(conf.get("db_user") or conf.get("db_name"))


def _program(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise ValidationError(_("{0} is not installed. Debian: apt install mariadb-client").format(names[0]))
    return found
