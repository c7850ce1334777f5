"""Make and remove a site's database and user on a MariaDB server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from frappe.database.mariadb.connection import LOOPBACK, MariadbConnection, parameters, settings
from frappe.exceptions import ValidationError
from frappe.messages import _

_NAME = re.compile(r"[A-Za-z0-9_]{1,64}")


def create_database(conf: Any, site_path: Path, *, root: Any = None, force: bool = False) -> None:
    """Make an empty database, its user and the user's rights.

    Raises:
        ValidationError: the database exists, or its name has other characters than letters, digits and underscores.
    """
    name, user, host = _names(conf)
    connection = _as_root(conf, root)
    try:
        found = connection.query("select 1 from information_schema.schemata where schema_name = ?", (name,))
        if found and not force:
            raise ValidationError(_("The database {0} already exists. Use --force to replace it.").format(name))
        connection.execute_plain(f"drop database if exists `{name}`")
        connection.execute_plain(f"create database `{name}` character set utf8mb4 collate utf8mb4_unicode_ci")
        if user != _root_user(conf, root):
            account = f"'{user}'@'{host}'"
            connection.execute(f"create user if not exists {account}")
            connection.execute(f"alter user {account} identified by ?", (conf.get("db_password") or "",))
            pattern = name.replace("_", "\\_")
            connection.execute_plain(f"grant all privileges on `{pattern}`.* to {account}")
    finally:
        connection.close()


def drop_database(conf: Any, site_path: Path, *, root: Any = None) -> None:
    """Remove a database and its user."""
    name, user, host = _names(conf)
    connection = _as_root(conf, root)
    try:
        connection.execute_plain(f"drop database if exists `{name}`")
        if user != _root_user(conf, root):
            connection.execute_plain(f"drop user if exists '{user}'@'{host}'")
    finally:
        connection.close()


def _names(conf: Any) -> tuple[str, str, str]:
    name = str(conf.get("db_name") or "")
    user = str(conf.get("db_user") or name)
    for text in (name, user):
        if not _NAME.fullmatch(text):
            raise ValidationError(_("{0} cannot name a database: use letters, digits and underscores.").format(text))
    near = conf.get("db_socket") or (conf.get("db_host") or "localhost") in LOOPBACK
    host = str(conf.get("db_user_host") or ("localhost" if near else "%"))
    if not re.fullmatch(r"[A-Za-z0-9_.:%/-]{1,255}", host):
        raise ValidationError(_("{0} is not a host.").format(host))
    return name, user, host


def _root_user(conf: Any, root: Any) -> str:
    return str((root or {}).get("user") or conf.get("root_login") or "root")


def _as_root(conf: Any, root: Any) -> MariadbConnection:
    password = (root or {}).get("password")
    if password is None:
        password = conf.get("root_password") or ""
    options = {**parameters(conf), **(root or {}), "user": _root_user(conf, root), "password": password}
    options.pop("database", None)
    return MariadbConnection(options, settings(conf))
