"""Rows of ``tabDefaultValue``: the defaults of the site (``__default``), of apps (``__global``) and of users."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, invalidate, local
from frappe.localization import now
from frappe.metadata import get_meta
from frappe.records import insert_row
from frappe.records.kept import kept, note_change
from frappe.utils.identifiers import make_hash

SITE, APPS = "__default", "__global"
Values = dict[str, list[str]]


def values_of(parent: str) -> Values:
    """Return the values by key, read once a process. Treat them as read-only."""
    if not local.db.table_exists("DefaultValue"):
        return {}
    return kept("defaults", parent, lambda: _load(parent))


def _load(parent: str) -> Values:
    out: Values = {}
    sql = "select `defkey`, `defvalue` from `tabDefaultValue` where `parent` = ? order by `creation`, `name`"
    for key, value in local.db.connection.query(sql, (parent,)):
        out.setdefault(key, []).append(value)
    return out


def set_default(key: str, value: Any, parent: str, parenttype: str | None = None) -> None:
    """Set the one value of a key; None removes it."""
    local.db.connection.execute("delete from `tabDefaultValue` where `parent` = ? and `defkey` = ?", (parent, key))
    if value is not None:
        _insert(key, value, parent, parenttype)
    _changed(parent)


def add_default(key: str, value: Any, parent: str, parenttype: str | None = None) -> None:
    """Add one more value of a key."""
    _insert(key, value, parent, parenttype)
    _changed(parent)


def clear_default(
    key: str | None = None,
    value: Any = None,
    parent: str | None = None,
    name: str | None = None,
    parenttype: str | None = None,
) -> None:
    """Remove the defaults that have all the given parts; without any nothing is removed."""
    parts = {"name": name, "defkey": key, "defvalue": value, "parent": parent, "parenttype": parenttype}
    given = {column: entry for column, entry in parts.items() if entry not in (None, "")}
    if not given:
        return
    where = " and ".join(f"`{column}` = ?" for column in given)
    connection, values = local.db.connection, list(given.values())
    owners = connection.query(f"select distinct `parent` from `tabDefaultValue` where {where}", values)
    if not owners:
        return
    connection.execute(f"delete from `tabDefaultValue` where {where}", values)
    for (owner,) in owners:
        _changed(owner)


def _insert(key: str, value: Any, parent: str, parenttype: str | None) -> None:
    moment, user = now(), current_user()
    standard = {"name": make_hash(), "creation": moment, "modified": moment, "owner": user, "modified_by": user}
    place = {"parent": parent, "parenttype": parenttype or SITE, "parentfield": "system_defaults"}
    text = str(int(value)) if isinstance(value, bool) else str(value)
    insert_row(
        get_meta("DefaultValue"), {**standard, "docstatus": 0, "idx": 0, **place, "defkey": key, "defvalue": text}
    )


def _changed(parent: str) -> None:
    """Let everybody read anew; what holds for the whole site shapes other computed state too."""
    note_change("defaults", parent)
    if parent in (SITE, APPS):
        invalidate()
