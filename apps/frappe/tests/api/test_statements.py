"""How many SQL statements a warm request takes (the bars of issue 2, section 6), on every database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from api_site import WRITER, Caller, World, statements_of

ORDERS = "/api/resource/Api Order"
NOT_READ = (
    "tabDocType",
    "tabDocField",
    "tabCustom Field",
    "tabHas Role",
    "tabUser`",
    "tabSessions",
    "tabSingles",
    "tabDocPerm",
    "tabUser Permission",
    "tabCustom DocPerm",
    "tabProperty Setter",
)


def counted(world: World, call: Callable[[], Any]) -> list[str]:
    """Return the statements of a warm request and see that it succeeded and read no metadata, roles or sessions."""
    answers: list[Any] = []
    log = statements_of(world, lambda: answers.append(call()))
    assert answers[0].status_code == 200, answers[0].get_data(as_text=True)
    assert not [sql for sql in log if any(name in sql for name in NOT_READ)]
    return log


@pytest.fixture(params=["token", "session"])
def caller(world: World, request: Any) -> Caller:
    """A caller that has done all of it once."""
    found = world.by_key(WRITER) if request.param == "token" else world.signed_in(WRITER)
    found.get(ORDERS, limit="1", fields=["*"], filters=[["amount", ">", 5]])
    name = found.post(ORDERS, subject="Warm", party="Party 1", lines=[{"text": "a"}]).json["data"]["name"]
    found.put(f"{ORDERS}/{name}", subject="Warm 2", party="Party 2", lines=[])
    found.get(f"{ORDERS}/{name}")
    found.get("/api/method/frappe.desk.reportview.get_count", doctype="Api Order")
    return found


@pytest.mark.parametrize("rows", ["1", "20", "0"])
def test_list_is_one_statement_whatever_the_number_of_rows(world: World, caller: Caller, rows: str) -> None:
    log = counted(world, lambda: caller.get(ORDERS, limit=rows, fields=["*"], filters=[["amount", ">", 5]]))

    assert len(log) == 1, log


def test_list_and_count_are_two_statements(world: World, caller: Caller) -> None:
    rows = counted(world, lambda: caller.get("/api/v2/document/Api Order", limit="5"))
    count = counted(world, lambda: caller.get("/api/method/frappe.desk.reportview.get_count", doctype="Api Order"))

    assert len(rows) + len(count) == 2, (rows, count)


def test_document_with_a_child_table_is_two_statements(world: World, caller: Caller) -> None:
    name = caller.get(ORDERS, filters=[["subject", "=", "Order 7"]]).json["data"][0]["name"]

    log = counted(world, lambda: caller.get(f"{ORDERS}/{name}"))

    assert len(log) == 2, log


# An insert writes the naming series, the row and the journal; an update reads the row and its child rows under a lock
# and writes the row, the Version and the journal. Checking all links adds one, a child table that is written two.
LINKS, TABLE = 1, 2


def test_insert_with_series_is_five_statements(world: World, caller: Caller) -> None:
    plain = counted(world, lambda: caller.post(ORDERS, subject="x"))
    linked = counted(world, lambda: caller.post(ORDERS, subject="x", party="Party 1"))

    assert len(plain) <= 5, plain
    assert len(linked) <= 5 + LINKS, linked


@pytest.mark.parametrize("rows", [1, 40])
def test_insert_with_rows_is_two_more_whatever_their_number(world: World, caller: Caller, rows: int) -> None:
    lines = [{"text": str(number)} for number in range(rows)]

    log = counted(world, lambda: caller.post(ORDERS, subject="x", party="Party 1", lines=lines))

    assert len(log) <= 5 + LINKS + TABLE, log


def test_update_is_five_statements(world: World, caller: Caller) -> None:
    name = caller.post(ORDERS, subject="x").json["data"]["name"]

    plain = counted(world, lambda: caller.put(f"{ORDERS}/{name}", subject="y"))
    linked = counted(world, lambda: caller.put(f"{ORDERS}/{name}", party="Party 3"))

    assert len(plain) <= 5, plain
    assert len(linked) <= 5 + LINKS, linked


@pytest.mark.parametrize("rows", [1, 40])
def test_update_with_changed_and_new_rows_is_two_more(world: World, caller: Caller, rows: int) -> None:
    doc = caller.post(ORDERS, subject="x", lines=[{"text": "a"}]).json["data"]
    lines = [{**doc["lines"][0], "text": "changed"}, *({"text": str(number)} for number in range(rows))]

    log = counted(world, lambda: caller.put(f"{ORDERS}/{doc['name']}", subject="y", lines=lines))

    assert len(log) <= 5 + TABLE, log


@pytest.mark.parametrize("rows", [2, 40])
def test_update_that_drops_rows_too_deletes_them_in_one(world: World, caller: Caller, rows: int) -> None:
    name = caller.post(ORDERS, subject="x", lines=[{"text": "a"}] * rows).json["data"]["name"]

    log = counted(world, lambda: caller.put(f"{ORDERS}/{name}", subject="y", lines=[{"text": "b"}] * rows))

    assert len(log) <= 5 + TABLE, log
