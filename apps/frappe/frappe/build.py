"""Build what browsers get: the desk, and the links under ``sites/assets`` for a server in front (contract 1.1)."""

from __future__ import annotations

from pathlib import Path

from frappe.commands.bench_setup import desk
from frappe.commands.bench_setup.layout import Bench
from frappe.modules import get_all_apps, get_app_path


def build(bench_root: Path, *, app: str | None = None, force: bool = False) -> list[str]:
    """Build an app's, or all apps', files for browsers and return what was done, a line each."""
    bench, done = Bench(bench_root), []
    if app in (None, "frappe"):
        if force or not desk.is_built(bench):
            desk.build(bench)
            done.append("The desk was built.")
        else:
            done.append("The desk is built from its present sources; --force builds it again.")
    return done + [f"assets/{name} -> {target}" for name, target in link_assets(bench.sites, app).items()]


def link_assets(sites: Path, app: str | None = None) -> dict[str, Path]:
    """Link ``sites/assets/<app>`` to the public folders of apps; return the links that were made."""
    folder = sites / "assets"
    folder.mkdir(exist_ok=True)
    made: dict[str, Path] = {}
    for name in get_all_apps(sites_path=str(sites)):
        public = Path(get_app_path(name, "public")).resolve()
        link = folder / name
        if (app and name != app) or not public.is_dir() or (link.is_symlink() and link.resolve() == public):
            continue
        if link.is_symlink():
            link.unlink()
        if not link.exists():
            link.symlink_to(public, target_is_directory=True)
            made[name] = public
    return made
