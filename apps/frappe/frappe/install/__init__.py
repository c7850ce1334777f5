"""Make a site and drop it; install and uninstall apps, migrate (contract 1.5).

Parts: ``apps``, ``uninstall``, ``migration``, and what they use: ``sync``, ``seed``, ``fixtures``, ``patches``.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from pathlib import Path
from typing import Any

from frappe import schema
from frappe.config import get_site_config, write_config
from frappe.context import invalidate, local
from frappe.database import create_database, drop_database
from frappe.defaults import set_default
from frappe.exceptions import IncorrectSitePath, ValidationError
from frappe.install import patches
from frappe.install.apps import SYNC_JOBS
from frappe.install.apps import install_app as install_app
from frappe.install.migration import migrate as migrate
from frappe.install.seed import seed
from frappe.install.sync import sync_dashboards, sync_doctypes, sync_records, write_modules, write_roles
from frappe.install.uninstall import uninstall_app as uninstall_app
from frappe.install.versions import record_versions
from frappe.journal import operation
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.modules import get_attr
from frappe.sites import close_connections, connect, destroy, init

FOLDERS = ("public/files", "private/files", "private/backups", "private/mail", "logs", "locks", "db")


def new_site(
    site: str,
    *,
    sites_path: str | Path = ".",
    admin_password: str | None = None,
    install_apps: list[str] | None = None,
    settings: dict[str, Any] | None = None,
    conf: dict[str, Any] | None = None,
    force: bool = False,
    root: dict[str, Any] | None = None,
) -> str:
    """Make a site with the framework and apps in it; return Administrator's password.

    ``conf`` goes into its configuration (``db_type``, ``db_name``, ...); ``root`` are the credentials of a database
    user that may create databases (MariaDB). What is half made is taken away again when anything fails.

    Raises:
        ValidationError: the site exists already.
    """
    folder = Path(sites_path) / site
    if (folder / "site_config.json").exists():
        if not force:
            raise ValidationError(_("Site {0} already exists. Use --force to replace it.").format(site), site=site)
        drop_site(site, sites_path=sites_path, root=root)
    password = admin_password or secrets.token_urlsafe(9)
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    try:
        write_config(folder / "site_config.json", {**_database_of(site, conf or {}), **(conf or {})})
        init(site, sites_path)
        create_database(local.conf, folder, root=root, force=force)
        connect()
        _install_framework(password, settings or {})
        for app in install_apps or ():
            install_app(app)
        local.db.commit()
    except BaseException:
        destroy()
        close_connections(folder)
        shutil.rmtree(folder, ignore_errors=True)
        raise
    destroy()
    return password


def _database_of(site: str, conf: dict[str, Any]) -> dict[str, Any]:
    """Return where a new site's data lies: a file, or a database of its own with a random password."""
    if (conf.get("db_type") or "sqlite") == "sqlite":
        return {"db_type": "sqlite", "db_name": "site"}
    name = "_" + hashlib.sha1(site.encode(), usedforsecurity=False).hexdigest()[:16]
    return {"db_name": name, "db_password": secrets.token_urlsafe(12)}


def _install_framework(password: str, settings: dict[str, Any]) -> None:
    from frappe.utils.password import update_password

    local.flags.in_install = "frappe"
    local.flags.installing_apps = ["frappe"]
    with operation("install", route="frappe"):
        schema.sync_internal_tables()
        sync_doctypes("frappe", force=True)
        write_modules("frappe")
        set_default("installed_apps", json.dumps(["frappe"]), "__global")
        seed()
        write_roles()
        update_password("Administrator", password)
        skipped = {"setup_complete": 1} if local.conf.skip_setup_wizard else {}
        local.db.set_single_value("System Settings", {**_default_settings(), **settings, **skipped})
        patches.mark_done("frappe")
        patches.mark_done("bench")
    local.flags.in_install = None
    local.flags.installing_apps = None
    invalidate()
    sync_records("frappe")
    sync_dashboards("frappe")
    get_attr(SYNC_JOBS)()
    record_versions()
    local.db.commit()


def _default_settings() -> dict[str, Any]:
    fields = get_meta("System Settings").value_fields
    return {field.fieldname: field.default for field in fields if field.default not in (None, "")}


def drop_site(site: str, *, sites_path: str | Path = ".", root: dict[str, Any] | None = None) -> None:
    """Remove a site and its data.

    Raises:
        IncorrectSitePath: there is no such site.
    """
    folder = Path(sites_path) / site
    if not (folder / "site_config.json").exists():
        raise IncorrectSitePath(_("Site {0} does not exist.").format(site), site=site)
    close_connections(folder)
    drop_database(get_site_config(Path(sites_path), folder), folder, root=root)
    shutil.rmtree(folder)
