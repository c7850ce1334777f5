"""Bring a site to the state of its apps: four phases, each committed (contract 1.5)."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from frappe import schema
from frappe.context import invalidate, local
from frappe.install import patches
from frappe.install.apps import SYNC_JOBS
from frappe.install.customizations import sync_customizations
from frappe.install.fixtures import import_folder, sync_fixtures
from frappe.install.hook_calls import run_hooks
from frappe.install.orphans import remove_orphans
from frappe.install.planning import planned_changes
from frappe.install.seed import seed_standard
from frappe.install.sync import sync_dashboards, sync_doctypes, sync_records, write_modules, write_roles
from frappe.install.versions import record_versions
from frappe.journal import operation
from frappe.metadata import get_meta
from frappe.modules import get_app_path, get_attr, get_installed_apps
from frappe.sites import connect, destroy, init, set_user
from frappe.sites.locks import filelock
from frappe.types import _dict


def migrate(*, skip_failing: bool = False, dry_run: bool = False) -> Any:
    """Bring the active site to the apps' present state and return what was done.

    With ``dry_run`` the pending patches, changed DocTypes and records, planned changes of tables and DocTypes that
    would go are returned, and nothing runs. An error rolls back the phase it happens in; what ran before it stays.

    Raises:
        LockTimeoutError: another process migrates the site. ValidationError: a patch fails.
    """
    if dry_run:
        return planned_changes()
    done: Any = _dict(patches=[], doctypes=[], records=[], schema=[], fixtures=0, orphans=[])
    with _migrating(), operation("migrate"):
        apps = get_installed_apps()
        for app in apps:
            get_app_path(app)  # an app that is not on the bench is told before anything changes
        for phase in (_before_sync, _sync, _after_sync, _finish):
            phase(done, apps, skip_failing)
            local.db.commit()
    return done


@contextmanager
def _migrating() -> Generator[None]:
    with filelock("bench_migrate", timeout=1):
        set_user("Administrator")
        invalidate()
        local.flags.in_migrate = True
        try:
            yield
        except BaseException:
            local.db.rollback()
            local.db.forget_tables()
            raise
        finally:
            local.flags.in_migrate = None
            invalidate()


def _before_sync(done: Any, apps: list[str], skip_failing: bool) -> None:
    schema.sync_internal_tables()
    run_hooks("before_migrate")
    done.patches += patches.run_section([*apps, "bench"], "pre_model_sync", skip_failing=skip_failing)


def _sync(done: Any, apps: list[str], skip_failing: bool) -> None:
    for app in apps:
        write_modules(app)
        done.doctypes += sync_doctypes(app)
    write_roles()
    invalidate()
    for name in local.db.get_all("DocType", pluck="name", order_by="name asc"):
        done.schema += [str(change) for change in schema.sync(get_meta(name))]
    for app in apps:
        done.records += sync_records(app)


def _after_sync(done: Any, apps: list[str], skip_failing: bool) -> None:
    done.patches += patches.run_section([*apps, "bench"], "post_model_sync", skip_failing=skip_failing)
    done.patches += patches.run_final([*apps, "bench"], skip_failing=skip_failing)


def _finish(done: Any, apps: list[str], skip_failing: bool) -> None:
    get_attr(SYNC_JOBS)()
    for app in apps:
        done.fixtures += sync_fixtures(app)
    seed_standard()
    for app in apps:
        sync_dashboards(app)
        sync_customizations(app)
    done.fixtures += import_folder(Path(local.sites_path).resolve().parent / "fixtures")
    done.orphans += remove_orphans()
    record_versions()
    run_hooks("after_migrate")


class SiteMigration:
    """Upstream's way to ask for a migration: its choices, and `run`, which opens the site and closes it."""

    def __init__(self, skip_failing: bool = False, skip_search_index: bool = False) -> None:
        self.skip_failing = skip_failing

    def run(self, site: str) -> Any:
        """Migrate a site and return what was done."""
        init(site, local.__dict__.get("sites_path", "."))
        try:
            connect()
            return migrate(skip_failing=self.skip_failing)
        finally:
            destroy()
