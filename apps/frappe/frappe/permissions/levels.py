"""Permission levels: which fields a user may read and write (contract 4.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from frappe.context import slot
from frappe.metadata import Meta
from frappe.metadata.fieldtypes import NO_VALUE_FIELDTYPES
from frappe.permissions.access import UserAccess, access_of
from frappe.permissions.rules import role_right

T = TypeVar("T")
Fields = frozenset[str] | None
ALL_LEVELS = frozenset(range(10))


def _kept(name: str, key: tuple[object, ...], make: Callable[[], T]) -> T:
    known: dict[tuple[object, ...], T] = slot(name, dict)
    if key not in known:
        known[key] = make()
    return known[key]


def permitted_levels(meta: Meta, user: str, right: str = "read") -> frozenset[int]:
    """Return the levels at which some held role has ``right`` (read or write)."""
    access = access_of(user)
    if access.is_administrator:
        return ALL_LEVELS

    def work_out() -> frozenset[int]:
        rows = (row for row in meta.permissions if row.role in access.roles and row.get(right))
        return frozenset(int(row.permlevel or 0) for row in rows)

    return _kept("permitted_levels", (meta.name, access.roles, right), work_out)


def readable_levels(meta: Meta, user: str, parent_meta: Meta | None = None) -> set[int]:
    """Return the levels a user reads; rows of a child table follow their parent's rules."""
    return set(permitted_levels(parent_meta or meta, user, "read"))


def writable_levels(meta: Meta, user: str, parent_meta: Meta | None = None) -> set[int]:
    """Return the levels a user writes; rows of a child table follow their parent's rules."""
    return set(permitted_levels(parent_meta or meta, user, "write"))


def hidden_fields(meta: Meta, user: str, parent_meta: Meta | None = None) -> set[str]:
    """Return the value fields above the levels a user reads."""
    if not meta.has_levels or access_of(user).is_administrator:
        return set()
    levels = permitted_levels(parent_meta or meta, user, "read")
    fields = (field for field in meta.fields_by_level if field.permlevel not in levels)
    return {field.fieldname for field in fields if field.fieldtype not in _LAYOUT}


_LAYOUT = frozenset(NO_VALUE_FIELDTYPES) - {"Table", "Table MultiSelect"}


def readable_fields(meta: Meta, user: str, parent_meta: Meta | None = None) -> Fields:
    """Return the fields a user may read of a DocType, None when all.

    Who has only select sees name, title, search fields and whether it is in use; who has no right at all (documents
    may still be shared with him), the fields of level 0.
    """
    access = access_of(user)
    if access.is_administrator:
        return None
    if parent_meta is not None and parent_meta.name != meta.name:
        return child_fields(meta, parent_meta, access)
    select_only = only_selects(meta, access)
    return main_fields(meta, access, "select" if select_only else "read", by_share=False)


def only_selects(meta: Meta, access: UserAccess) -> bool:
    return role_right(meta, access, "select").granted and not role_right(meta, access, "read").granted


def main_fields(meta: Meta, access: UserAccess, right: str, *, by_share: bool) -> Fields:
    """Return the readable fields of the DocType that is listed by a right."""
    if right == "select" and not by_share:
        return selectable_fields(meta, access)
    return _by_level(meta, meta, access)


def selectable_fields(meta: Meta, access: UserAccess) -> frozenset[str]:
    """Return name, title, search fields and the switch that takes a record out of use, by the user's levels."""
    fields = frozenset({"name", meta.get_title_field(), *meta.get_search_fields(), *_switches(meta)})
    return fields - hidden_fields(meta, access.user)


def _switches(meta: Meta) -> list[str]:
    """Link searches leave out what is not in use, so whoever may choose a record may ask for this."""
    fields = (meta.get_field("enabled"), meta.get_field("disabled"))
    return [field.fieldname for field in fields if field is not None and field.fieldtype == "Check"]


def joined_fields(meta: Meta, access: UserAccess) -> Fields:
    """Return what a list of another DocType may show of the linked one.

    Only who may read every document of it sees more than the fields that name one: a join asks no document's rules.
    """
    if access.is_administrator:
        return None
    read = role_right(meta, access, "read")
    if read.everywhere:
        return _by_level(meta, meta, access)
    if read.own or role_right(meta, access, "select").granted:
        return selectable_fields(meta, access)
    return frozenset({"name"})


def child_fields(meta: Meta, parent: Meta, access: UserAccess) -> Fields:
    """Return the readable fields of a child table's rows: none when every table field holding them is hidden."""
    if access.is_administrator:
        return None
    levels = permitted_levels(parent, access.user, "read") | {0}
    tables = [table for table in parent.table_fields if table.options == meta.name]
    if not any((table.permlevel or 0) in levels for table in tables):
        return frozenset()
    return _by_level(meta, parent, access)


def _by_level(meta: Meta, rules: Meta, access: UserAccess) -> Fields:
    if not meta.has_levels:
        return None

    def work_out() -> frozenset[str]:
        hidden = hidden_fields(meta, access.user, rules)
        return frozenset(name for name in (*meta.columns, *meta.field_map) if name not in hidden)

    return _kept("readable_fields", (meta.name, rules.name, access.roles), work_out)
