"""Install an app on the active site, in the order of contract 1.5."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager

from frappe.context import invalidate, local
from frappe.defaults import set_default
from frappe.exceptions import AppNotInstalledError, ValidationError
from frappe.install import patches
from frappe.install.customizations import sync_customizations
from frappe.install.fixtures import sync_fixtures
from frappe.install.hook_calls import run_app_hooks, run_hooks
from frappe.install.sync import sync_dashboards, sync_for, write_modules
from frappe.install.versions import record_versions
from frappe.journal import operation
from frappe.messages import _
from frappe.modules import get_all_apps, get_attr, get_installed_apps
from frappe.modules.apps import load_app_hooks

# Features follow an installation by name; the rooms below know none of them.
SYNC_JOBS = "frappe.core.doctype.scheduled_job_type.scheduled_job_type.sync_jobs"


def install_app(name: str, verbose: bool = False, set_as_patched: bool = True, force: bool = False) -> None:
    """Install an app on the active site, what it requires first; ``force`` installs it again.

    Each app is one transaction: an app that fails leaves the site as it was. Where the database keeps changes of
    tables at once (MariaDB) the error says how to go on.

    Raises:
        AppNotInstalledError: the app is not on the bench. ValidationError: its ``before_install`` refuses.
    """
    _install_with_required(name, (), set_as_patched=set_as_patched, force=force)


def _install_with_required(name: str, asking: tuple[str, ...], *, set_as_patched: bool, force: bool = False) -> None:
    if name in asking:
        raise ValidationError(_("Apps require each other: {0}.").format(" > ".join((*asking, name))))
    if name not in get_all_apps():
        raise AppNotInstalledError(_("App {0} is not on this bench. Get it with: ./bench get-app").format(name))
    if name in get_installed_apps() and not force:
        return
    for required in load_app_hooks(name).get("required_apps", ()):
        _install_with_required(required.split("/")[-1], (*asking, name), set_as_patched=set_as_patched)
    local.db.commit()
    connection = local.db.connection
    before = connection.commits
    try:
        with _installing(name), operation("install", route=name):
            _install(name, set_as_patched=set_as_patched)
        local.db.commit()
    except BaseException as error:
        local.db.rollback()
        local.db.forget_tables()
        invalidate()
        if connection.commits > before and isinstance(error, Exception):
            raise _half_installed(name, error) from error
        raise


@contextmanager
def _installing(app: str) -> Generator[None]:
    local.flags.in_install = app
    invalidate()
    try:
        yield
    finally:
        local.flags.in_install = local.flags.installing_apps = None
        invalidate()


def _install(name: str, *, set_as_patched: bool) -> None:
    if False in run_app_hooks(name, "before_install"):
        raise ValidationError(_("App {0} refused to be installed.").format(name))
    run_hooks("before_app_install", name)
    installed = get_installed_apps()
    local.flags.installing_apps = installed if name in installed else [*installed, name]
    invalidate()
    write_modules(name)
    sync_for(name, force=True, reset_permissions=True)
    set_default("installed_apps", json.dumps(local.flags.installing_apps), "__global")
    local.flags.installing_apps = None
    invalidate()
    if set_as_patched:
        patches.mark_done(name)
    run_app_hooks(name, "after_install")
    run_hooks("after_app_install", name)
    get_attr(SYNC_JOBS)()
    sync_fixtures(name)
    sync_customizations(name)
    sync_dashboards(name)
    record_versions()
    run_app_hooks(name, "after_sync")


def _half_installed(name: str, error: Exception) -> ValidationError:
    """Say what to do about a part of an app that the database kept."""
    text = _(
        "App {0} is only partly installed: {1} A part of it was committed before the error. Correct the cause and run: "
        "./bench install-app {0} --force, or take the part away: ./bench uninstall-app {0} --force"
    )
    return ValidationError(text.format(name, error), app=name)
