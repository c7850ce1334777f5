"""What is wrong with a site, as problems with a way out: the same values that the form of a DocType and tests show."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

from frappe import schema
from frappe.context import local
from frappe.install import patches
from frappe.install.planning import SECTIONS
from frappe.jobs.scheduler import why_inactive
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.metadata.checks import Problem, check_doctype
from frappe.metadata.hook_checks import check_hooks
from frappe.modules import get_all_apps, get_app_path, get_installed_apps
from frappe.permissions.checks import check_permissions
from frappe.utils.eval_expression import check_expression

EVAL_PROPERTIES = ("depends_on", "mandatory_depends_on", "read_only_depends_on", "collapsible_depends_on")


def examine(bench: Path) -> list[Problem]:
    """Return what is wrong with the active site: the bench, its apps, the database, DocTypes, expressions."""
    metas = [get_meta(name) for name in local.db.get_all("DocType", pluck="name", order_by="name asc")]
    found = [*_bench(bench), *_apps(), *_database(), *schema.drift(metas), *_patches(), *_jobs()]
    for meta in metas:
        found += [*check_doctype(meta), *check_permissions(meta), *_expressions(meta)]
    return found


def _bench(bench: Path) -> Iterator[Problem]:
    if not Path(get_app_path("frappe", "public", "desk", "index.html")).exists():
        yield Problem("site.E001", str(bench), _("The desk is not built."), _("Run: ./bench build"))
    if local.conf.default_site and not (Path(local.sites_path) / str(local.conf.default_site)).exists():
        yield Problem(
            "site.W001",
            "common_site_config.json",
            _("The default site {0} does not exist.").format(local.conf.default_site),
            _("Run: ./bench start, or ./bench use SITE"),
        )
    if local.conf.maintenance_mode:
        yield Problem(
            "site.W002", local.site, _("The site is in maintenance mode."), _("Run: ./bench set-maintenance-mode off")
        )


def _is_on_bench(app: str) -> bool:
    return app in get_all_apps(sites_path=str(local.sites_path)) and importlib.util.find_spec(app) is not None


def _apps() -> Iterator[Problem]:
    for app in get_installed_apps():
        if not _is_on_bench(app):
            yield Problem(
                "site.E002",
                app,
                _("The app is installed on the site but is not on the bench."),
                _("Run: ./bench get-app, with its folder or address."),
            )
            continue
        yield from check_hooks(app)


def _database() -> Iterator[Problem]:
    if local.db.connection.dialect != "sqlite":
        return
    answer = str(local.db.connection.query("pragma quick_check")[0][0])
    if answer != "ok":
        yield Problem(
            "site.E003",
            local.site,
            _("The data file is damaged: {0}.").format(answer[:200]),
            _("Restore the last backup: ./bench restore FILE"),
        )


def _patches() -> Iterator[Problem]:
    for app in (*filter(_is_on_bench, get_installed_apps()), "bench"):
        for section in SECTIONS:
            for line in patches.pending(app, section):
                yield Problem("site.E004", f"{app}: {line}", _("The patch did not run yet."), _("Run: ./bench migrate"))


def _jobs() -> Iterator[Problem]:
    reason = why_inactive()
    if reason:
        yield Problem("site.W003", _("Scheduled jobs"), reason, _("Run: ./bench enable-scheduler"))


def _expressions(meta: Meta) -> Iterator[Problem]:
    """Find conditions outside of the language that the server evaluates: only the browser heeds them."""
    for field in meta.fields:
        for name in EVAL_PROPERTIES:
            text = str(field.get(name) or "")
            if not text.startswith("eval:"):
                continue
            problem = check_expression(text)
            if problem:
                yield Problem(
                    "expression.W001",
                    f"{meta.name}.{field.fieldname}.{name}",
                    _("The server cannot evaluate this condition: {0}").format(problem),
                    _("Write it with the operators and methods of docs/doctype.md; until then only the desk heeds it."),
                )
