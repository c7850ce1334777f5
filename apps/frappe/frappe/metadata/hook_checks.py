"""Problems of an app's ``hooks.py``: names that no hook has, and dotted paths that lead nowhere."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterator
from typing import Any

from frappe.messages import _
from frappe.metadata.checks import Problem
from frappe.modules.apps import load_app_hooks
from frappe.modules.hookspecs import known_hooks

# Hooks that name functions or classes, whose paths can be checked.
CALLED = frozenset(
    "doc_events life_cycle_steps override_doctype_class extend_doctype_class permission_query_conditions "
    "has_permission override_whitelisted_methods override_doctype_dashboards auth_hooks before_request "
    "after_request boot_session extend_bootinfo on_session_creation before_login on_login on_logout "
    "standard_queries scheduler_events before_job after_job before_install after_install after_sync "
    "before_uninstall after_uninstall before_app_install after_app_install before_app_uninstall "
    "after_app_uninstall before_migrate after_migrate before_tests clear_cache has_website_permission "
    "naming_series_variables notification_config".split()
)


def check_hooks(app: str) -> list[Problem]:
    """Return every problem of an app's ``hooks.py``."""
    hooks = load_app_hooks(app)
    return [*_unknown(app, hooks), *_unreachable(app, hooks)]


def _unknown(app: str, hooks: dict[str, Any]) -> Iterator[Problem]:
    known = known_hooks()
    for name in hooks:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = _("Did you mean {0}?").format(near[0]) if near else _("docs/hooks.md lists all hooks.")
            yield Problem("hooks.E001", f"{app}.hooks.{name}", _("There is no hook of this name."), hint)


def _unreachable(app: str, hooks: dict[str, Any]) -> Iterator[Problem]:
    for name in CALLED & set(hooks):
        for path in sorted(set(_paths(hooks[name]))):
            if not _exists(path):
                text = _("{0} cannot be imported.").format(path)
                hint = _("Correct the path: module and function must exist.")
                yield Problem("hooks.E002", f"{app}.hooks.{name}", text, hint)


def _paths(value: Any) -> Iterator[str]:
    """Yield the dotted paths inside a hook's values."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _paths(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _paths(inner)
    elif isinstance(value, str):
        yield value


def _exists(path: str) -> bool:
    module, _dot, name = path.rpartition(".")
    try:
        return bool(module) and hasattr(importlib.import_module(module), name)
    except ImportError:
        return False
