"""Call hooks by name, in the order of the installed apps."""

from __future__ import annotations

from typing import Any

from frappe.modules import get_attr, get_hooks
from frappe.modules.apps import load_app_hooks


def run_hooks(hook: str, *arguments: Any) -> None:
    """Call a hook's functions of all installed apps."""
    for path in get_hooks(hook):
        get_attr(path)(*arguments)


def run_app_hooks(app: str, hook: str) -> list[Any]:
    """Call a hook's functions of one app, installed or not, and return their answers."""
    return [get_attr(path)() for path in load_app_hooks(app).get(hook, ())]
