"""The default site of a new bench: with the business apps and the demo company, its password printed once.

Also how any new site is made so that one whose making was cut short is recognised and taken away: a mark beside its
folder stands from before the first file until its password is on the screen.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SETTINGS = ("language", "country", "currency", "time_zone")


def mark_of(sites: Path, site: str) -> Path:
    return sites / f".{site}.unfinished"


def is_whole(sites: Path, site: str) -> bool:
    """Tell whether a site is there and was finished."""
    return (sites / site / "site_config.json").exists() and not mark_of(sites, site).exists()


@contextmanager
def making(sites: Path, site: str) -> Generator[None]:
    """Mark a site as unfinished for the block; what an earlier attempt left is removed first."""
    mark = mark_of(sites, site)
    if mark.exists():
        remove_half(sites, site)
    mark.touch()
    try:
        yield
    except Exception:  # it took its files away itself; after a kill the mark stays
        if not (sites / site).exists():
            mark.unlink(missing_ok=True)
        raise
    mark.unlink()


def remove_half(sites: Path, site: str) -> None:
    """Take away what is left of a site that was not finished. A database on a server is replaced by the next making."""
    from frappe.sites import close_connections

    close_connections(sites / site)
    shutil.rmtree(sites / site, ignore_errors=True)


def default_settings(common: Any, db_type: str | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return configuration and System Settings of a new site from the bench's ``new_site``."""
    wanted = dict(common.new_site or {})
    conf = {"db_type": db_type or wanted.get("db_type") or "sqlite"}
    return conf, {key: wanted[key] for key in SETTINGS if wanted.get(key)}


def make(site: str, *, empty: bool = False) -> None:
    """Make the bench's default site and print the address and password of its first user."""
    from frappe.config import get_common_site_config
    from frappe.install import new_site
    from frappe.modules import get_all_apps

    sites = Path(".")
    apps = [app for app in get_all_apps(sites_path=".") if app != "frappe"]
    conf, settings = default_settings(get_common_site_config("."))
    given = os.environ.get("FRAPPE_ADMIN_PASSWORD")
    password = given or secrets.token_urlsafe(9)
    with making(sites, site):
        print(f"  Making the site {site} ({', '.join(apps)}) ...", flush=True)
        began = time.monotonic()
        new_site(site, sites_path=sites, admin_password=password, install_apps=apps, settings=settings, conf=conf)
        print(f"    done in {time.monotonic() - began:.1f} s", flush=True)
        if not empty and any(Path("..", "fixtures", "demo").glob("*.json")):
            _load_demo(site)
        _show_password(site, None if given else password)


def _load_demo(site: str) -> None:
    from frappe.commands import opened
    from frappe.install.demo import load_demo

    print("  Loading the demo company ...", flush=True)
    began = time.monotonic()
    with opened(site, kind="demo"):
        load_demo()
    print(f"    done in {time.monotonic() - began:.1f} s", flush=True)


def _show_password(site: str, password: str | None) -> None:
    print(f"\n  The site {site} is ready.\n    User:     Administrator", flush=True)
    if password:
        print(f"    Password: {password}", flush=True)
        print(
            "  This password is shown once and stored nowhere. To set another: ./bench set-admin-password\n", flush=True
        )
    else:
        print("    Password: as given in FRAPPE_ADMIN_PASSWORD\n", flush=True)


def main(arguments: list[str]) -> int:
    """Make a site from the command line of `start`."""
    site = arguments[0]
    try:
        make(site, empty="--empty" in arguments)
    except KeyboardInterrupt:
        remove_half(Path("."), site)
        mark_of(Path("."), site).unlink(missing_ok=True)
        print("Stopped; the half-made site was removed.", file=sys.stderr)
        return 130
    except Exception as error:  # the boundary of this program: a refusal is a message, a defect keeps its traceback
        if int(getattr(error, "http_status_code", 500)) >= 500:
            raise
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
