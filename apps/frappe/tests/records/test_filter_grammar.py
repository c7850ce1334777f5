"""Filters in all forms: what is found, written once for both databases (contract 6.2, 12.13)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from frappe.exceptions import DataError
from frappe.localization.clock import frozen
from frappe.records import Query, Scope, get_all, select
from frappe.records.site_database import SiteDatabase
from frappe.types import _dict
from records_site import CLIENT, DEAL, DEAL_ITEM, DEAL_MEMBER, REGION, add

NOW = datetime.datetime(2026, 5, 13, 15, 30)  # a Wednesday


@pytest.fixture
def deals(db: SiteDatabase) -> SiteDatabase:
    """Four deals, three regions (World > Asia > China), two clients."""
    for name, lft, rgt, parent in (
        ("World", 1, 8, None),
        ("Asia", 2, 5, "World"),
        ("China", 3, 4, "Asia"),
        ("Europe", 6, 7, "World"),
    ):
        add(REGION, name, lft=lft, rgt=rgt, parent_region=parent)
    add(CLIENT, "C1", client_name="Acme", phone="123", region="China")
    add(CLIENT, "C2", client_name="Beta", phone="456", region="Europe")
    add(
        DEAL,
        "D1",
        title="Tower A",
        status="Open",
        amount=100.1,
        visits=3,
        closed=0,
        day="2026-05-13",
        at="2026-05-13 23:59:59.5",
        hour="09:30:00",
        region="China",
        customer="C1",
        creation="2026-01-01 00:00:01",
        code="k1",
    )
    add(
        DEAL,
        "D2",
        title="tower b",
        status="Won",
        amount=200.2,
        visits=0,
        closed=1,
        day="2026-05-06",
        at="2026-05-06 00:00:00",
        hour="17:00:00",
        region="Europe",
        customer="C2",
        creation="2026-01-02 00:00:01",
        code="k2",
    )
    add(
        DEAL,
        "D3",
        title="",
        status="",
        amount=0,
        day="",
        at=None,
        region="",
        customer="",
        creation="2026-01-03 00:00:01",
        code="",
    )
    add(DEAL, "D4", creation="2026-01-04 00:00:01", status=None, code="")
    add(DEAL_ITEM, "I1", parent="D1", parenttype="Deal", parentfield="items", idx=1, item="Steel", qty=5)
    add(DEAL_ITEM, "I2", parent="D1", parenttype="Deal", parentfield="items", idx=2, item="Bolt", qty=50)
    add(DEAL_ITEM, "I3", parent="D2", parenttype="Deal", parentfield="extras", idx=1, item="Steel", qty=7)
    add(DEAL_MEMBER, "M1", parent="D2", parenttype="Deal", parentfield="team", idx=1, person="Li", share=40)
    return db


def names(filters: Any = None, **options: Any) -> list[str]:
    return sorted(get_all("Deal", filters=filters, pluck="name", **options))


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"status": "Open"}, ["D1"]),
        ({"status": "open"}, ["D1"]),
        ({"name": "d1"}, ["D1"]),
        ("D1", ["D1"]),
        (["D1", "D2"], ["D1", "D2"]),
        ({"status": ["!=", "Open"]}, ["D2", "D3", "D4"]),
        ({"status": ("in", ["Open", "Won"])}, ["D1", "D2"]),
        ({"status": ["Open", "Won"]}, ["D1", "D2"]),
        ({"status": {"Open", "Won"}}, ["D1", "D2"]),
        ({"status": ["in", "Open, Won"]}, ["D1", "D2"]),
        ({"status": ["in", ["Open", ""]]}, ["D1", "D3", "D4"]),
        ({"status": ["in", ["Open", None]]}, ["D1", "D3", "D4"]),
        ({"status": ["in", []]}, []),
        ({"status": ["not in", []]}, ["D1", "D2", "D3", "D4"]),
        ({"status": ["not in", ["Open"]]}, ["D2", "D3", "D4"]),
        ({"status": ["not in", ["Open", ""]]}, ["D2"]),
        ({"status": None}, ["D3", "D4"]),
        ({"status": ""}, ["D3", "D4"]),
        ({"status": ["!=", None]}, ["D1", "D2"]),
        ({"status": ["is", "set"]}, ["D1", "D2"]),
        ({"status": ["is", "not set"]}, ["D3", "D4"]),
        ({"day": ["is", "not set"]}, ["D3", "D4"]),
        ({"day": ["is", "set"]}, ["D1", "D2"]),
        ({"day": None}, ["D3", "D4"]),
        ({"day": ""}, ["D3", "D4"]),
        ({"title": ["like", "%TOWER%"]}, ["D1", "D2"]),
        ({"title": ["not like", "%a%"]}, ["D2", "D3", "D4"]),
        ({"title": ["like", "tower"]}, []),
        ([["title", "LIKE", "tower%"], ["status", "=", "Won"]], ["D2"]),
        ([["Deal", "status", "=", "Won"]], ["D2"]),
        ([["status", "Won"]], ["D2"]),
        (["status", "=", "Won"], ["D2"]),
        ([{"status": "Won"}, ["visits", "=", 0]], ["D2"]),
        ('{"status": "Won"}', ["D2"]),
        ('[["status", "=", "Won"]]', ["D2"]),
        ({"amount": [">", 100.1]}, ["D2"]),
        ({"amount": ["between", [50, 150]]}, ["D1"]),
        ({"amount": "200.2"}, ["D2"]),
        ({"visits": ["<", 1]}, ["D2", "D3", "D4"]),
        ({"closed": True}, ["D2"]),
        ({"closed": False}, ["D1", "D3", "D4"]),
        ({"day": [">", "2026-05-06"]}, ["D1"]),
        ({"day": ["<", "2026-05-13"]}, ["D2", "D3", "D4"]),
        ({"day": ["!=", "2026-05-13"]}, ["D2", "D3", "D4"]),
        ({"day": datetime.date(2026, 5, 13)}, ["D1"]),
        ({"at": ["between", ["2026-05-13", "2026-05-13"]]}, ["D1"]),
        ({"at": ["between", ["2026-05-06 00:00:00", "2026-05-06 00:00:00"]]}, ["D2"]),
        ({"hour": [">", "10:00"]}, ["D2"]),
        ({"hour": ["=", "9:30:00"]}, ["D1"]),
        ({"creation": [">=", "2026-01-03"]}, ["D3", "D4"]),
        ([["status", "=", "Open"], "or", ["status", "=", "Won"]], ["D1", "D2"]),
        ([["status", "=", "Open"], "or", ["status", "=", "Won"], "and", ["visits", "=", 9]], ["D1"]),
        ([[["status", "=", "Open"], "or", ["status", "=", "Won"]], "and", ["closed", "=", 1]], ["D2"]),
        ({"region": ["descendants of", "Asia"]}, ["D1"]),
        ({"region": ["descendants of", "China"]}, []),
        ({"region": ["descendants of (inclusive)", "China"]}, ["D1"]),
        ({"region": ["Ancestors Of", "China"]}, []),
        ({"region": ["not descendants of", "Asia"]}, ["D2", "D3", "D4"]),
        ({"region": ["not ancestors of", "China"]}, ["D1", "D2", "D3", "D4"]),
        ({"region": ["descendants of", ["Asia", "World"]]}, ["D1", "D2"]),
        ({"customer.client_name": "Acme"}, ["D1"]),
        ({"customer.client_name": ["!=", "Acme"]}, ["D2", "D3", "D4"]),
        ({"items.item": "Steel"}, ["D1"]),
        ({"extras.item": "Steel"}, ["D2"]),
        ([["Deal Item", "item", "=", "Steel"]], ["D1", "D2"]),
        ([["Deal Member", "person", "=", "Li"]], ["D2"]),
        ({"person": "Li"}, ["D2"]),
        ({"`tabDeal`.`status`": "Won"}, ["D2"]),
        ({"_assign": ["like", "%a@x%"]}, []),
        ({"_seen": ["like", "%a@x%"]}, ["D1", "D2", "D3", "D4"]),
        ([], ["D1", "D2", "D3", "D4"]),
        ({}, ["D1", "D2", "D3", "D4"]),
        (_dict(status="Won"), ["D2"]),
    ],
)
def test_filters_find_the_same_rows_on_both_databases(deals: SiteDatabase, filters: Any, found: list[str]) -> None:
    assert sorted(set(names(filters))) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"day": ["timespan", "this week"]}, ["D1"]),
        ({"day": ["timespan", "Last Week"]}, ["D2"]),
        ({"day": ["Timespan", "last 7 days"]}, ["D1", "D2"]),
        ({"at": ["timespan", "today"]}, ["D1"]),
        ({"day": ["timespan", "this quarter"]}, ["D1", "D2"]),
        ({"day": ["Previous", "1 week"]}, ["D2"]),
        ({"day": ["Next", "1 month"]}, []),
        ({"day": ["between", None]}, ["D1"]),
    ],
)
def test_periods_follow_the_clock_of_the_site(deals: SiteDatabase, filters: Any, found: list[str]) -> None:
    with frozen(NOW):
        assert names(filters) == found


def test_or_filters_are_alternatives_beside_the_filters(deals: SiteDatabase) -> None:
    found = names({"closed": 0}, or_filters=[["status", "=", "Open"], ["status", "=", "Won"]])

    assert found == ["D1"]


def test_documents_and_references_stand_for_their_names(deals: SiteDatabase) -> None:
    class Reference:
        doctype, name = "Client", "C2"

    assert names({"customer": Reference()}) == ["D2"]


def test_column_as_value_compares_two_columns(deals: SiteDatabase) -> None:
    from frappe.query_builder import Field

    deals.set_value("Deal", "D1", "notes", "China")

    assert names({"region": Field("notes")}) == ["D1"]


def test_backslash_and_percent_in_like_are_what_they_are(deals: SiteDatabase) -> None:
    deals.set_value("Deal", "D1", "title", "50\\ off~")

    assert names({"title": ["like", "%\\%"]}) == ["D1"]
    assert names({"title": ["like", "%off~"]}) == ["D1"]
    assert names({"title": "50\\ off~"}) == ["D1"]


def test_fifth_element_of_a_condition_is_dropped_with_a_warning(deals: SiteDatabase) -> None:
    with pytest.warns(UserWarning, match="fifth"):
        assert names([["Deal", "status", "=", "Won", False]]) == ["D2"]


def test_thousands_of_values_are_one_statement(deals: SiteDatabase) -> None:
    many = [f"X{number}" for number in range(20_000)] + ["D1"]
    deals.connection.statement_log = []

    assert names({"name": ["in", many]}) == ["D1"]
    assert len(deals.connection.statement_log) == 1


@pytest.mark.parametrize(
    "filters",
    [
        [["status", "sounds like", "x"]],
        [["status", "foo", "x"]],
        [["status", "=", {"a": 1}]],
        {"status": ["=", ["a", "b"]]},
        [["status", "=", "x"], "xor", ["status", "=", "y"]],
        [["status", "=", "x"], "or"],
        ["or", ["status", "=", "x"]],
        "[broken",
        {"status": ["is", "maybe"]},
        {"day": ["timespan", "last eon"]},
        {"day": [">", "no date"]},
        {"status": ["descendants of", "World"]},
        {"missing": 1},
        {"customer.missing": 1},
        {"status.name": 1},
        {"label": 1},
        {5: 1},
        object(),
    ],
)
def test_what_is_no_filter_is_refused(deals: SiteDatabase, filters: Any) -> None:
    with pytest.raises(DataError):
        names(filters)


def test_queries_from_outside_have_caps(deals: SiteDatabase) -> None:
    deep: Any = ["status", "=", "x"]
    for _level in range(8):
        deep = [deep, "or", ["status", "=", "y"]]

    with pytest.raises(DataError, match="nested"):
        select(Query("Deal", filters=deep, strict=True))
    with pytest.raises(DataError, match="conditions"):
        select(Query("Deal", filters=[["status", "=", str(n)] for n in range(101)], strict=True))
    with pytest.raises(DataError, match="at most"):
        select(Query("Deal", filters={"status": ["in", [str(n) for n in range(5001)]]}, strict=True))
    with pytest.raises(DataError, match="regex"):
        select(Query("Deal", filters={"status": ["regex", "(a+)+$"]}), Scope())
    assert names([["status", "=", str(n)] for n in range(101)]) == []


def test_get_query_tells_null_from_blank(deals: SiteDatabase) -> None:
    assert select(Query("Deal", filters={"status": None}, blank_is_null=False, pluck="name")) == ["D4"]
