"""The one evaluation of a right on a DocType or document (contract 4.2-4.4, 4.7).

`evaluate` notes each rule it asks in a trail when it is given one; ``has_permission`` gives none, the explainer reads
it. So an explanation is the verdict, not a second opinion. The order: DocType, hooks, roles with ownership, user
permissions; what they deny a share may still grant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.metadata import Meta
from frappe.permissions.access import UserAccess, fold
from frappe.permissions.hooked_rules import hook_paths, refusing_hook
from frappe.permissions.rules import (
    Breach,
    RoleRight,
    find_breach,
    is_strict,
    restrictions_of,
    role_right,
    roles_giving,
)
from frappe.permissions.shares import SHAREABLE, any_shared, is_shared

SUBMITTABLE_RIGHTS = frozenset({"submit", "cancel", "amend"})


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that was asked: its kind, where it stands, what it did (allow, deny, pass), and that as a sentence."""

    rule: str
    source: str
    outcome: str
    text: str


@dataclass(slots=True)
class Trail:
    """The rules asked, in order."""

    steps: list[Step] = field(default_factory=list)

    def add(self, rule: str, source: str, outcome: str, text: str) -> None:
        self.steps.append(Step(rule, source, outcome, text))


def evaluate(meta: Meta, right: str, doc: Any, access: UserAccess, trail: Trail | None = None) -> bool:
    """Tell whether a user has a right on a DocType (``doc`` None) or on a document."""
    if access.is_administrator:
        if trail:
            trail.add("administrator", access.user, "allow", _("Administrator may do everything."))
        return True
    if not _doctype_allows(meta, right, trail):
        return False
    if doc is None:
        return _rules_allow_doctype(meta, right, access, trail) or _any_share_allows(meta, right, access, trail)
    return _rules_allow(meta, right, doc, access, trail) or _share_allows(meta, right, doc, access, trail)


def _doctype_allows(meta: Meta, right: str, trail: Trail | None) -> bool:
    if right == "share" and get_setting("disable_document_sharing"):
        if trail:
            trail.add("sharing", "System Settings", "deny", _("Document sharing is switched off in System Settings."))
        return False
    if (right in SUBMITTABLE_RIGHTS and not meta.is_submittable) or (right == "import" and not meta.allow_import):
        if trail:
            text = _("{0} does not allow the action {1}.").format(_(meta.name), _(right))
            trail.add("doctype", meta.name, "deny", text)
        return False
    return True


def _rules_allow_doctype(meta: Meta, right: str, access: UserAccess, trail: Trail | None) -> bool:
    found = _asked_role_right(meta, right, access, trail)
    if not found.only_owner:
        return found.granted
    allowed = right in ("select", "read")
    if trail:
        trail.add("owner", meta.name, "allow" if allowed else "deny", _("The right holds for own documents only."))
    return allowed


def _asked_role_right(meta: Meta, right: str, access: UserAccess, trail: Trail | None) -> RoleRight:
    found = role_right(meta, access, right)
    if trail and found.granted:
        givers = found.everywhere or found.own
        trail.add("role", ", ".join(sorted(set(givers))), "allow", _("Granted by role {0}.").format(_names(givers)))
    elif trail:
        givers = tuple(roles_giving(meta, right))
        text = _("No held role grants it; these would: {0}.").format(_names(givers) or "-")
        trail.add("role", meta.name, "deny", text)
    return found


def _names(roles: tuple[str, ...]) -> str:
    return ", ".join(_(role) for role in sorted(set(roles)))


def _rules_allow(meta: Meta, right: str, doc: Any, access: UserAccess, trail: Trail | None) -> bool:
    if not _hooks_allow(meta, right, doc, access, trail):
        return False
    found = _asked_role_right(meta, right, access, trail)
    if found.only_owner:
        return _owns(doc, access, trail)
    return found.granted and _user_permissions_allow(meta, doc, access, trail)


def _hooks_allow(meta: Meta, right: str, doc: Any, access: UserAccess, trail: Trail | None) -> bool:
    refusing = refusing_hook(meta, right, doc, access.user)
    if refusing is not None:
        if trail:
            trail.add("hook", refusing, "deny", _("The rule {0} does not allow it.").format(refusing))
        return False
    if trail:
        for path in hook_paths("has_permission", meta.name):
            trail.add("hook", str(path), "pass", _("The rule {0} has no objection.").format(path))
    return True


def _owns(doc: Any, access: UserAccess, trail: Trail | None) -> bool:
    own = is_owner(doc, access)
    if trail and own:
        trail.add("owner", access.user, "allow", _("The user owns the document."))
    elif trail:
        text = _("The right holds for own documents, and the user does not own this one.")
        trail.add("owner", access.user, "deny", text)
    return own


def is_owner(doc: Any, access: UserAccess) -> bool:
    return fold(doc.get("owner")) == fold(access.user)


def _user_permissions_allow(meta: Meta, doc: Any, access: UserAccess, trail: Trail | None) -> bool:
    restrictions = restrictions_of(meta, access)
    if not restrictions:
        return True
    breach = find_breach(restrictions, meta, doc, strict=is_strict(meta))
    if trail and breach is None:
        trail.add("user permission", meta.name, "pass", _("The user's permissions for records are kept."))
    elif trail and breach is not None:
        trail.add("user permission", breach.permitted.target, "deny", describe_breach(breach))
    return breach is None


def describe_breach(breach: Breach) -> str:
    """Return a restriction as a sentence; it tells what is permitted, never what the document holds."""
    permitted = breach.permitted
    names = ", ".join(permitted.names[:5]) + (", ..." if len(permitted.names) > 5 else "")
    if permitted.fieldname == "name":
        return _("The user may use these {0} only: {1}.").format(_(permitted.target), names)
    label = _(breach.meta.get_label(permitted.fieldname))
    if breach.empty:
        return _("{0} is empty, and strict user permissions ask for one of: {1}.").format(label, names)
    return _("{0} is none of those that the user may use: {1}.").format(label, names)


def _share_allows(meta: Meta, right: str, doc: Any, access: UserAccess, trail: Trail | None) -> bool:
    shared = right in SHAREABLE and is_shared(meta.name, doc.get("name"), access.user, SHAREABLE[right])
    return _note_share(shared, right, meta, trail, _("The document is shared with the user."))


def _any_share_allows(meta: Meta, right: str, access: UserAccess, trail: Trail | None) -> bool:
    shared = right in SHAREABLE and any_shared(meta.name, access.user, SHAREABLE[right])
    text = _("At least one {0} is shared with the user.").format(_(meta.name)) if trail else ""
    return _note_share(shared, right, meta, trail, text)


def _note_share(shared: bool, right: str, meta: Meta, trail: Trail | None, text: str) -> bool:
    if trail and shared:
        trail.add("share", meta.name, "allow", text)
    elif trail and right in SHAREABLE:
        trail.add("share", meta.name, "deny", _("It is not shared with the user."))
    return shared
