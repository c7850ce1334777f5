"""Make a site, install and remove apps, migrate (contract 1.5). Parts: ``sync``, ``seed``, ``fixtures``, ``patches``."""

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
from frappe.exceptions import AppNotInstalledError, IncorrectSitePath, ValidationError
from frappe.install import patches
from frappe.install.customizations import sync_customizations
from frappe.install.fixtures import import_folder, sync_fixtures
from frappe.install.seed import seed
from frappe.install.sync import sync_doctypes, sync_records, write_modules, write_roles
from frappe.journal import operation
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.modules import get_all_apps, get_attr, get_installed_apps
from frappe.modules.apps import load_app_hooks
from frappe.sites import close_connections, connect, destroy, init, set_user
from frappe.types import _dict

# Features follow an installation by name; the rooms below know none of them.
SYNC_JOBS = "frappe.core.doctype.scheduled_job_type.scheduled_job_type.sync_jobs"
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
        local.db.set_single_value("System Settings", {**_default_settings(), **settings})
        patches.mark_done("frappe")
    local.flags.in_install = None
    local.flags.installing_apps = None
    invalidate()
    sync_records("frappe")
    get_attr(SYNC_JOBS)()
    local.db.commit()


def _default_settings() -> dict[str, Any]:
    fields = get_meta("System Settings").value_fields
    return {field.fieldname: field.default for field in fields if field.default not in (None, "")}


def install_app(name: str, verbose: bool = False, set_as_patched: bool = True, force: bool = False) -> None:
    """Install an app on the active site, what it requires first (contract 1.5).

    Raises:
        AppNotInstalledError: the app is not on the bench. ValidationError: its ``before_install`` refuses.
    """
    if name not in get_all_apps():
        raise AppNotInstalledError(_("App {0} is not on this bench. Get it with: ./bench get-app").format(name))
    installed = get_installed_apps()
    if name in installed and not force:
        return
    hooks = load_app_hooks(name)
    for required in hooks.get("required_apps", ()):
        install_app(required.split("/")[-1])
    installed = get_installed_apps()
    local.flags.in_install = name
    local.flags.installing_apps = [*installed, name] if name not in installed else installed
    invalidate()
    with operation("install", route=name):
        _run_hooks("before_app_install", name)
        for path in hooks.get("before_install", ()):
            if get_attr(path)() is False:
                raise ValidationError(_("App {0} refused to be installed.").format(name))
        write_modules(name)
        sync_doctypes(name, force=True)
        write_roles()
        set_default("installed_apps", json.dumps(local.flags.installing_apps), "__global")
        local.flags.in_install = None
        local.flags.installing_apps = None
        invalidate()
        sync_records(name)
        patches.mark_done(name)
        for path in hooks.get("after_install", ()):
            get_attr(path)()
        _run_hooks("after_app_install", name)
        sync_fixtures(name)
        sync_customizations(name)
        for path in hooks.get("after_sync", ()):
            get_attr(path)()
        get_attr(SYNC_JOBS)()
    local.db.commit()


def uninstall_app(app_name: str, *, yes: bool = False, dry_run: bool = False, **_options: Any) -> list[str]:
    """Take an app and its DocTypes off the site; return what goes (or would go).

    Raises:
        ValidationError: it is the framework, not installed, or required by another app.
    """
    installed = get_installed_apps()
    if app_name == "frappe" or app_name not in installed:
        raise ValidationError(_("App {0} is not installed or cannot be uninstalled.").format(app_name))
    for other in installed:
        if any(name.split("/")[-1] == app_name for name in load_app_hooks(other).get("required_apps", ())):
            raise ValidationError(_("App {0} is required by {1}.").format(app_name, other))
    modules = local.db.get_all("Module Def", {"app_name": app_name}, pluck="name")
    doctypes = local.db.get_all("DocType", {"module": ["in", modules]}, pluck="name") if modules else []
    gone = [f"DocType {name}" for name in doctypes] + [f"Module {name}" for name in modules]
    if dry_run:
        return gone
    _run_hooks("before_app_uninstall", app_name)
    for path in load_app_hooks(app_name).get("before_uninstall", ()):
        get_attr(path)()
    remove_doctypes(doctypes)
    for doctype in ("Workspace", "Report", "Custom Field", "Property Setter"):
        local.db.delete(doctype, {"module": ["in", modules]})
    local.db.delete("Module Def", {"name": ["in", modules]})
    set_default("installed_apps", json.dumps([app for app in installed if app != app_name]), "__global")
    invalidate()
    get_attr(SYNC_JOBS)()
    for path in load_app_hooks(app_name).get("after_uninstall", ()):
        get_attr(path)()
    _run_hooks("after_app_uninstall", app_name)
    local.db.commit()
    return gone


def remove_doctypes(names: list[str]) -> None:
    """Drop DocTypes with their tables."""
    from frappe.install.sync import CHILDREN

    for name in names:
        meta = get_meta(name)
        for child in CHILDREN.values():
            local.db.connection.execute(f"delete from `tab{child}` where `parent` = ?", (name,))
        for column, doctype in (("dt", "Custom Field"), ("doc_type", "Property Setter"), ("parent", "Custom DocPerm")):
            local.db.connection.execute(f"delete from `tab{doctype}` where `{column}` = ?", (name,))
        local.db.connection.execute("delete from `tabDocType` where `name` = ?", (name,))
        if not meta.issingle and not meta.is_virtual:
            local.db.connection.execute(f"drop table if exists `{meta.table_name}`")
    local.db.forget_tables()
    invalidate()


def migrate(*, skip_failing: bool = False, dry_run: bool = False) -> Any:
    """Bring the active site to the apps' present state (contract 1.5); return what was done.

    With ``dry_run`` the pending patches, changed DocTypes and planned changes of tables are returned and nothing runs.
    """
    if dry_run:
        from frappe.install.planning import planned_changes

        return planned_changes()
    done: Any = _dict(patches=[], doctypes=[], fixtures=0)
    set_user("Administrator")
    apps = get_installed_apps()
    local.flags.in_migrate = True
    try:
        with operation("migrate"):
            schema.sync_internal_tables()
            _run_hooks("before_migrate")
            for app in apps:
                done.patches += patches.run_pending(app, "pre_model_sync", skip_failing=skip_failing)
            for app in apps:
                write_modules(app)
                done.doctypes += sync_doctypes(app)
            write_roles()
            invalidate()
            done.schema = _sync_all_tables()
            for app in apps:
                sync_records(app)
                done.patches += patches.run_pending(app, "post_model_sync", skip_failing=skip_failing)
            for app in apps:
                done.fixtures += sync_fixtures(app)
            for app in apps:
                sync_customizations(app)
            done.fixtures += import_folder(Path(local.sites_path).resolve().parent / "fixtures")
            done.patches += patches.run_pending("bench", "post_model_sync", skip_failing=skip_failing)
            get_attr(SYNC_JOBS)()
            _run_hooks("after_migrate")
        local.db.commit()
    except BaseException:
        local.db.rollback()
        raise
    finally:
        local.flags.in_migrate = None
        invalidate()
    return done


def _sync_all_tables() -> list[str]:
    changes = []
    for name in local.db.get_all("DocType", pluck="name", order_by="name asc"):
        changes += [str(change) for change in schema.sync(get_meta(name))]
    return changes


def _run_hooks(hook: str, *arguments: Any) -> None:
    from frappe.modules import get_hooks

    for path in get_hooks(hook):
        get_attr(path)(*arguments)


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
