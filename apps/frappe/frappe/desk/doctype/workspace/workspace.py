"""Workspaces: pages of the desk, public or a user's own (contract 8.11)."""

from __future__ import annotations

import json
import re
from typing import Any

from frappe.context import current_user, invalidate, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import access_of
from frappe.rpc import whitelist
from frappe.utils import cint, cstr

MANAGERS = frozenset({"System Manager", "Workspace Manager"})
BLOCKS = frozenset(
    "header paragraph text shortcut card chart number_card quick_list onboarding spacer custom_block".split()
)
# What a person gives when he makes a workspace.
OWN_VALUES = (
    "title", "public", "icon", "indicator_color", "parent_page", "content", "type", "link_type", "link_to",
    "external_link",
)  # fmt: skip
_UNSAFE_LINK = re.compile(r"^\s*(javascript|data|vbscript):", re.IGNORECASE)


class Workspace(Document):
    """One page: ``content`` is a list of blocks that refer to the child rows by label."""

    def validate(self) -> None:
        self.title = self.title or self.label
        self.check_may_change()
        self.check_content()
        self.check_links()
        self.check_parent()
        if self.public:
            self.for_user = ""
        elif not self.for_user:
            self.for_user = current_user()

    def check_may_change(self) -> None:
        if local.flags.in_install or local.flags.in_migrate or local.flags.in_import or self.flags.ignore_permissions:
            return
        if self.public and not is_manager(current_user()):
            raise NoPermission(_("You need to be Workspace Manager to edit this document"))
        if not self.public and self.for_user and self.for_user != current_user() and not is_manager(current_user()):
            raise NoPermission(_("This workspace belongs to another user."))

    def check_content(self) -> None:
        try:
            blocks = json.loads(self.content or "[]")
        except ValueError as error:
            raise ValidationError(_("The content must be a list of blocks"), fieldname="content") from error
        if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
            raise ValidationError(_("The content must be a list of blocks"), fieldname="content")

    def check_links(self) -> None:
        """Refuse addresses that a browser would run."""
        addresses = [self.external_link, *(row.url for row in self.shortcuts)]
        if any(address and _UNSAFE_LINK.match(address) for address in addresses):
            raise ValidationError(_("The link is not a web address."), fieldname="external_link")

    def check_parent(self) -> None:
        seen, parent = {self.name}, self.parent_page
        while parent:
            if parent in seen:
                raise ValidationError(_("A workspace cannot stand below itself."), fieldname="parent_page")
            seen.add(parent)
            parent = local.db.get_value("Workspace", parent, "parent_page")

    def on_update(self) -> None:
        invalidate()

    def on_trash(self) -> None:
        if self.public and not is_manager(current_user()):
            raise NoPermission(_("You need to be Workspace Manager to delete a public workspace."))

    def after_delete(self) -> None:
        local.db.set_value("Workspace", {"parent_page": self.name}, "parent_page", None, update_modified=False)
        invalidate()

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        local.db.set_value("Workspace", new, "title", new, update_modified=False)

    def get_link_groups(self) -> list[dict[str, Any]]:
        """Return the links by card, in order."""
        cards: list[dict[str, Any]] = []
        for row in self.links:
            if row.type == "Card Break":
                cards.append({"label": row.label, "hidden": cint(row.hidden), "links": []})
            elif cards:
                cards[-1]["links"].append(row.as_dict())
            else:
                cards.append({"label": _("Link"), "hidden": 0, "links": [row.as_dict()]})
        return cards


def is_manager(user: str) -> bool:
    """Tell whether a user may change public workspaces."""
    return user == "Administrator" or bool(access_of(user).roles & MANAGERS)


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """Public ones by role; private ones by their user alone."""
    if is_manager(user):
        return True
    if not cint(doc.get("public")):
        return doc.get("for_user") in (user, None, "") and (doc.get("for_user") == user or ptype == "create")
    if ptype not in ("read", "select", "print", "report", "export", "email"):
        return False
    roles = {row.get("role") for row in doc.get("roles") or ()}
    return not roles or bool(roles & access_of(user).roles)


def permission_query_conditions(user: str) -> Any:
    """Public workspaces without roles or with a held one, and one's own."""
    if is_manager(user):
        return None
    held = sorted(access_of(user).roles)
    marks = ", ".join("?" * len(held))
    roles = "select 1 from `tabHas Role` h where h.`parent` = `tabWorkspace`.`name` and h.`parenttype` = 'Workspace'"
    public = f"`tabWorkspace`.`public` = 1 and (not exists ({roles}) or exists ({roles} and h.`role` in ({marks})))"
    return f"(`tabWorkspace`.`for_user` = ? or ({public}))", (user, *held)


@whitelist(methods=["POST"])
def new_page(new_page: dict[str, Any]) -> Any:
    """Make a workspace; private ones are anyone's, public ones need a Workspace Manager."""
    values: dict[str, Any] = {key: new_page.get(key) for key in OWN_VALUES}
    title = cstr(values["title"]).strip()
    if not title:
        raise ValidationError(_("Title is mandatory"), fieldname="title")
    public = cint(values["public"])
    label = title if public else f"{title}-{current_user()}"
    doc = new_doc("Workspace", **values, label=label, for_user="" if public else current_user())
    if public and not is_manager(current_user()):
        raise NoPermission(_("You need to be Workspace Manager to edit this document"))
    return doc.insert(ignore_permissions=True).as_dict()


@whitelist(methods=["POST"])
def save_page(name: str, content: str, public: int | None = None) -> Any:
    """Store the blocks of a workspace."""
    doc = get_doc("Workspace", name)
    _require_change(doc)
    doc.content = content
    doc.save(ignore_permissions=True)
    return doc.as_dict()


@whitelist(methods=["POST"])
def delete_page(name: str) -> dict[str, Any]:
    """Remove a workspace."""
    doc = get_doc("Workspace", name)
    _require_change(doc)
    answer = {"name": doc.name, "public": doc.public, "title": doc.title}
    doc.delete(ignore_permissions=True)
    return answer


@whitelist(methods=["POST"])
def hide_page(name: str) -> bool:
    """Hide a public workspace, or show it again."""
    doc = get_doc("Workspace", name)
    _require_change(doc)
    doc.db_set("is_hidden", 1 - cint(doc.is_hidden))
    invalidate()
    return True


@whitelist(methods=["POST"])
def sort_pages(names: list[str]) -> bool:
    """Store the order of workspaces."""
    for index, name in enumerate(names, start=1):
        doc = get_doc("Workspace", name)
        _require_change(doc)
        doc.db_set("sequence_id", index, update_modified=False)
    invalidate()
    return True


def _require_change(doc: Any) -> None:
    if is_manager(current_user()) or (not cint(doc.public) and doc.for_user == current_user()):
        return
    raise NoPermission(_("You need to be Workspace Manager to edit this document"))
