"""Which modules a user sees (``frappe.config.get_modules_from_all_apps_for_user``)."""

from __future__ import annotations

from frappe.context import current_user, local
from frappe.types import _dict


def get_modules_from_all_apps_for_user(user: str | None = None) -> list[_dict]:
    """Return the modules of installed apps that are not blocked for a user: ``{module_name, app, label}``."""
    user = user or current_user()
    blocked = set(local.db.get_all("Block Module", {"parent": user, "parenttype": "User"}, pluck="module"))
    rows = local.db.get_all("Module Def", fields=["name", "app_name"], order_by="app_name asc, name asc")
    return [_dict(module_name=row.name, app=row.app_name, label=row.name) for row in rows if row.name not in blocked]
