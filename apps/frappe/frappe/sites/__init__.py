"""Open and close a site: the only writer of ``frappe.local`` besides the doors (contract 12.26)."""

from __future__ import annotations

import functools
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import frappe.translate  # noqa: F401  without it a process that opens a site would know no translations
from frappe.cache_store import SiteCache
from frappe.config import get_site_config
from frappe.context import Flags, forget_site, local, site_state
from frappe.database import connect as open_connection
from frappe.exceptions import IncorrectSitePath
from frappe.messages import _
from frappe.query_builder import LazyBuilder
from frappe.records.cache_version import refresh_if_changed
from frappe.records.site_database import SiteDatabase
from frappe.types import _dict


def init(site: str = "", sites_path: str | Path = ".", new_site: bool = False, force: bool = False) -> None:
    """Empty ``frappe.local`` and set it up for a site; no database is opened.

    Raises:
        IncorrectSitePath: there is no such site.
    """
    local.__dict__.clear()
    folder = os.path.normpath(sites_path)
    path = os.path.join(folder, site) if site else folder
    if site and not new_site and not os.path.isfile(os.path.join(path, "site_config.json")):
        raise IncorrectSitePath(_("Site {0} does not exist.").format(site), site=site)
    conf = get_site_config(folder, path if site else None)
    local.__dict__.update(
        site=site,
        sites_path=folder,
        site_path=path,
        conf=conf,
        site_state=site_state(site, _resolved(os.path.abspath(path))),
        flags=Flags(in_test=bool(os.environ.get("FRAPPE_IN_TEST"))),
        db=None,
        qb=None,
        lang="en",
        session=_dict(user="Guest", sid="Guest", data=_dict()),
        user="Guest",
        form_dict=_dict(),
        response=_dict(docs=[]),
        response_headers={},
        request=None,
        request_ip=None,
        message_log=[],
        error_log=[],
        debug_log=[],
        cache=SiteCache(),
        request_cache={},
        role_permissions={},
        valid_columns={},
        operation=None,
        login_manager=None,
        cookie_manager=None,
        session_obj=None,
        is_ajax=False,
        dev_server=bool(os.environ.get("DEV_SERVER")),
        test_objects={},
        jenv=None,
        slot_overlay=None,
        invalidation_pending=False,
    )


@functools.lru_cache(maxsize=256)
def _resolved(path: str) -> Path:
    return Path(path).resolve()


def get_conf(site: str | None = None) -> Any:
    """Return the configuration of the active site, or of another one without opening it."""
    if site is None or site == local.__dict__.get("site"):
        return local.conf
    folder = Path(local.__dict__.get("sites_path", "."))
    return get_site_config(folder, folder / site)


def get_site_config_path() -> str:
    """Return where the active site's configuration lies."""
    return str(Path(local.site_path, "site_config.json"))


def connect(site: str | None = None, db_name: str | None = None, set_admin_as_user: bool = True) -> None:
    """Open the site's database for this thread."""
    if site:
        init(site, getattr(local, "sites_path", "."))
    local.db = SiteDatabase(_connection())
    local.qb = LazyBuilder(local.db.db_type)
    if local.site_state.is_made or local.db.table_exists("__cache_version"):
        local.site_state.is_made = True
        refresh_if_changed()
    if set_admin_as_user:
        set_user("Administrator")


def _connection() -> Any:
    """Return a connection kept by this thread from an earlier request, or a new one."""
    kept = _kept.get(local.site_path)
    if kept:
        return kept.pop()
    return open_connection(local.conf, local.site_path)


_kept: dict[str, list[Any]] = {}


def destroy() -> None:
    """Close the site: roll back what was not committed, keep the connection for the next request, empty ``local``."""
    database = local.__dict__.get("db")
    if database is not None:
        connection = database.connection
        connection.rollback()
        connection.statement_log = None
        kept = _kept.setdefault(local.site_path, [])
        if len(kept) < 16:
            kept.append(connection)
        else:
            connection.close()
    local.__dict__.clear()


def close_connections(site_path: str | Path) -> None:
    """Close what is kept open of a site (it is about to be removed)."""
    for key in list(_kept):
        if Path(key).resolve() == Path(site_path).resolve():
            for connection in _kept.pop(key):
                connection.close()
    forget_site(Path(site_path).resolve())


def set_user(username: str) -> None:
    """Act as a user from now on."""
    local.session.user = username
    local.session.sid = local.session.sid or username
    local.session.data = local.session.data or _dict()
    local.user = username
    local.role_permissions = {}
    local.__dict__.pop("new_doc_templates", None)


@contextmanager
def open_site(site: str, *, sites_path: str | Path = ".", user: str = "Administrator") -> Generator[None]:
    """Open a site for a block; leaving it never commits."""
    init(site, sites_path)
    try:
        connect()
        set_user(user)
        yield
    finally:
        destroy()
