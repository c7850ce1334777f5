"""``UserAccess``: all that a warm request needs to know about a user, read once and kept for the process.

Writes that bypass documents (``frappe.db.set_value`` and the like) are observed, so that what is kept never outlives
the rows it was read from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from frappe.context import invalidate, local, slot
from frappe.metadata import find_meta
from frappe.records.observers import register_write_observer
from frappe.types import _dict

ADMINISTRATOR, GUEST = "Administrator", "Guest"
AUTOMATIC_ROLES = frozenset({"All", GUEST, ADMINISTRATOR, "Desk User"})
PermittedRecords = Mapping[str, list[_dict]]


@dataclass(frozen=True)
class UserAccess:
    """Roles, restrictions, language and time zone of one user."""

    user: str
    roles: frozenset[str]
    enabled: bool = True
    user_type: str = "System User"
    full_name: str = ""
    language: str | None = None
    time_zone: str | None = None
    user_permissions: PermittedRecords = field(default_factory=dict, hash=False, compare=False)

    @property
    def is_administrator(self) -> bool:
        return self.user == ADMINISTRATOR

    @property
    def is_guest(self) -> bool:
        return self.user == GUEST


def access_of(user: str) -> UserAccess:
    """Return what a user may be judged by."""
    known: dict[str, UserAccess] = slot("access", dict)
    found = known.get(user)
    if found is None:
        found = known[user] = _load(user)
    return found


def _load(user: str) -> UserAccess:
    if not local.db.table_exists("Has Role"):
        return UserAccess(user, frozenset({ADMINISTRATOR, "All", GUEST} if user == ADMINISTRATOR else {GUEST}))
    rows = local.db.connection.rows(
        "select `enabled`, `user_type`, `full_name`, `language`, `time_zone` from `tabUser` where `name` = ?", (user,)
    )
    row = rows[0] if rows else {}
    fixed = user in (ADMINISTRATOR, GUEST)
    return UserAccess(
        user=user,
        roles=_same_object(_roles(user, row)),
        enabled=fixed or bool(row.get("enabled")),
        user_type=row.get("user_type") or "Website User",
        full_name=row.get("full_name") or user,
        language=row.get("language"),
        time_zone=row.get("time_zone"),
        user_permissions={} if fixed or not rows else _user_permissions(user),
    )


def _roles(user: str, row: Mapping[str, Any]) -> frozenset[str]:
    """Return the held roles with the automatic ones (contract 4.1); disabled roles do not count."""
    read = local.db.connection.query
    if user == ADMINISTRATOR:
        return frozenset(name for (name,) in read("select `name` from `tabRole`")) | {ADMINISTRATOR, "All", GUEST}
    if user == GUEST or not row:
        return frozenset({GUEST})
    held = read(
        "select h.`role` from `tabHas Role` h join `tabRole` r on r.`name` = h.`role`"
        " where h.`parenttype` = 'User' and h.`parent` = ? and r.`disabled` = 0",
        (user,),
    )
    automatic = {"All", GUEST, "Desk User"} if row.get("user_type") == "System User" else {"All", GUEST}
    return frozenset(role for (role,) in held) - {ADMINISTRATOR} | automatic


def _same_object(roles: frozenset[str]) -> frozenset[str]:
    """Return one object for equal sets, so that what is kept by roles is found by identity."""
    known: dict[frozenset[str], frozenset[str]] = slot("role_sets", dict)
    return known.setdefault(roles, roles)


# -- user permissions


def _user_permissions(user: str) -> dict[str, list[_dict]]:
    """Return the permitted records by DocType, with the descendants of tree nodes (contract 4.4)."""
    if not local.db.table_exists("User Permission"):
        return {}
    rows = local.db.connection.rows(
        "select `allow`, `for_value`, `applicable_for`, `apply_to_all_doctypes`, `is_default`, `hide_descendants`"
        " from `tabUser Permission` where `user` = ? order by `creation`, `name`",
        (user,),
    )
    below = _descendants_by_node(rows)
    out: dict[str, list[_dict]] = {}
    for row in rows:
        applicable_for = None if row["apply_to_all_doctypes"] else row["applicable_for"] or None
        entries = out.setdefault(row["allow"], [])
        entries.append(_dict(doc=row["for_value"], applicable_for=applicable_for, is_default=row["is_default"]))
        if not row["hide_descendants"]:
            names = below.get((row["allow"], row["for_value"]), ())
            entries += [_dict(doc=name, applicable_for=applicable_for, is_default=0) for name in names]
    return out


def _descendants_by_node(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """Return the names below each tree node named in user permissions: one statement a DocType."""
    nodes: dict[str, set[str]] = {}
    for row in rows:
        if not row["hide_descendants"]:
            nodes.setdefault(row["allow"], set()).add(row["for_value"])
    out: dict[tuple[str, str], list[str]] = {}
    for doctype, names in nodes.items():
        meta = find_meta(doctype)
        if meta is None or not meta.is_nested_set():
            continue
        table, marks = meta.table_name, ", ".join("?" * len(names))
        sql = (
            f"select r.`name`, n.`name` from `{table}` r join `{table}` n on n.`lft` > r.`lft` and n.`rgt` < r.`rgt`"
            f" where r.`name` in ({marks}) order by n.`lft`"
        )
        by_folded = {fold(name): name for name in names}
        for node, name in local.db.connection.query(sql, sorted(names)):
            out.setdefault((doctype, by_folded[fold(node)]), []).append(name)
    return out


_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def fold(name: Any) -> str:
    """Return a name as both databases compare it: without regard to ASCII case."""
    return ("" if name is None else str(name)).translate(_ASCII_LOWER)


# -- what makes a kept access stale


class _AccessWrites:
    """Forgets what is kept of users when rows behind it are written past their documents."""

    WATCHED = frozenset({"User", "Role", "Has Role", "User Permission", "DocPerm", "Custom DocPerm"})
    USER_COLUMNS = frozenset({"enabled", "user_type", "full_name", "language", "time_zone"})

    def wants(self, doctype: str) -> bool:
        return doctype in self.WATCHED

    def __call__(self, doctype: str, name: Any, action: str, old: Any, new: Any) -> None:
        if doctype != "User" or new is None or self.USER_COLUMNS & set(new):
            invalidate()


register_write_observer(_AccessWrites())


def forget_access(doc: Any, method: str | None = None, *_arguments: Any) -> None:
    """Forget users when what their permissions name is renamed or moves in its tree; hooked to every document."""
    if method == "after_rename":
        if doc.doctype in ("User", "Role") or doc.doctype in _restricted_doctypes():
            invalidate()
        return
    meta = doc.meta
    if not meta.is_nested_set() or meta.name not in _restricted_doctypes():
        return
    if method != "on_update" or doc.flags.in_insert or doc.has_value_changed(meta.parent_field):
        invalidate()


def _restricted_doctypes() -> frozenset[str]:
    """Return the DocTypes that user permissions name."""

    def load() -> frozenset[str]:
        if not local.db.table_exists("User Permission"):
            return frozenset()
        rows = local.db.connection.query("select distinct `allow` from `tabUser Permission`")
        return frozenset(name for (name,) in rows)

    return slot("restricted_doctypes", load)
