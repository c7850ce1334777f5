"""The apps of the bench as a user may open them (contract 7.9). Public path: ``frappe.apps``."""

from __future__ import annotations

from typing import Any

from frappe.messages import _
from frappe.modules import get_attr, get_hooks, get_installed_apps
from frappe.rpc import whitelist


@whitelist()
def get_apps() -> list[dict[str, Any]]:
    """Return the installed apps that have a screen and that the user may open."""
    found = []
    for app in get_installed_apps():
        for screen in get_hooks("add_to_apps_screen", app_name=app):
            check = screen.get("has_permission")
            if check and not get_attr(check)():
                continue
            keys = ("name", "logo", "route")
            found.append({**{key: screen.get(key) for key in keys}, "title": _(screen.get("title"))})
    return found
