"""Configuration files of the bench and of a site (contract 1.1)."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frappe.context import local
from frappe.types import _dict

_ENVIRONMENT = {
    "FRAPPE_DB_TYPE": "db_type",
    "FRAPPE_DB_SOCKET": "db_socket",
    "FRAPPE_DB_HOST": "db_host",
    "FRAPPE_DB_PORT": "db_port",
    "FRAPPE_DB_USER": "db_user",
    "FRAPPE_DB_NAME": "db_name",
    "FRAPPE_DB_PASSWORD": "db_password",
    "FRAPPE_REDIS_QUEUE": "redis_queue",
    "FRAPPE_REDIS_CACHE": "redis_cache",
}


_read: dict[str, tuple[tuple[int, int, int], dict[str, Any]]] = {}


def read_config(path: str | Path) -> dict[str, Any]:
    """Return a JSON file's object, empty when the file is missing; a file that did not change is not read again."""
    key = os.fspath(path)
    try:
        found = os.stat(key)
    except FileNotFoundError:
        return {}
    state = (found.st_mtime_ns, found.st_size, found.st_ino)
    kept = _read.get(key)
    if kept is None or kept[0] != state:
        kept = _read[key] = (state, json.loads(Path(key).read_text(encoding="utf-8")))
    return dict(kept[1])


def get_common_site_config(sites_path: str | Path | None = None) -> _dict:
    """Return what holds for all sites of the bench."""
    return _dict(
        read_config(os.path.join(sites_path or str(getattr(local, "sites_path", ".")), "common_site_config.json"))
    )


def get_site_config(sites_path: str | Path | None = None, site_path: str | Path | None = None) -> _dict:
    """Return the bench's configuration with the site's over it and the environment's over both."""
    common = get_common_site_config(sites_path)
    merged = _dict(common)
    if site_path or getattr(local, "site_path", None):
        merged.update(read_config(os.path.join(site_path or local.site_path, "site_config.json")))
    merged.server_script_enabled = common.server_script_enabled
    for variable, key in _ENVIRONMENT.items():
        if os.environ.get(variable):
            merged[key] = os.environ[variable]
    return merged


def write_config(path: Path, values: dict[str, Any]) -> None:
    """Write a configuration file at once, readable by its owner only."""
    scratch = path.with_suffix(".tmp")
    scratch.write_text(json.dumps(values, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    scratch.chmod(0o600)
    scratch.replace(path)


def update_site_config(key: str, value: Any, validate: bool = True, site_config_path: str | Path | None = None) -> None:
    """Set one key; None removes it."""
    path = Path(site_config_path) if site_config_path else Path(local.site_path, "site_config.json")
    values = read_config(path)
    if value is None:
        values.pop(key, None)
    else:
        values[key] = value
    write_config(path, values)
    if getattr(local, "conf", None) is not None:
        local.conf[key] = value


def get_bench_path() -> str:
    """Return the bench's folder: the parent of ``sites``."""
    return str(Path(getattr(local, "sites_path", None) or os.getcwd()).resolve().parent)


def get_site_path(*joins: str) -> str:
    return os.path.join(local.site_path, *joins)


def get_files_path(*path: str, is_private: bool | int = False) -> str:
    return get_site_path("private" if is_private else "public", "files", *path)


def get_sites(sites_path: str | None = None) -> list[str]:
    """Return the bench's sites: folders with a site_config.json."""
    folder = Path(sites_path or str(getattr(local, "sites_path", ".")))
    return sorted(path.parent.name for path in folder.glob("*/site_config.json"))


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Answer the one public name that is about users; its home is above."""
        if name != "get_modules_from_all_apps_for_user":
            raise AttributeError(f"frappe.config has no public name {name!r}; see docs/compatibility.md")
        return getattr(import_module("frappe.core.module_access"), name)
