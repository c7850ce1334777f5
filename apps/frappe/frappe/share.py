"""Share documents with users (contract 4.7). Public path: ``frappe.share``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import DoesNotExistError, ValidationError
from frappe.messages import _
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import access_of, has_permission, refusal
from frappe.rpc import whitelist
from frappe.types import _dict
from frappe.utils import cint

RIGHTS = ("read", "write", "submit", "share")


@whitelist(methods=["POST"])
def add(
    doctype: str,
    name: str,
    user: str | None = None,
    read: int = 1,
    write: int = 0,
    submit: int = 0,
    share: int = 0,
    everyone: int = 0,
    notify: int = 0,
) -> _dict:
    """Share a document; the sharer needs the right to share and each right that he gives."""
    return add_docshare(doctype, name, user, read, write, submit, share, everyone, notify=notify)


def add_docshare(
    doctype: str,
    name: str,
    user: str | None = None,
    read: int = 1,
    write: int = 0,
    submit: int = 0,
    share: int = 0,
    everyone: int = 0,
    flags: Mapping[str, Any] | None = None,
    notify: int = 0,
) -> _dict:
    """Share a document, or add rights to a share that is there.

    ``flags={"ignore_share_permission": True}`` is for code that decides itself who may see what.

    Raises:
        PermissionError: the sharer lacks the right to share or one that he gives.
    """
    doc = get_doc(doctype, name)
    given = [right for right, wanted in zip(RIGHTS, (1, write, submit, share), strict=True) if cint(wanted)]
    if not (flags or {}).get("ignore_share_permission"):
        _check_may_give(doc, given)
    row = _find(doc, user, everyone) or new_doc(
        "DocShare", share_doctype=doc.doctype, share_name=str(doc.name), user=None if cint(everyone) else user,
        everyone=cint(everyone),
    )  # fmt: skip
    is_new = row.is_new()
    row.update(dict.fromkeys(given, 1))
    row.flags.update(flags or {})
    row.save(ignore_permissions=True)
    if is_new:
        doc.add_comment("Shared", _("shared this document with {0}").format(_full_name(user, everyone)))
    if cint(notify) and not cint(everyone):
        _notify(doc, user)
    return _dict(row.as_dict())


def _check_may_give(doc: Any, rights: list[str]) -> None:
    for right in dict.fromkeys(("share", *rights)):
        if not has_permission(doc.doctype, right, doc):
            raise refusal(current_user(), doc.doctype, right, doc)


def _find(doc: Any, user: str | None, everyone: int | bool) -> Any:
    who = {"everyone": 1} if cint(everyone) else {"user": user, "everyone": 0}
    filters = {"share_doctype": doc.doctype, "share_name": str(doc.name), **who}
    found = local.db.get_value("DocShare", filters, "name", order_by=None)
    return get_doc("DocShare", found) if found else None


def _full_name(user: str | None, everyone: int | bool = 0) -> str:
    return _("everyone") if cint(everyone) else access_of(user or "").full_name


def _notify(doc: Any, user: str | None) -> None:
    if user == current_user() or not local.db.table_exists("Notification Log"):
        return
    sharer = access_of(current_user()).full_name
    subject = _("{0} shared a document {1} {2} with you").format(sharer, _(doc.doctype), doc.get_title())
    new_doc(
        "Notification Log", type="Share", for_user=user, from_user=current_user(), subject=subject,
        document_type=doc.doctype, document_name=str(doc.name),
    ).insert(ignore_permissions=True)  # fmt: skip


@whitelist(methods=["POST"])
def set_permission(
    doctype: str, name: str, user: str | None, permission_to: str, value: int = 1, everyone: int = 0
) -> _dict | None:
    """Give or take one right of a share; without read nothing is left."""
    return set_docshare_permission(doctype, name, user, permission_to, value=value, everyone=everyone)


def set_docshare_permission(
    doctype: str,
    name: str,
    user: str | None,
    permission_to: str,
    value: int = 1,
    everyone: int = 0,
    flags: Mapping[str, Any] | None = None,
) -> _dict | None:
    """Give or take one right of a share.

    Raises:
        PermissionError: the acting user may not share, or lacks the right that he gives.
    """
    if permission_to not in RIGHTS:
        raise ValidationError(_("{0} is no right that can be shared.").format(permission_to), fieldname="permission_to")
    doc = get_doc(doctype, name)
    given = cint(value)
    if not (flags or {}).get("ignore_share_permission"):
        _check_may_give(doc, [permission_to] if given else [])
    row = _find(doc, user, everyone)
    if row is None:
        if not given:
            return None
        return add_docshare(doctype, name, user, everyone=everyone, flags=flags, **_only(permission_to))
    if permission_to == "read" and not given:
        _end(doc, row)
        return None
    row.set(permission_to, given)
    row.save(ignore_permissions=True)
    return _dict(row.as_dict())


def _only(right: str) -> dict[str, int]:
    return {} if right == "read" else {right: 1}


def _end(doc: Any, row: Any) -> None:
    row.delete(ignore_permissions=True)
    doc.add_comment("Unshared", _("unshared this document with {0}").format(_full_name(row.user, row.everyone)))


def remove(doctype: str, name: str, user: str, flags: Mapping[str, Any] | None = None) -> None:
    """End a share.

    Raises:
        DoesNotExistError: the document is not shared with the user.
    """
    doc = get_doc(doctype, name)
    row = _find(doc, user, 0)
    if row is None:
        raise DoesNotExistError(_("{0} {1} is not shared with {2}.").format(_(doctype), name, user), doctype="DocShare")
    if not (flags or {}).get("ignore_share_permission") and not (flags or {}).get("ignore_permissions"):
        _check_may_give(doc, [])
    _end(doc, row)


@whitelist(methods=["GET", "POST"])
def get_users(doctype: str, name: str) -> list[_dict]:
    """Return with whom a document that the acting user may read is shared, and how."""
    has_permission(doctype, "read", name, throw=True)
    filters = {"share_doctype": doctype, "share_name": name}
    fields = ["name", "user", "read", "write", "submit", "share", "everyone", "owner", "creation"]
    return list(local.db.get_all("DocShare", filters, fields, order_by="creation asc"))


def get_shared(
    doctype: str,
    user: str | None = None,
    rights: list[str] | tuple[str, ...] | None = None,
    *,
    filters: Any = None,
    limit: int | None = None,
) -> list[str]:
    """Return the names shared with a user, or with everyone, with all of the rights."""
    user = user or current_user()
    wanted = [right if right in RIGHTS else "read" for right in rights or ["read"]]
    conditions: list[Any] = [["share_doctype", "=", doctype], *[[right, "=", 1] for right in wanted], *(filters or [])]
    either = [["user", "=", user]] + ([["everyone", "=", 1]] if user != "Guest" else [])
    found = local.db.get_all("DocShare", filters=conditions, or_filters=either, pluck="share_name", limit=limit)
    return list(dict.fromkeys(found))


def get_shared_doctypes(user: str | None = None) -> list[str]:
    """Return the DocTypes of which a user has shared documents."""
    either = [["user", "=", user or current_user()], ["everyone", "=", 1]]
    return list(local.db.get_all("DocShare", or_filters=either, pluck="share_doctype", distinct=True))


def get_share_name(doctype: str, name: str, user: str | None, everyone: int | bool) -> str | None:
    """Return the name of the DocShare of a document and user."""
    who = {"everyone": 1} if cint(everyone) else {"user": user, "everyone": 0}
    found = local.db.get_value("DocShare", {"share_doctype": doctype, "share_name": name, **who}, "name", order_by=None)
    return str(found) if found else None
