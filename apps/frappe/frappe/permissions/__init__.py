"""Who may do what (contract section 4): one evaluation for documents, lists and the explainer.

``access`` knows the user, ``evaluation`` judges a document, ``lists`` turns the same rules into SQL, ``levels`` is
about fields, ``explain`` tells why. Functions that change rules live in ``core.permission_rules``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from frappe.context import current_user, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.permissions.access import access_of as access_of
from frappe.permissions.evaluation import NO_TRAIL, RIGHTS, Trail, evaluate
from frappe.permissions.levels import permitted_levels as permitted_levels
from frappe.permissions.levels import readable_fields as readable_fields
from frappe.permissions.levels import readable_levels as readable_levels
from frappe.permissions.levels import writable_levels as writable_levels
from frappe.permissions.lists import list_scope as list_scope

rights = RIGHTS


def get_roles(user: str | None = None, with_standard: bool = True) -> list[str]:
    """Return a user's roles, the automatic ones included (contract 4.1)."""
    roles = access_of(user or current_user()).roles
    return sorted(roles if with_standard else roles - {"All", "Guest", "Administrator", "Desk User"})


def get_user_permissions(user: str | None = None) -> dict[str, list[Any]]:
    return access_of(user or current_user()).user_permissions


def has_permission(
    doctype: str,
    ptype: str = "read",
    doc: Any = None,
    user: str | None = None,
    *,
    throw: bool = False,
    parent_doctype: str | None = None,
    debug: bool = False,
    trail: Trail = NO_TRAIL,
) -> bool:
    """Tell whether a user has a right on a DocType or document (contract 4.3)."""
    access = access_of(user or current_user())
    if access.is_administrator and trail is NO_TRAIL:
        return True
    meta = get_meta(doctype)
    document = load_if_name(meta, doc)
    if meta.istable:
        allowed = _on_parent(meta, ptype, document, access.user, parent_doctype)
    else:
        allowed = evaluate(meta, ptype, document, access, trail)
    if not allowed and throw:
        raise refusal(access.user, doctype, ptype, document)
    return allowed


def refusal(user: str, doctype: str, right: str, doc: Any = None) -> NoPermission:
    """Return the error that tells who lacks what on which document."""
    name = doc.get("name") if doc is not None else None
    return NoPermission(
        _("{0} has no {1} permission on {2} {3}").format(user, _(right), _(doctype), name or "").strip(),
        doctype=doctype,
        name=name,
        needed=right,
    )


def require(doctype: str, ptype: str, doc: Any = None, user: str | None = None) -> None:
    """Raise PermissionError unless the right is there."""
    has_permission(doctype, ptype, doc, user, throw=True)


def load_if_name(meta: Meta, doc: Any) -> Any:
    """Return the document for a name; None for a DocType question."""
    if doc is None or hasattr(doc, "get"):
        return doc
    return _loaders[0](meta.name, doc)


_loaders: list[Callable[[str, Any], Any]] = []


def register_loader(loader: Callable[[str, Any], Any]) -> None:
    """Let the model load the document that a name stands for."""
    _loaders[:] = [loader]


def _on_parent(meta: Meta, right: str, row: Any, user: str, parent_doctype: str | None) -> bool:
    """Judge a child row by its parent (contract 4.3)."""
    parenttype = parent_doctype or (row.get("parenttype") if row is not None else None)
    if not parenttype:
        return False
    parent_meta = get_meta(parenttype)
    table = next((field for field in parent_meta.table_fields if field.options == meta.name), None)
    if table is None:
        return False
    level = "read" if right in ("select", "read", "print", "email", "report", "export") else "write"
    if (table.permlevel or 0) not in permitted_levels(parent_meta, user, level):
        return False
    parent_right = "write" if right in ("create", "delete") else right
    parent = row.get("parent") if row is not None else None
    if parent and getattr(row, "parent_doc", None) is not None:
        return has_permission(parenttype, parent_right, row.parent_doc, user)
    return has_permission(parenttype, parent_right, parent, user)


def get_doc_permissions(doc: Any, user: str | None = None, ptype: str | None = None) -> dict[str, int]:
    """Return every right of a user on a document, as 0 or 1."""
    access = access_of(user or current_user())
    if access.is_administrator:
        return dict.fromkeys(RIGHTS, 1)
    return {right: int(has_permission(doc.doctype, right, doc, access.user)) for right in RIGHTS}


def get_role_permissions(meta: Meta | str, user: str | None = None, is_owner: bool | None = None) -> dict[str, Any]:
    """Return what a user's roles give on a DocType (contract 4.2)."""
    from frappe.permissions.evaluation import role_right

    meta = get_meta(meta) if isinstance(meta, str) else meta
    access = access_of(user or current_user())
    out: dict[str, Any] = {"if_owner": {}}
    for right in RIGHTS:
        found = role_right(meta, access, right)
        if found.only_owner:
            out["if_owner"][right] = int(bool(is_owner))
            out[right] = int(right in ("select", "read"))
        else:
            out[right] = int(found.granted or access.is_administrator)
    out["has_if_owner_enabled"] = bool(out["if_owner"])
    return out


def only_for(roles: str | list[str] | tuple[str, ...], message: bool = False) -> None:
    """Raise PermissionError unless the acting user holds one of the roles."""
    if local.flags.in_test or current_user() == "Administrator":
        return
    wanted = {roles} if isinstance(roles, str) else set(roles)
    if not wanted & access_of(current_user()).roles:
        raise NoPermission(_("This action is only allowed for {0}").format(", ".join(sorted(wanted))))


def can_export(doctype: str, raise_exception: bool = False) -> bool:
    allowed = "System Manager" in get_roles() or has_permission(doctype, "export")
    if not allowed and raise_exception:
        raise refusal(current_user(), doctype, "export")
    return allowed


def can_import(doctype: str, raise_exception: bool = False) -> bool:
    allowed = "System Manager" in get_roles() or has_permission(doctype, "import")
    if not allowed and raise_exception:
        raise refusal(current_user(), doctype, "import")
    return allowed


_RULES = (
    "add_permission add_user_permission clear_user_permissions_for_doctype remove_user_permission reset_perms "
    "setup_custom_perms update_permission_property"
).split()

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Answer the public names of the functions that change rules."""
        if name not in _RULES:
            raise AttributeError(f"frappe.permissions has no public name {name!r}; see docs/compatibility.md")
        return getattr(import_module("frappe.core.permission_rules"), name)
