"""Permission levels: which fields a user may read and write (contract 4.6)."""

from __future__ import annotations

from frappe.context import slot
from frappe.metadata import Meta
from frappe.metadata.fieldtypes import NO_VALUE_FIELDTYPES
from frappe.permissions.access import access_of


def permitted_levels(meta: Meta, user: str, right: str = "read") -> frozenset[int]:
    """Return the levels at which some held role has ``right`` (read or write)."""
    access = access_of(user)
    if access.is_administrator:
        return frozenset(range(10))
    known: dict[tuple[str, str, str], frozenset[int]] = slot("permitted_levels", dict)
    key = (meta.name, user, right)
    if key not in known:
        known[key] = frozenset(
            int(row.permlevel or 0) for row in meta.permissions if row.role in access.roles and row.get(right)
        )
    return known[key]


def readable_levels(meta: Meta, user: str) -> set[int]:
    return set(permitted_levels(meta, user, "read"))


def writable_levels(meta: Meta, user: str) -> set[int]:
    return set(permitted_levels(meta, user, "write"))


def readable_fields(meta: Meta, user: str, parent_meta: Meta | None = None) -> frozenset[str] | None:
    """Return the columns a user may read, None when all; select-only users see name, title and search fields.

    A linked DocType that the user may neither read nor select shows its name alone.
    """
    access = access_of(user)
    if access.is_administrator:
        return None
    known: dict[tuple[str, str, str], frozenset[str] | None] = slot("readable_fields", dict)
    rules = parent_meta or meta
    key = (meta.name, user, rules.name)
    if key not in known:
        known[key] = _readable(meta, rules, user)
    return known[key]


def _readable(meta: Meta, rules: Meta, user: str) -> frozenset[str] | None:
    from frappe.permissions.evaluation import any_shared, role_right

    access = access_of(user)
    reads = role_right(rules, access, "read").granted or any_shared(rules.name, user, "read")
    if not reads:
        if role_right(rules, access, "select").granted:
            return frozenset({"name", meta.get_title_field(), *meta.get_search_fields()})
        return frozenset({"name"})
    if not meta.has_levels:
        return None
    levels = permitted_levels(rules, user, "read") | {0}
    hidden = {field.fieldname for field in meta.fields_by_level if field.permlevel not in levels}
    return frozenset(name for name in (*meta.columns, *meta.field_map) if name not in hidden)


def hidden_fields(meta: Meta, user: str) -> set[str]:
    """Return the fields a user may not read."""
    levels = permitted_levels(meta, user, "read") | {0}
    if access_of(user).is_administrator:
        return set()
    return {f.fieldname for f in meta.fields_by_level if f.permlevel not in levels and f.fieldtype not in NO_VALUE_FIELDTYPES}


