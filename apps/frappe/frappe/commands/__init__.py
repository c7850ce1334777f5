"""The command line: which commands there are, their context, and how a command opens its sites.

A command's module is imported when the command is called, so that ``--help`` and short commands stay quick.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from frappe.types import _dict

HOMES: dict[str, tuple[str, ...]] = {
    "serving": ("start", "serve", "worker", "schedule"),
    "sites": ("new-site", "drop-site", "reinstall", "use", "list-sites", "list-apps", "install-app", "uninstall-app",
              "migrate", "run-patch", "reload-doc"),
    "users": ("set-admin-password", "set-password", "add-user", "add-system-manager", "disable-user",
              "destroy-all-sessions"),
    "settings": ("set-config", "show-config", "set-maintenance-mode", "enable-scheduler", "disable-scheduler",
                 "trigger-scheduler-event", "clear-cache"),
    "shells": ("console", "execute", "database", "db-console", "run-tests"),
    "records": ("export-fixtures", "import-doc", "export-doc", "data-import", "load-demo", "remove-demo"),
    "keeping": ("backup", "restore"),
    "apps": ("make-app", "get-app", "build", "build-message-files", "version"),
    "diagnosis": ("doctor", "benchmark"),
}  # fmt: skip
HOME_OF = {name: home for home, names in HOMES.items() for name in names}


def refuse(text: str) -> NoReturn:
    """End the command with a message and exit code 1."""
    raise click.ClickException(text)


def sites_of(context: Any) -> list[str]:
    """Return the sites that a command was called for: ``--site``, ``FRAPPE_SITE``, the bench's default site."""
    sites: list[str] = list((context.obj if isinstance(context, click.Context) else context).sites)
    if not sites:
        refuse("No site was chosen. Name one with --site, or choose a default: ./bench use SITE (./bench list-sites).")
    return sites


def get_site(context: Any, raise_err: bool = True) -> str:
    """Return the one site of a command (contract 1.6)."""
    sites = list((context.obj if isinstance(context, click.Context) else context).sites)
    if not sites and not raise_err:
        return ""
    found = sites_of(context)
    if len(found) > 1:
        refuse("This command works on one site. Name it with --site SITE.")
    return found[0]


def pass_context(function: Callable[..., Any]) -> Any:
    """Give a command the context object (``sites``, ``force``, ``verbose``, ``profile``) as first argument."""

    @click.pass_context
    @functools.wraps(function)
    def wrapped(context: click.Context, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(context.obj, _dict):
            context.obj = _dict(sites=[], force=False, verbose=False, profile=False)
        found: _dict = context.obj
        if not found.profile:
            return function(found, *args, **kwargs)
        return _profiled(function, found, *args, **kwargs)

    return wrapped


def _profiled(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    import cProfile
    import pstats

    profile = cProfile.Profile()
    try:
        return profile.runcall(function, *args, **kwargs)
    finally:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(40)


@contextmanager
def opened(site: str, *, kind: str = "console", route: str = "") -> Generator[None]:
    """Open a site as Administrator for a command; what it did is committed, or rolled back when it fails."""
    from frappe.context import local
    from frappe.journal import start_operation
    from frappe.sites import open_site

    with open_site(site):
        start_operation(kind, route=route or _command_line())
        try:
            yield
        except BaseException:
            local.db.rollback()
            raise
        local.db.commit()


def _command_line() -> str:
    context = click.get_current_context(silent=True)
    return f"bench {context.info_name}" if context else "bench"
