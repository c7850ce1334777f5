"""``UserAccess``: all that a warm request needs to know about a user, read once and kept for the process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from frappe.context import local, slot
from frappe.metadata import find_meta
from frappe.types import _dict

ADMINISTRATOR, GUEST = "Administrator", "Guest"


@dataclass(frozen=True)
class UserAccess:
    """Roles, restrictions and language of one user."""

    user: str
    roles: frozenset[str]
    enabled: bool = True
    user_type: str = "System User"
    full_name: str = ""
    language: str | None = None
    time_zone: str | None = None
    user_permissions: dict[str, list[_dict]] = field(default_factory=dict)

    @property
    def is_administrator(self) -> bool:
        return self.user == ADMINISTRATOR


def access_of(user: str) -> UserAccess:
    """Return what a user may be judged by."""
    known: dict[str, UserAccess] = slot("access", dict)
    found = known.get(user)
    if found is None:
        found = known[user] = _load(user)
    return found


def _load(user: str) -> UserAccess:
    if not local.db.table_exists("Has Role"):
        return UserAccess(user, frozenset({ADMINISTRATOR, "All", GUEST}) if user == ADMINISTRATOR else frozenset({GUEST}))
    read = local.db.connection.rows
    rows = read(
        "select `enabled`, `user_type`, `full_name`, `language`, `time_zone` from `tabUser` where `name` = ?", (user,)
    )
    row = rows[0] if rows else {}
    if user == ADMINISTRATOR:
        roles = {entry["name"] for entry in read("select `name` from `tabRole`")} | {ADMINISTRATOR, "All", GUEST}
    elif user == GUEST or not rows:
        roles = {GUEST}
    else:
        roles = _held_roles(user, row.get("user_type"))
    return UserAccess(
        user=user,
        roles=frozenset(roles),
        enabled=bool(row.get("enabled")) or user in (ADMINISTRATOR, GUEST),
        user_type=row.get("user_type") or "System User",
        full_name=row.get("full_name") or user,
        language=row.get("language"),
        time_zone=row.get("time_zone"),
        user_permissions={} if user in (ADMINISTRATOR, GUEST) else _user_permissions(user),
    )


def _held_roles(user: str, user_type: str | None) -> set[str]:
    rows = local.db.connection.rows(
        "select h.`role` from `tabHas Role` h join `tabRole` r on r.`name` = h.`role`"
        " where h.`parenttype` = 'User' and h.`parent` = ? and r.`disabled` = 0",
        (user,),
    )
    automatic = {"All", GUEST} | ({"Desk User"} if user_type == "System User" else set())
    return {row["role"] for row in rows} | automatic


def _user_permissions(user: str) -> dict[str, list[_dict]]:
    """Return the permitted records by DocType, with the descendants of tree nodes (contract 4.4)."""
    if not local.db.table_exists("User Permission"):
        return {}
    rows = local.db.connection.rows(
        "select `allow`, `for_value`, `applicable_for`, `is_default`, `hide_descendants`"
        " from `tabUser Permission` where `user` = ? order by `creation`",
        (user,),
    )
    out: dict[str, list[_dict]] = {}
    for row in rows:
        names = [row["for_value"]]
        meta = find_meta(row["allow"])
        if meta is not None and meta.is_nested_set() and not row["hide_descendants"]:
            names += _descendants(meta.table_name, row["for_value"])
        for position, name in enumerate(names):
            default = row["is_default"] if position == 0 else 0
            entry = _dict(doc=name, applicable_for=row["applicable_for"] or None, is_default=default)
            out.setdefault(row["allow"], []).append(entry)
    return out


def _descendants(table: str, name: str) -> list[str]:
    sql = (
        f"select n.`name` from `{table}` n join `{table}` r on n.lft > r.lft and n.rgt < r.rgt where r.`name` = ?"
    )
    return [row[0] for row in local.db.connection.query(sql, (name,))]


def applicable(rows: list[_dict], doctype: str) -> set[Any]:
    """Return the permitted names that count for a DocType."""
    return {row["doc"] for row in rows if row["applicable_for"] in (None, "", doctype)}
