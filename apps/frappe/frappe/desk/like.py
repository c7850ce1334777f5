"""Like documents: the list of who likes one is kept on its row (contract 7.9)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.model.documents import get_doc
from frappe.permissions import access_of
from frappe.rpc import whitelist
from frappe.utils import as_json, parse_json


@whitelist(methods=["POST"])
def toggle_like(doctype: str, name: str, add: str | bool = False) -> list[str]:
    """Add or take back the acting user's like of a document that he may read; return who likes it."""
    if current_user() == "Guest":
        raise NoPermission(_("Please sign in to use this."))
    doc = get_doc(doctype, name)
    doc.check_permission("read")
    likes, user = _likes(doc), current_user()
    if _wanted(add) == (user in likes):
        return likes
    likes = [*likes, user] if _wanted(add) else [other for other in likes if other != user]
    local.db.set_value(doctype, doc.name, "_liked_by", as_json(likes, indent=None), update_modified=False)
    _note(doc, user, liked=_wanted(add))
    return likes


def _wanted(add: Any) -> bool:
    return add is True or str(add).lower() in ("yes", "1", "true")


def _likes(doc: Any) -> list[str]:
    found = parse_json(doc.get("_liked_by") or "[]")
    return [user for user in found if isinstance(user, str)] if isinstance(found, list) else []


def _note(doc: Any, user: str, *, liked: bool) -> None:
    filters = {"comment_type": "Like", "reference_doctype": doc.doctype, "reference_name": str(doc.name), "owner": user}
    if liked:
        doc.add_comment("Like", _("Liked by {0}").format(access_of(user).full_name))
    else:
        local.db.delete("Comment", filters)
