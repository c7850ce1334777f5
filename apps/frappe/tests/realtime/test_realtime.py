"""Events to browsers: their rooms, and that a rolled back transaction sends none."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from frappe.context import local
from frappe.database.callbacks import CallbackQueue
from frappe.messages import msgprint
from frappe.realtime import Event, publish_progress, publish_realtime, register_publisher
from frappe.types import _dict


class Database:
    in_transaction = True

    def __init__(self) -> None:
        self.after_commit, self.after_rollback = CallbackQueue(), CallbackQueue()

    def commit(self) -> None:
        self.after_rollback.reset()
        self.after_commit.run()

    def rollback(self) -> None:
        self.after_commit.reset()
        self.after_rollback.run()


@pytest.fixture
def sent() -> Iterator[list[Event]]:
    events: list[Event] = []
    register_publisher(events.append)
    local.__dict__.update(
        site="a", db=Database(), session=_dict(user="ann", data=_dict()), message_log=[], flags=_dict(), task_id=None
    )
    yield events
    register_publisher(None)
    local.__dict__.clear()


def test_events_wait_for_the_commit_and_are_sent_once(sent: list[Event]) -> None:
    message = {"name": "L-1", "on": datetime.date(2026, 1, 2)}
    publish_realtime("doc_update", message, doctype="Lead", docname="L-1")
    publish_realtime("doc_update", dict(message), doctype="Lead", docname="L-1")
    message["name"] = "changed later"

    assert sent == []
    local.db.commit()
    local.db.commit()

    assert sent == [Event("doc_update", {"name": "L-1", "on": "2026-01-02"}, "doc:Lead/L-1", "a")]


def test_a_rolled_back_transaction_sends_nothing(sent: list[Event]) -> None:
    publish_realtime("x", {"n": 1})
    local.db.rollback()
    publish_realtime("x", {"n": 2})
    local.db.commit()

    assert [event.message for event in sent] == [{"n": 2}]


def test_progress_goes_at_once(sent: list[Event]) -> None:
    publish_progress(10, "Import")
    publish_progress(20, "Import", doctype="Data Import", docname="D-1")
    publish_realtime("custom", task_id="t1")

    assert [(event.event, event.room) for event in sent] == [
        ("progress", "user:ann"), ("progress", "doc:Data Import/D-1"), ("custom", "task_progress:t1"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "room"),
    [
        ({"event": "list_update", "message": {"doctype": "Lead"}}, "doctype:Lead"),
        ({"event": "msgprint", "message": "hi"}, "user:ann"),
        ({"event": "x", "user": "bob"}, "user:bob"),
        ({"event": "docinfo_update", "doctype": "Lead", "docname": "1", "user": "bob"}, "doc:Lead/1"),
        ({"event": "x", "room": "website"}, "website"),
        ({"event": "x"}, "all"),
    ],
)
def test_rooms(sent: list[Event], arguments: dict[str, Any], room: str) -> None:
    publish_realtime(**arguments, after_commit=False)

    assert sent[0].room == room


def test_messages_of_long_work_reach_the_user_before_the_answer(sent: list[Event]) -> None:
    msgprint("half way", realtime=True)

    assert sent[0].room == "user:ann" and sent[0].message["message"] == "half way"
    assert local.message_log == []


def test_a_transport_that_is_away_does_not_fail_the_commit(sent: list[Event]) -> None:
    def away(event: Event) -> None:
        raise ConnectionError

    register_publisher(away)
    publish_realtime("x")

    local.db.commit()
