"""The one evaluation of a right on a DocType or document (contract 4.2-4.4, 4.7).

`evaluate` notes every rule it asks in a `Trail`; `has_permission` passes none, the explainer reads it. So an
explanation is the verdict, not a second opinion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from frappe.context import local, slot
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.modules import get_attr, get_hooks
from frappe.permissions.access import UserAccess, applicable
from frappe.utils.numbers import cstr

RIGHTS = ("select", "read", "write", "create", "delete", "submit", "cancel", "amend", "print", "email", "report",
          "import", "export", "share")  # fmt: skip
SHAREABLE = {"read": "read", "write": "write", "share": "share", "submit": "submit", "email": "read", "print": "read"}


@dataclass(frozen=True)
class Step:
    """One rule that was asked: what it is, and whether it gave, denied or left the right."""

    rule: str
    outcome: str
    text: str


@dataclass
class Trail:
    """The rules asked, in order."""

    steps: list[Step] = field(default_factory=list)

    def add(self, rule: str, outcome: str, text: str) -> None:
        self.steps.append(Step(rule, outcome, text))


class _NoTrail(Trail):
    def add(self, rule: str, outcome: str, text: str) -> None:
        pass


NO_TRAIL = _NoTrail()


@dataclass(frozen=True)
class RoleRight:
    """What the roles give: for all documents, or only for the user's own."""

    granted: bool
    only_owner: bool


def role_right(meta: Meta, access: UserAccess, right: str) -> RoleRight:
    """Return whether any held role grants a right at level 0, and whether only on own documents."""
    known: dict[tuple[str, str, str], RoleRight] = slot("role_rights", dict)
    key = (meta.name, access.user, right)
    found = known.get(key)
    if found is None:
        rows = [row for row in meta.permissions if not row.permlevel and row.role in access.roles and row.get(right)]
        everywhere = any(not row.if_owner for row in rows)
        owner = bool(rows) and not everywhere
        found = known[key] = RoleRight(bool(rows), owner and right != "create")
    return found


def evaluate(meta: Meta, right: str, doc: Any, access: UserAccess, trail: Trail = NO_TRAIL) -> bool:
    """Tell whether a user has a right on a DocType (``doc`` None) or document."""
    if access.is_administrator:
        trail.add("administrator", "allow", _("Administrator may do everything."))
        return True
    if right == "share" and get_setting("disable_document_sharing"):
        trail.add("sharing", "deny", _("Document sharing is switched off in System Settings."))
        return False
    if (right in ("submit", "cancel", "amend") and not meta.is_submittable) or (
        right == "import" and not meta.allow_import
    ):
        trail.add("doctype", "deny", _("{0} does not allow the action {1}.").format(_(meta.name), _(right)))
        return False
    if doc is None:
        return _on_doctype(meta, right, access, trail)
    return _on_document(meta, right, doc, access, trail)


def _on_doctype(meta: Meta, right: str, access: UserAccess, trail: Trail) -> bool:
    found = _role_step(meta, right, access, trail)
    if found.granted and (not found.only_owner or right in ("select", "read")):
        return True
    if right in SHAREABLE and any_shared(meta.name, access.user, SHAREABLE[right]):
        trail.add("share", "allow", _("At least one {0} is shared with the user.").format(_(meta.name)))
        return True
    if found.only_owner:
        trail.add("owner", "deny", _("The right holds for own documents only."))
    return False


def _role_step(meta: Meta, right: str, access: UserAccess, trail: Trail) -> RoleRight:
    found = role_right(meta, access, right)
    if trail is not NO_TRAIL:
        givers = sorted({r.role for r in meta.permissions if not r.permlevel and r.role in access.roles and r.get(right)})
        holders = sorted({r.role for r in meta.permissions if not r.permlevel and r.get(right)})
        if givers:
            trail.add("role", "allow", _("Granted by role {0}.").format(", ".join(givers)))
        else:
            trail.add("role", "deny", _("No held role grants it; these would: {0}.").format(", ".join(holders) or "-"))
    return found


def _on_document(meta: Meta, right: str, doc: Any, access: UserAccess, trail: Trail) -> bool:
    if not _hooks_allow(meta, right, doc, access, trail):
        return False
    if _rules_allow(meta, right, doc, access, trail):
        return True
    share = SHAREABLE.get(right)
    if share and is_shared(meta.name, doc.get("name"), access.user, share):
        trail.add("share", "allow", _("The document is shared with the user."))
        return True
    return False


def _hooks_allow(meta: Meta, right: str, doc: Any, access: UserAccess, trail: Trail) -> bool:
    for path in hook_paths("has_permission", meta.name):
        answer = call_by_name(get_attr(path), doc=doc, ptype=right, user=access.user, debug=False, doctype=meta.name)
        if not answer:
            trail.add("hook", "deny", _("The rule {0} does not allow it.").format(path))
            return False
        trail.add("hook", "pass", _("The rule {0} has no objection.").format(path))
    return True


def _rules_allow(meta: Meta, right: str, doc: Any, access: UserAccess, trail: Trail) -> bool:
    found = _role_step(meta, right, access, trail)
    owner = is_owner(doc, access)
    if not found.granted:
        return False
    if found.only_owner and not owner:
        trail.add("owner", "deny", _("The right holds for own documents; the owner is {0}.").format(doc.get("owner")))
        return False
    if found.only_owner:
        trail.add("owner", "allow", _("The user owns the document."))
        return True
    refused = refused_by_user_permissions(meta, doc, access)
    if refused is None:
        return True
    if owner and _granted_to_owner(meta, right, access):
        trail.add("owner", "allow", _("The user owns the document."))
        return True
    trail.add("user permission", "deny", refused)
    return False


def _granted_to_owner(meta: Meta, right: str, access: UserAccess) -> bool:
    return right != "create" and any(
        row.if_owner and row.get(right) and row.role in access.roles and not row.permlevel for row in meta.permissions
    )


def is_owner(doc: Any, access: UserAccess) -> bool:
    return cstr(doc.get("owner")).lower() == access.user.lower()


def hook_paths(hook: str, doctype: str) -> list[str]:
    """Return the functions hooked for a DocType, its own and those of every DocType, last registered first."""
    hooks = get_hooks(hook, {})
    return [*reversed(hooks.get(doctype, [])), *reversed(hooks.get("*", []))]


def call_by_name(function: Any, **arguments: Any) -> Any:
    """Call a hook with those arguments that it names (contract 1.3)."""
    import inspect

    names = slot("hook_signatures", dict)
    if function not in names:
        parameters = inspect.signature(function).parameters
        takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        names[function] = None if takes_all else tuple(parameters)
    known = names[function]
    return function(**(arguments if known is None else {k: v for k, v in arguments.items() if k in known}))


# -- user permissions


def restricted_links(meta: Meta, access: UserAccess, doctype: str) -> Iterator[tuple[str, str, set[Any]]]:
    """Yield (fieldname, target, permitted names) of a Meta's links that the user's permissions restrict."""
    for link in meta.link_fields:
        rows = access.user_permissions.get(link.options or "")
        if rows and not link.ignore_user_permissions:
            names = applicable(rows, doctype)
            if names:
                yield link.fieldname, link.options or "", names


def own_names(meta: Meta, access: UserAccess) -> set[Any] | None:
    """Return the permitted names of the DocType itself, None when it is not restricted."""
    rows = access.user_permissions.get(meta.name)
    names = applicable(rows, meta.name) if rows else set()
    return names or None


def refused_by_user_permissions(meta: Meta, doc: Any, access: UserAccess) -> str | None:
    """Return why the user's permissions refuse a document, or None (contract 4.4)."""
    if not access.user_permissions:
        return None
    names = own_names(meta, access)
    if names is not None and doc.get("name") not in names and not (hasattr(doc, "is_new") and doc.is_new()):
        return _("{0} {1} is not among the permitted ones.").format(_(meta.name), doc.get("name"))
    strict = bool(get_setting("apply_strict_user_permissions")) and not meta.issingle
    for part_meta, part in _parts(meta, doc):
        for fieldname, target, permitted in restricted_links(part_meta, access, meta.name):
            value = part.get(fieldname)
            if value in (None, ""):
                if strict:
                    return _("{0} is empty and strict user permissions hold.").format(_(part_meta.get_label(fieldname)))
            elif value not in permitted:
                return _("{0} {1} is not among the permitted ones.").format(_(target), value)
    return None


def _parts(meta: Meta, doc: Any) -> Iterator[tuple[Meta, Any]]:
    yield meta, doc
    for table in meta.table_fields:
        for row in doc.get(table.fieldname) or ():
            yield get_meta(table.options), row


# -- shares


def is_shared(doctype: str, name: Any, user: str, right: str) -> bool:
    """Tell whether a document is shared with a user with a right."""
    return _share_exists(
        f"`share_doctype` = ? and `share_name` = ? and `{right}` = 1 and (`user` = ? or `everyone` = 1)",
        (doctype, name, user),
    )


def any_shared(doctype: str, user: str, right: str) -> bool:
    """Tell whether any document of a DocType is shared with a user."""
    return _share_exists(f"`share_doctype` = ? and `{right}` = 1 and (`user` = ? or `everyone` = 1)", (doctype, user))


def _share_exists(where: str, values: tuple[Any, ...]) -> bool:
    if not local.db.table_exists("DocShare") or values[-1] == "Guest":
        return False
    return bool(local.db.connection.query(f"select 1 from `tabDocShare` where {where} limit 1", values))
