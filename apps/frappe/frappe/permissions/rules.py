"""Permission rules as values (contract 4.2, 4.4): what roles give, and what user permissions restrict.

The evaluation of a document and the conditions of a list are made from the same values, so they agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from frappe.context import slot
from frappe.localization.settings import get_setting
from frappe.metadata import Meta, get_meta
from frappe.permissions.access import UserAccess, fold
from frappe.types import _dict

RIGHTS = ("select", "read", "write", "create", "delete", "submit", "cancel", "amend", "print", "email", "report",
          "import", "export", "share")  # fmt: skip


# -- roles


@dataclass(frozen=True, slots=True)
class RoleRight:
    """The held roles that give a right on every document, and those that give it on the user's own only."""

    everywhere: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def granted(self) -> bool:
        return bool(self.everywhere or self.own)

    @property
    def only_owner(self) -> bool:
        return bool(self.own) and not self.everywhere


def judge_roles(permissions: Iterable[Any], roles: frozenset[str], right: str) -> RoleRight:
    """Return what permission rows give to holders of ``roles``; creating is never limited to own documents."""
    rows = [row for row in permissions if not row.permlevel and row.role in roles and row.get(right)]
    own = tuple(row.role for row in rows if row.if_owner and right != "create")
    return RoleRight(tuple(row.role for row in rows if not row.if_owner or right == "create"), own)


def role_right(meta: Meta, access: UserAccess, right: str) -> RoleRight:
    """Return what the user's roles give on a DocType, kept for the process."""
    known: dict[tuple[str, frozenset[str], str], RoleRight] = slot("role_rights", dict)
    key = (meta.name, access.roles, right)
    found = known.get(key)
    if found is None:
        found = known[key] = judge_roles(meta.permissions, access.roles, right)
    return found


def roles_giving(meta: Meta, right: str) -> list[str]:
    """Return the roles that would give a right at level 0."""
    return sorted({row.role for row in meta.permissions if not row.permlevel and row.get(right)})


# -- user permissions


@dataclass(frozen=True, slots=True)
class Permitted:
    """The names that a column may hold: ``name`` itself, or a link to ``target``."""

    fieldname: str
    target: str
    names: tuple[str, ...]
    folded: frozenset[str]

    def admits(self, value: Any) -> bool:
        return fold(value) in self.folded


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What user permissions ask of the documents of one DocType; all parts must hold."""

    own: Permitted | None = None
    links: tuple[Permitted, ...] = ()
    tables: tuple[tuple[str, Meta, tuple[Permitted, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.own or self.links or self.tables)


UNRESTRICTED = Restrictions()


def restrictions_of(meta: Meta, access: UserAccess, reference: str | None = None) -> Restrictions:
    """Return how the user is restricted on a DocType.

    ``reference`` is the DocType whose form asks (a link search): restrictions made for it count on the names.
    """
    if not access.user_permissions:
        return UNRESTRICTED
    known: dict[tuple[str, str, str], Restrictions] = slot("restrictions", dict)
    key = (meta.name, access.user, reference or "")
    found = known.get(key)
    if found is None:
        tables = {table.fieldname: get_meta(table.options or "") for table in meta.table_fields}
        found = known[key] = build_restrictions(meta, tables, access.user_permissions, reference)
    return found


def build_restrictions(
    meta: Meta, tables: Mapping[str, Meta], permitted: Mapping[str, list[_dict]], reference: str | None = None
) -> Restrictions:
    """Work the restrictions out from the permitted records of a user."""
    own = _permitted("name", meta.name, permitted.get(meta.name), reference or meta.name)
    rows = []
    for fieldname, child in tables.items():
        links = () if child.is_virtual else tuple(_links(child, permitted, meta.name))
        if links:
            rows.append((fieldname, child, links))
    return Restrictions(own, tuple(_links(meta, permitted, meta.name)), tuple(rows))


def _links(meta: Meta, permitted: Mapping[str, list[_dict]], doctype: str) -> Iterator[Permitted]:
    for link in meta.link_fields:
        if not link.ignore_user_permissions:
            found = _permitted(link.fieldname, link.options or "", permitted.get(link.options or ""), doctype)
            if found is not None:
                yield found


def _permitted(fieldname: str, target: str, rows: list[_dict] | None, doctype: str) -> Permitted | None:
    names = applicable(rows or (), doctype)
    return Permitted(fieldname, target, tuple(sorted(names)), frozenset(map(fold, names))) if names else None


def applicable(rows: Iterable[_dict], doctype: str) -> set[str]:
    """Return the permitted names that count for a DocType."""
    return {str(row["doc"]) for row in rows if row["applicable_for"] in (None, "", doctype)}


def is_strict(meta: Meta) -> bool:
    """Tell whether empty links are refused too (never on Singles)."""
    return not meta.issingle and bool(get_setting("apply_strict_user_permissions"))


@dataclass(frozen=True, slots=True)
class Breach:
    """The restriction that a document does not keep. ``empty``: it holds no value where one is asked."""

    permitted: Permitted
    meta: Meta
    empty: bool


def find_breach(restrictions: Restrictions, meta: Meta, doc: Any, *, strict: bool) -> Breach | None:
    """Return the first restriction that a document breaks, or None."""
    own = restrictions.own
    if own is not None and not own.admits(doc.get("name")):
        return Breach(own, meta, empty=False)
    found = _link_breach(restrictions.links, meta, doc, strict)
    if found is not None:
        return found
    for fieldname, child, links in restrictions.tables:
        for row in doc.get(fieldname) or ():
            found = _link_breach(links, child, row, strict)
            if found is not None:
                return found
    return None


def _link_breach(links: tuple[Permitted, ...], meta: Meta, part: Any, strict: bool) -> Breach | None:
    for permitted in links:
        value = part.get(permitted.fieldname)
        empty = value in (None, "")
        if strict if empty else not permitted.admits(value):
            return Breach(permitted, meta, empty)
    return None
