"""Events to browsers: kept until the transaction commits, then handed to the publisher (contract 7.11, 12.31).

A transaction that is rolled back sends nothing. What tells of work under way (progress, a task's messages) goes at
once. Without a publisher events are dropped: the desk works without them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from frappe.context import current_user, local
from frappe.messages import register_sender
from frappe.modules import get_installed_apps
from frappe.realtime.rooms import get_doc_room, get_doctype_room, get_site_room, get_task_progress_room, get_user_room
from frappe.rpc import whitelist
from frappe.utils.text import dump_json


@dataclass(frozen=True)
class Event:
    """One event for the browsers in a room of a site (``namespace``)."""

    event: str
    message: Any
    room: str
    namespace: str


Publisher = Callable[[Event], None]
_publishers: list[Publisher] = []
_log = logging.getLogger("frappe.realtime")
AT_ONCE = frozenset(("progress", "task_progress", "data_import_progress", "data_import_refresh", "build_event"))


def register_publisher(publisher: Publisher | None) -> None:
    """Let a transport carry the events from now on; None drops them."""
    _publishers[:] = [publisher] if publisher else []


def publish_realtime(
    event: str | None = None,
    message: Any = None,
    room: str | None = None,
    user: str | None = None,
    doctype: str | None = None,
    docname: str | None = None,
    task_id: str | None = None,
    after_commit: bool | None = None,
) -> None:
    """Send an event to a room, or to those a user, a document, a DocType or a task has; to all without any.

    It waits for the commit of an open transaction, unless it tells of work under way or ``after_commit`` is False.
    """
    message = {} if message is None else message
    task_id = task_id or local.__dict__.get("task_id")
    name = event or ("task_progress" if task_id else "global")
    if name == "msgprint" and not user:
        user = current_user()
    if name == "list_update" and not doctype and isinstance(message, dict):
        doctype = message.get("doctype")
    if task_id and not room and isinstance(message, dict):
        message.setdefault("task_id", task_id)
    if room is None:
        room = _room(name, user, doctype, docname, task_id)
    found = Event(name, orjson.loads(dump_json(message)), room, str(local.__dict__.get("site") or ""))
    waits = name not in AT_ONCE and not task_id if after_commit is None else after_commit
    database = local.__dict__.get("db")
    if waits and database is not None and database.in_transaction:
        _keep(found, database)
    else:
        _publish(found)


def _room(event: str, user: str | None, doctype: str | None, docname: str | None, task_id: str | None) -> str:
    if event == "list_update" and doctype:
        return get_doctype_room(doctype)
    if task_id and event != "docinfo_update":
        return get_task_progress_room(task_id)
    if user and event != "docinfo_update":
        return get_user_room(user)
    return get_doc_room(doctype, docname) if doctype and docname else get_site_room()


def publish_progress(
    percent: float,
    title: str = "Progress",
    doctype: str | None = None,
    docname: str | None = None,
    description: str | None = None,
    task_id: str | None = None,
) -> None:
    """Show how far a task is, to who started it or to those who look at the document."""
    message = {"percent": percent, "title": title, "doctype": doctype, "docname": docname, "description": description}
    watched = bool(doctype and docname)
    publish_realtime(
        "progress",
        message,
        user=None if watched else current_user(),
        doctype=doctype,
        docname=docname,
        task_id=task_id,
        after_commit=False,
    )


def _keep(event: Event, database: Any) -> None:
    waiting: list[Event] | None = local.__dict__.get("realtime_events")
    if waiting is None:
        waiting = local.__dict__["realtime_events"] = []
        database.after_commit.add(_flush)
        database.after_rollback.add(_forget)
    if event not in waiting:
        waiting.append(event)


def _flush() -> None:
    for event in local.__dict__.pop("realtime_events", ()):
        _publish(event)


def _forget() -> None:
    local.__dict__.pop("realtime_events", None)


def _publish(event: Event) -> None:
    for publisher in _publishers:
        try:
            publisher(event)
        except (OSError, RuntimeError):  # a transport that is away must not fail what has been committed
            _log.warning("event %s was not published", event.event, exc_info=True)


@whitelist(allow_guest=True, methods=["GET", "POST"])
def get_user_info() -> dict[str, Any]:
    """Return who the caller is, for the realtime server."""
    data = local.session.data or {}
    return {"user": current_user(), "user_type": data.get("user_type"), "installed_apps": get_installed_apps()}


register_sender(lambda message: publish_realtime("msgprint", message, user=current_user(), after_commit=False))
