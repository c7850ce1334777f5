"""Who may do what (contract section 4): one evaluation for documents, lists and the explainer.

``access`` knows the user, ``rules`` turns role rows and user permissions into values, ``evaluation`` judges a document
by them, ``lists`` makes SQL of them, ``referenced`` the same for rows that hang on documents, ``levels`` is about
fields, ``shares`` and ``hooked_rules`` about what is added, ``explain`` tells why, ``checks`` finds rules that cannot
work, ``matrix`` shows them all. Functions that change rules live in ``core.permission_rules`` and answer here by their
public names.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from frappe.context import current_user, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.metadata import Meta, find_meta, get_meta
from frappe.modules import get_attr
from frappe.permissions.access import AUTOMATIC_ROLES as AUTOMATIC_ROLES
from frappe.permissions.access import UserAccess as UserAccess
from frappe.permissions.access import access_of as access_of
from frappe.permissions.evaluation import Step as Step
from frappe.permissions.evaluation import Trail as Trail
from frappe.permissions.evaluation import evaluate
from frappe.permissions.hooked_rules import call_by_name, hook_paths
from frappe.permissions.levels import hidden_fields as hidden_fields
from frappe.permissions.levels import only_selects
from frappe.permissions.levels import permitted_levels as permitted_levels
from frappe.permissions.levels import readable_fields as readable_fields
from frappe.permissions.levels import readable_levels as readable_levels
from frappe.permissions.levels import writable_levels as writable_levels
from frappe.permissions.lists import list_scope as list_scope
from frappe.permissions.lists import match_conditions as match_conditions
from frappe.permissions.referenced import Reference as Reference
from frappe.permissions.referenced import on_readable_documents as on_readable_documents
from frappe.permissions.rules import RIGHTS, find_breach, is_strict, restrictions_of, role_right
from frappe.types import _dict

rights = RIGHTS
READ_RIGHTS = frozenset({"select", "read", "print", "email", "report", "export"})


# -- users


def get_roles(user: str | None = None, with_standard: bool = True) -> list[str]:
    """Return a user's roles, the automatic ones included (contract 4.1)."""
    roles = access_of(user or current_user()).roles
    return sorted(roles if with_standard else roles - AUTOMATIC_ROLES)


def get_user_permissions(user: str | None = None) -> dict[str, list[_dict]]:
    """Return the records a user is restricted to: ``{allow: [{doc, applicable_for, is_default}]}``."""
    return dict(access_of(user or current_user()).user_permissions)


def only_for(roles: str | list[str] | tuple[str, ...] | set[str], message: bool | str = False) -> None:
    """Raise PermissionError unless the acting user holds one of the roles; always passes in tests."""
    user = current_user()
    if local.flags.in_test or user == "Administrator":
        return
    wanted = {roles} if isinstance(roles, str) else set(roles)
    if wanted & access_of(user).roles:
        return
    text = message if isinstance(message, str) and message else _("This action is only allowed for {0}")
    raise NoPermission(text.format(", ".join(_(role) for role in sorted(wanted))), needed_roles=sorted(wanted))


def is_system_manager(user: str | None = None) -> bool:
    """Tell whether a user may administer the site; unlike `only_for` no test passes for free."""
    access = access_of(user or current_user())
    return access.is_administrator or "System Manager" in access.roles


def require_system_manager() -> None:
    """Raise PermissionError unless the acting user may administer the site."""
    if not is_system_manager():
        raise NoPermission(
            _("This action is only allowed for {0}").format(_("System Manager")), needed_roles=["System Manager"]
        )


# -- rights


def has_permission(
    doctype: str | None = None,
    ptype: str = "read",
    doc: Any = None,
    user: str | None = None,
    throw: bool = False,
    *,
    parent_doctype: str | None = None,
    debug: bool = False,
    trail: Trail | None = None,
) -> bool:
    """Tell whether a user has a right on a DocType or document (contract 4.3).

    A document given is judged by its own DocType, a child row by its parent. ``trail`` takes the reasons.
    """
    access = access_of(user or current_user())
    if access.is_administrator and trail is None:
        return True
    document = load_if_name(doctype or "", doc)
    meta = get_meta(_doctype_of(document) or doctype or "")
    if meta.istable and not access.is_administrator:
        allowed = _on_parent(meta, ptype, document, access, parent_doctype, trail)
    else:
        allowed = evaluate(meta, ptype, document, access, trail)
    if not allowed and throw:
        raise refusal(access.user, meta.name, ptype, document)
    return allowed


def require(doctype: str, ptype: str, doc: Any = None, user: str | None = None) -> None:
    """Raise PermissionError unless the right is there."""
    has_permission(doctype, ptype, doc, user, throw=True)


def refusal(user: str, doctype: str, right: str, doc: Any = None) -> NoPermission:
    """Return the error that tells who lacks what on which document."""
    name = doc.get("name") if doc is not None else None
    return NoPermission(
        _("{0} has no {1} permission on {2} {3}").format(user, _(right), _(doctype), name or "").strip(),
        doctype=doctype,
        name=name,
        needed=right,
    )


def _doctype_of(doc: Any) -> str | None:
    found = doc.get("doctype") if doc is not None else None
    if not found and doc is not None:
        found = getattr(doc, "doctype", None)
    return found if isinstance(found, str) else None


def load_if_name(doctype: str, doc: Any) -> Any:
    """Return the document for a name; None for a question about the DocType."""
    if doc is None or hasattr(doc, "get"):
        return doc
    return _loaders[0](doctype, doc)


_loaders: list[Callable[[str, Any], Any]] = []


def register_loader(loader: Callable[[str, Any], Any]) -> None:
    """Let the model load the document that a name stands for."""
    _loaders[:] = [loader]


def _on_parent(
    meta: Meta, right: str, row: Any, access: UserAccess, parent_doctype: str | None, trail: Trail | None
) -> bool:
    """Judge a child row by its parent: the row's own, not one that the caller names (contract 4.3)."""
    parenttype = row.get("parenttype") if row is not None else parent_doctype
    parent_meta = find_meta(parenttype) if parenttype else None
    if parent_meta is None or parent_meta.istable:
        return _deny_child(
            trail, meta, _("A row of {0} is judged by its parent, and none is named.").format(_(meta.name))
        )
    tables = [table for table in parent_meta.table_fields if table.options == meta.name]
    if row is not None:
        tables = [table for table in tables if table.fieldname == row.get("parentfield")]
    if not tables:
        text = _("{0} is no table of {1}.").format(_(meta.name), _(parent_meta.name))
        return _deny_child(trail, meta, text)
    levels = permitted_levels(parent_meta, access.user, "read" if right in READ_RIGHTS else "write") | {0}
    if all((table.permlevel or 0) not in levels for table in tables):
        text = _("{0} is on a permission level that no held role reaches.").format(_(tables[0].label or meta.name))
        return _deny_child(trail, meta, text)
    parent = _parent_of(row)
    parent_right = "write" if right in ("create", "delete") else right
    return has_permission(parent_meta.name, parent_right, parent, access.user, trail=trail)


def _deny_child(trail: Trail | None, meta: Meta, text: str) -> bool:
    if trail is not None:
        trail.add("child table", meta.name, "deny", text)
    return False


def _parent_of(row: Any) -> Any:
    if row is None:
        return None
    return getattr(row, "parent_doc", None) or row.get("parent") or None


def get_doc_permissions(doc: Any, user: str | None = None, ptype: str | None = None) -> dict[str, int]:
    """Return every right (or only ``ptype``) of a user on a document, as 0 or 1."""
    access = access_of(user or current_user())
    asked = (ptype,) if ptype else RIGHTS
    if access.is_administrator:
        return dict.fromkeys(asked, 1)
    return {right: int(has_permission(doc.doctype, right, doc, access.user)) for right in asked}


def get_role_permissions(meta: Meta | str, user: str | None = None, is_owner: bool | None = None) -> _dict:
    """Return what a user's roles give on a DocType (contract 4.2)."""
    meta = get_meta(meta) if isinstance(meta, str) else meta
    access = access_of(user or current_user())
    out = _dict({"if_owner": {}})
    if access.is_administrator:
        return _dict({**out, **dict.fromkeys(RIGHTS, 1), "has_if_owner_enabled": False})
    for right in RIGHTS:
        found = role_right(meta, access, right)
        if found.only_owner:
            out["if_owner"][right] = int(bool(is_owner))
            out[right] = int(right in ("select", "read"))
        else:
            out[right] = int(found.granted)
    rows = (row for row in meta.permissions if not row.permlevel and row.role in access.roles)
    out["has_if_owner_enabled"] = any(row.if_owner for row in rows)
    return out


def has_user_permission(doc: Any, user: str | None = None) -> bool:
    """Tell whether a document keeps a user's restrictions to records (contract 4.4)."""
    access = access_of(user or current_user())
    meta = get_meta(doc.doctype)
    return find_breach(restrictions_of(meta, access), meta, doc, strict=is_strict(meta)) is None


def only_has_select_perm(doctype: str, user: str | None = None, ignore_permissions: bool = False) -> bool:
    """Tell whether a user may choose documents of a DocType in links but not read them."""
    access = access_of(user or current_user())
    return not ignore_permissions and not access.is_administrator and only_selects(get_meta(doctype), access)


def has_website_permission(
    doc: Any = None, ptype: str = "read", user: str | None = None, verbose: bool = False, doctype: str | None = None
) -> bool:
    """Tell whether a portal user may see a document: its controller or the ``has_website_permission`` hooks say so."""
    user = user or current_user()
    document = load_if_name(doctype or "", doc)
    if document is None:
        return False
    if getattr(document, "flags", _dict()).get("ignore_permissions"):
        return True
    own = getattr(type(document), "has_website_permission", None)
    if own is not None:
        return bool(document.has_website_permission(ptype, user, verbose=verbose))
    paths = hook_paths("has_website_permission", document.doctype)
    return bool(paths) and all(
        call_by_name(get_attr(path), doc=document, ptype=ptype, user=user, verbose=verbose) for path in paths
    )


# -- export and import


def can_export(doctype: str, raise_exception: bool = False) -> bool:
    """Tell whether the acting user may export; System Managers always may (contract 4.8)."""
    return _manager_or(doctype, "export", throw=raise_exception)


def can_import(doctype: str, raise_exception: bool = False) -> bool:
    """Tell whether the acting user may import; System Managers always may."""
    return _manager_or(doctype, "import", throw=raise_exception)


def _manager_or(doctype: str, right: str, *, throw: bool) -> bool:
    allowed = is_system_manager() or has_permission(doctype, right)
    if not allowed and throw:
        raise refusal(current_user(), doctype, right)
    return allowed


# -- rules as rows


def get_valid_perms(doctype: str | None = None, user: str | None = None) -> list[_dict]:
    """Return the permission rows that count for a user, of one DocType or of all."""
    roles = access_of(user or current_user()).roles
    names = [doctype] if doctype else _doctypes()
    return [
        _dict({**row.as_dict(), "parent": name})
        for name in names
        for row in get_meta(name).permissions
        if row.role in roles
    ]


def get_doctypes_with_read(user: str | None = None) -> list[str]:
    """Return the DocTypes that a user's roles let him read."""
    access = access_of(user or current_user())
    return [
        name for name in _doctypes() if access.is_administrator or role_right(get_meta(name), access, "read").granted
    ]


def _doctypes() -> list[str]:
    rows = local.db.connection.query("select `name` from `tabDocType` where `istable` = 0 order by `name`")
    return [name for (name,) in rows]


def get_doctype_roles(doctype: str, access_type: str = "read") -> list[str]:
    """Return the roles that have a right on a DocType at level 0."""
    rows = get_meta(doctype).permissions
    return list(dict.fromkeys(row.role for row in rows if row.get(access_type) and not row.permlevel))


_RULES = frozenset(
    "add_permission add_user_permission clear_user_permissions_for_doctype copy_perms get_all_perms remove_permission "
    "remove_user_permission reset_perms setup_custom_perms update_permission_property".split()
)

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Answer the public names of the functions that change rules; they need documents, a room above."""
        if name not in _RULES:
            raise AttributeError(f"frappe.permissions has no public name {name!r}; see docs/compatibility.md")
        return getattr(import_module("frappe.core.permission_rules"), name)
