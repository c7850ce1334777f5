"""Default values of users and of the site, and System Settings values (contract 8.15).

``stored`` keeps the rows. A user's default goes before the site's; several values of a key come as a list.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from frappe.context import current_user, local
from frappe.defaults.stored import SITE, values_of
from frappe.defaults.stored import add_default as add_default
from frappe.defaults.stored import clear_default as clear_default
from frappe.defaults.stored import set_default as set_default
from frappe.localization.settings import register_provider
from frappe.metadata import find_meta
from frappe.records.singles import kept_single
from frappe.records.site_database import register_defaults
from frappe.types import _dict

PermittedRecords = Callable[[str], dict[str, list[Any]]]
_permitted: list[PermittedRecords] = []


def register_permitted_records(source: PermittedRecords) -> None:
    """Let permissions say which records a user is restricted to, by DocType: one alone is a default."""
    _permitted[:] = [source]


# -- all of a user or of the site


def get_defaults_for(parent: str = SITE) -> _dict:
    """Return the defaults of a user or of the site; several values of a key are a list."""
    return _dict({key: values[0] if len(values) == 1 else list(values) for key, values in values_of(parent).items()})


def get_defaults(user: str | None = None) -> _dict:
    """Return the site's defaults with those of a user over them."""
    user = user or current_user()
    return _dict({**get_defaults_for(), "user": user, "owner": user, **get_defaults_for(user)})


# -- of a user


def get_user_default(key: str, user: str | None = None) -> Any:
    """Return a user's default, else the site's; the first of several.

    For a DocType's name it is the default under the scrubbed name, or the one record the user is restricted to.
    """
    values = get_user_default_as_list(key, user)
    return values[0] if values else None


def get_user_default_as_list(key: str, user: str | None = None) -> list[Any]:
    """Return all values of a user's default, else of the site's."""
    user = user or current_user()
    names = [key, _scrubbed(key)] if is_a_user_permission_key(key) else [key]
    for name in names:
        for parent in (user, SITE):
            values = values_of(parent).get(name)
            if values:
                return list(values)
    return _permitted_record(key, user) if len(names) > 1 else []


def _permitted_record(doctype: str, user: str) -> list[Any]:
    rows = _permitted[0](user).get(doctype, []) if _permitted else []
    chosen = [row for row in rows if row.get("is_default")] or (rows if len(rows) == 1 else [])
    return [row.get("doc") for row in chosen[:1]]


def _scrubbed(key: str) -> str:
    return key.replace(" ", "_").replace("-", "_").lower()


def is_a_user_permission_key(key: str) -> bool:
    """Tell a DocType's name from the key of a default."""
    return ":" not in key and key != _scrubbed(key)


def set_user_default(key: str, value: Any, user: str | None = None, parenttype: str | None = None) -> None:
    set_default(key, value, user or current_user(), parenttype)


def add_user_default(key: str, value: Any, user: str | None = None, parenttype: str | None = None) -> None:
    add_default(key, value, user or current_user(), parenttype)


def clear_user_default(key: str, user: str | None = None) -> None:
    clear_default(key, parent=user or current_user())


# -- of the site


def get_global_default(key: str) -> Any:
    """Return a default of the site; the first of several."""
    values = values_of(SITE).get(key)
    return values[0] if values else None


def set_global_default(key: str, value: Any) -> None:
    set_default(key, value, SITE)


def add_global_default(key: str, value: Any) -> None:
    add_default(key, value, SITE)


# -- System Settings


def get_system_setting(key: str) -> Any:
    """Return a System Settings value as its field's type, None while the framework is being installed."""
    if local.flags.in_install == "frappe":
        return None
    if not local.site_state.is_made and not local.db.table_exists("Singles"):
        return None
    meta = find_meta("System Settings")
    return kept_single(meta).get(key) if meta is not None else None


register_provider(get_system_setting)
register_defaults(sys.modules[__name__])
