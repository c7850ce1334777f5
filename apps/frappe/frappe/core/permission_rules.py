"""Change permission rules: custom rows of a DocType, user permissions (contract 4.3)."""

from __future__ import annotations

from typing import Any

from frappe.context import invalidate, local
from frappe.metadata import get_meta
from frappe.model import documents

_COPIED = (
    "role if_owner permlevel select read write create delete submit cancel amend report export import share print email"
).split()


def setup_custom_perms(parent: str) -> bool:
    """Copy a DocType's own rows to Custom DocPerm, once; from then on only those count."""
    if local.db.exists("Custom DocPerm", {"parent": parent}):
        return False
    for row in get_meta(parent).permissions:
        values = {key: row.get(key) or 0 for key in _COPIED}
        documents.get_doc({"doctype": "Custom DocPerm", "parent": parent, **values}).insert(ignore_permissions=True)
    invalidate()
    return True


def add_permission(doctype: str, role: str, permlevel: int = 0, ptype: str | None = None) -> str:
    """Add a rule for a role and level."""
    setup_custom_perms(doctype)
    filters = {"parent": doctype, "role": role, "permlevel": permlevel, "if_owner": 0}
    found = local.db.get_value("Custom DocPerm", filters, "name")
    if found:
        return str(found)
    row = documents.get_doc({"doctype": "Custom DocPerm", **filters, ptype or "read": 1}).insert(ignore_permissions=True)
    invalidate()
    return str(row.name)


def update_permission_property(
    doctype: str, role: str, permlevel: int, ptype: str, value: Any = None, validate: bool = True, if_owner: int = 0
) -> None:
    """Set one right of a rule."""
    setup_custom_perms(doctype)
    name = local.db.get_value(
        "Custom DocPerm", {"parent": doctype, "role": role, "permlevel": permlevel, "if_owner": if_owner}, "name"
    )
    row = documents.get_doc("Custom DocPerm", name)
    row.set(ptype, value)
    row.save(ignore_permissions=True)
    invalidate()


def reset_perms(doctype: str) -> None:
    """Go back to the DocType's own rows."""
    local.db.delete("Custom DocPerm", {"parent": doctype})
    invalidate()


def add_user_permission(
    doctype: str,
    name: str,
    user: str,
    ignore_permissions: bool = False,
    applicable_for: str | None = None,
    is_default: int = 0,
    hide_descendants: int = 0,
) -> Any:
    """Restrict a user to a record."""
    return (
        documents.get_doc(
            {
                "doctype": "User Permission",
                "user": user,
                "allow": doctype,
                "for_value": name,
                "is_default": is_default,
                "applicable_for": applicable_for,
                "apply_to_all_doctypes": 0 if applicable_for else 1,
                "hide_descendants": hide_descendants,
            }
        )
        .insert(ignore_permissions=ignore_permissions)
    )


def remove_user_permission(doctype: str, name: str, user: str) -> None:
    found = local.db.get_value("User Permission", {"user": user, "allow": doctype, "for_value": name}, "name")
    if found:
        documents.get_doc("User Permission", found).delete(ignore_permissions=True)


def clear_user_permissions_for_doctype(doctype: str, user: str | None = None) -> None:
    local.db.delete("User Permission", {"allow": doctype, **({"user": user} if user else {})})
    invalidate()
