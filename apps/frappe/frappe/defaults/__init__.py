"""Default values of users and of the site, and System Settings values (contract 8.15)."""

from __future__ import annotations

import sys
from typing import Any

from frappe.context import current_user, invalidate, local, slot
from frappe.localization import now
from frappe.localization.settings import register_provider
from frappe.metadata import get_meta
from frappe.records import insert_row
from frappe.records.singles import load_single
from frappe.records.site_database import register_defaults
from frappe.types import _dict
from frappe.utils.identifiers import make_hash

GLOBAL = "__default"


def _all() -> dict[str, dict[str, list[str]]]:
    out: dict[str, dict[str, list[str]]] = {}
    if not local.db.table_exists("DefaultValue"):
        return out
    rows = local.db.connection.query("select `parent`, `defkey`, `defvalue` from `tabDefaultValue` order by `creation`")
    for parent, key, value in rows:
        out.setdefault(parent, {}).setdefault(key, []).append(value)
    return out


def get_defaults_for(parent: str = GLOBAL) -> _dict:
    """Return the defaults of a user or of the site; several values of a key are a list."""
    found: dict[str, dict[str, list[str]]] = slot("defaults", _all)
    values = found.get(parent, {})
    return _dict({key: entries[0] if len(entries) == 1 else entries for key, entries in values.items()})


def get_defaults(user: str | None = None) -> _dict:
    user = user or current_user()
    return _dict({**get_defaults_for(), **get_defaults_for(user), "user": user, "owner": user})


def get_user_default(key: str, user: str | None = None) -> Any:
    """Return a user's default, else the site's; the first of several."""
    values = get_user_default_as_list(key, user)
    return values[0] if values else None


def get_user_default_as_list(key: str, user: str | None = None) -> list[Any]:
    found: dict[str, dict[str, list[str]]] = slot("defaults", _all)
    for parent in (user or current_user(), GLOBAL):
        values = found.get(parent, {}).get(key)
        if values:
            return list(values)
    return []


def get_global_default(key: str) -> Any:
    value = get_defaults_for().get(key)
    return value[0] if isinstance(value, list) else value


def set_global_default(key: str, value: Any) -> None:
    set_default(key, value, GLOBAL)


def set_user_default(key: str, value: Any, user: str | None = None, parenttype: str | None = None) -> None:
    set_default(key, value, user or current_user(), parenttype)


def set_default(key: str, value: Any, parent: str, parenttype: str | None = None) -> None:
    """Set the one value of a key."""
    local.db.connection.execute("delete from `tabDefaultValue` where `parent` = ? and `defkey` = ?", (parent, key))
    if value is not None:
        add_default(key, value, parent, parenttype)
    invalidate()


def add_default(key: str, value: Any, parent: str, parenttype: str | None = None) -> None:
    """Add one more value of a key."""
    moment, user = now(), current_user()
    insert_row(
        get_meta("DefaultValue"),
        {
            "name": make_hash(),
            "creation": moment,
            "modified": moment,
            "owner": user,
            "modified_by": user,
            "docstatus": 0,
            "idx": 0,
            "parent": parent,
            "parenttype": parenttype or "__default",
            "parentfield": "system_defaults",
            "defkey": key,
            "defvalue": str(value),
        },
    )
    invalidate()


def clear_default(key: str | None = None, value: Any = None, parent: str | None = None) -> None:
    """Remove defaults by key, value or parent."""
    parts = [("defkey", key), ("defvalue", value), ("parent", parent)]
    given = [(column, entry) for column, entry in parts if entry is not None]
    if not given:
        return
    where = " and ".join(f"`{column}` = ?" for column, _entry in given)
    local.db.connection.execute(f"delete from `tabDefaultValue` where {where}", [entry for _column, entry in given])
    invalidate()


def get_system_setting(key: str) -> Any:
    """Return a System Settings value, None before the DocType is there."""
    values: dict[str, Any] = slot("system_settings", _settings)
    return values.get(key)


def _settings() -> dict[str, Any]:
    if local.flags.in_install == "frappe" or not local.db.table_exists("DocType"):
        return {}
    return load_single(get_meta("System Settings"))


register_provider(get_system_setting)
register_defaults(sys.modules[__name__])
