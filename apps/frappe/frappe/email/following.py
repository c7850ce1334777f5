"""Follow what one works with, as the user's settings say, and learn by mail what changed on followed documents.

Mails name who did how much, never values: a field of a higher permission level stays unseen.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from frappe.context import current_user, local, slot
from frappe.email.doctype.document_follow.document_follow import follow_document
from frappe.email.doctype.email_queue.email_queue import queue_mail
from frappe.localization import get_link_to_form, now_datetime
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.permissions import access_of, has_permission
from frappe.translate import get_user_lang
from frappe.utils import escape_html

CREATED, COMMENTED, LIKED, SHARED, ASSIGNED = SETTINGS = (
    "follow_created_documents", "follow_commented_documents", "follow_liked_documents", "follow_shared_documents",
    "follow_assigned_documents",
)  # fmt: skip
BY_COMMENT = {"Comment": COMMENTED, "Like": LIKED}
SPANS = {
    "Hourly": datetime.timedelta(hours=1),
    "Daily": datetime.timedelta(days=1),
    "Weekly": datetime.timedelta(weeks=1),
}


# -- events


def follow_created(doc: Any, method: str | None = None) -> None:
    """Follow a document that one made."""
    if not local.flags.in_install and not local.flags.in_import and not doc.meta.istable:
        _follow(CREATED, current_user(), doc.doctype, doc.name)


def follow_commented(comment: Any, method: str | None = None) -> None:
    """Follow a document that one wrote a comment on, or liked."""
    setting = BY_COMMENT.get(comment.comment_type)
    if setting:
        _follow(setting, current_user(), comment.reference_doctype, comment.reference_name)


def follow_shared(share: Any, method: str | None = None) -> None:
    """Let the user follow a document that was shared with him."""
    _follow(SHARED, share.user, share.share_doctype, share.share_name)


def follow_assigned(todo: Any, method: str | None = None) -> None:
    """Let the user follow a document that was assigned to him."""
    _follow(ASSIGNED, todo.allocated_to, todo.reference_type, todo.reference_name)


def _follow(setting: str, user: str | None, doctype: str | None, name: Any) -> None:
    if user and doctype and name and user in slot("followers", _load_followers)[setting]:
        follow_document(doctype, str(name), user)


def _load_followers() -> dict[str, frozenset[str]]:
    """Return who follows on which occasion; read once, and again after a User was saved."""
    wanted = {setting: 1 for setting in SETTINGS}
    rows = local.db.get_all("User", {"enabled": 1}, ["name", *SETTINGS], or_filters=wanted, order_by=None)
    return {setting: frozenset(row.name for row in rows if row[setting]) for setting in SETTINGS}


# -- mails


def send_hourly() -> None:
    send_changes("Hourly")


def send_daily() -> None:
    send_changes("Daily")


def send_weekly() -> None:
    send_changes("Weekly")


def send_changes(frequency: str) -> None:
    """Tell each user with this frequency what others did on the documents he follows."""
    filters = {"enabled": 1, "document_follow_notify": 1, "document_follow_frequency": frequency}
    since = now_datetime() - SPANS[frequency]
    for user in local.db.get_all("User", filters, ["name", "email"], order_by="name asc"):
        language = get_user_lang(user.name)
        lines = list(_lines(user.name, since, language))
        if user.email and lines:
            subject = _("What changed on the documents that you follow", lang=language)
            queue_mail([user.email], subject, f"<ul>{''.join(lines)}</ul>")


def _lines(user: str, since: datetime.datetime, language: str) -> Iterator[str]:
    for (doctype, name), acts in sorted(_acts(user, since).items()):
        if find_meta(doctype) is None or not local.db.exists(doctype, name):
            continue
        if not has_permission(doctype, "read", name, user):
            continue
        people = ", ".join(sorted({access_of(act["owner"]).full_name for act in acts}))
        text = _("changes and comments: {0}, by {1}", lang=language).format(len(acts), escape_html(people))
        yield f"<li>{_(doctype, lang=language)} {get_link_to_form(doctype, name)}: {text}</li>"


def _acts(user: str, since: datetime.datetime) -> dict[tuple[str, str], list[Any]]:
    """Return what others did since then on the documents that a user follows."""
    followed = local.db.get_all("Document Follow", {"user": user}, ["ref_doctype", "ref_docname"])
    pairs = {(row.ref_doctype, row.ref_docname) for row in followed}
    out: dict[tuple[str, str], list[Any]] = defaultdict(list)
    by_others = {"creation": [">=", since], "owner": ["!=", user]}
    for doctype, kind, name, more in (
        ("Version", "ref_doctype", "docname", {}),
        ("Comment", "reference_doctype", "reference_name", {"comment_type": "Comment"}),
    ):
        names = {name: ["in", [pair[1] for pair in pairs]]}
        for row in local.db.get_all(doctype, {**by_others, **more, **names}, [kind, name, "owner"]) if pairs else ():
            if (row[kind], row[name]) in pairs:
                out[row[kind], row[name]].append(row)
    return out
