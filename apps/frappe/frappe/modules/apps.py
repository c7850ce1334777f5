"""Apps of the bench and of a site, and their hooks (contract 1.3)."""

from __future__ import annotations

import importlib
import json
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from frappe.context import local, slot
from frappe.exceptions import AppNotInstalledError
from frappe.messages import _
from frappe.types import _dict

KEEP_DEFAULT = "_KEEP_DEFAULT_LIST"


def get_all_apps(with_internal_apps: bool = True, sites_path: str | None = None) -> list[str]:
    """Return the apps listed in ``sites/apps.txt``, frappe first."""
    return list(_apps_of_bench(str(sites_path or getattr(local, "sites_path", ".") or ".")))


@cache
def _apps_of_bench(sites_path: str) -> tuple[str, ...]:
    path = Path(sites_path, "apps.txt")
    lines = path.read_text(encoding="utf-8").split() if path.exists() else []
    return ("frappe", *(app for app in dict.fromkeys(lines) if app != "frappe"))


def forget_apps() -> None:
    """Read ``apps.txt`` again at the next call (an app was added to the bench)."""
    _apps_of_bench.cache_clear()


def get_installed_apps(*, _ensure_on_bench: bool = False) -> list[str]:
    """Return the apps installed on the site, in install order."""
    installing = getattr(local, "flags", None) and local.flags.installing_apps
    if installing:
        return list(installing)
    if getattr(local, "db", None) is None:
        return get_all_apps()
    return list(slot("installed_apps", _load_installed_apps))


def _load_installed_apps() -> list[str]:
    if not local.db.table_exists("DefaultValue"):
        return ["frappe"]
    sql = "select `defvalue` from `tabDefaultValue` where `parent` = ? and `defkey` = ?"
    rows = local.db.connection.rows(sql, ("__global", "installed_apps"))
    return json.loads(rows[0]["defvalue"]) if rows else ["frappe"]


def get_hooks(hook: str | None = None, default: Any = KEEP_DEFAULT, app_name: str | None = None) -> Any:
    """Return a hook's values of all installed apps, merged into lists; all hooks without ``hook``.

    A value that is a scalar becomes a list, lists are joined, dicts are merged key by key (contract 1.3).
    """
    if app_name:
        hooks = load_app_hooks(app_name)
    else:
        hooks = slot("hooks", _merge_installed)
    if hook is None:
        return hooks
    found = hooks.get(hook)
    if found is None:
        return [] if default == KEEP_DEFAULT else default
    return found


def _merge_installed() -> _dict:
    merged = _dict()
    for app in get_installed_apps():
        for name, value in load_app_hooks(app).items():
            append_hook(merged, name, value)
    return merged


def load_app_hooks(app: str) -> _dict:
    """Return the hooks of one app, each merged into lists."""
    hooks = _dict()
    for name, value in vars(_hooks_module(app)).items():
        if (
            not name.startswith("_")
            and not isinstance(value, (ModuleType, FunctionType, type))
            and name != "annotations"
        ):
            append_hook(hooks, name, value)
    return hooks


def _hooks_module(app: str) -> ModuleType:
    try:
        return importlib.import_module(f"{app}.hooks")
    except ModuleNotFoundError as error:
        if error.name not in (app, f"{app}.hooks"):
            raise  # the app is there, what it imports is not
        text = _("The code of app {0} is not on this bench. Get it with: ./bench get-app")
        raise AppNotInstalledError(text.format(app), app=app) from error


def append_hook(target: dict[Any, Any], key: Any, value: Any) -> None:
    """Add one app's value of a hook to what other apps gave."""
    if isinstance(value, dict):
        inner = target.setdefault(key, {})
        for inner_key, inner_value in value.items():
            append_hook(inner, inner_key, inner_value)
    else:
        values = value if isinstance(value, list) else list(value) if isinstance(value, tuple) else [value]
        target[key] = [*target.get(key, []), *values]


def get_doc_hooks() -> dict[str, dict[str, list[str]]]:
    """Return ``doc_events`` with tuples of DocTypes taken apart."""
    return slot("doc_hooks", _build_doc_hooks)


def _build_doc_hooks() -> dict[str, dict[str, list[str]]]:
    out: dict[str, dict[str, list[str]]] = {}
    for key, events in (get_hooks("doc_events", {}) or {}).items():
        for doctype in key if isinstance(key, tuple) else (key,):
            for event, handlers in events.items():
                out.setdefault(doctype, {}).setdefault(event, []).extend(handlers)
    return out
