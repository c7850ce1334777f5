"""``frappe.qb``: public names, values only as parameters, the same rows on both databases (contract 6.5)."""

from __future__ import annotations

import datetime
import subprocess
import sys
from typing import Any

import frappe.query_builder as query_builder
import pytest
from frappe.context import local
from frappe.query_builder import (
    Case,
    Criterion,
    CustomFunction,
    DocType,
    Field,
    Interval,
    Order,
    Table,
    Tuple,
    custom,
    functions,
    terms,
    utils,
)
from frappe.query_builder.custom import MATCH, ConstantColumn
from frappe.query_builder.functions import (
    Cast_,
    CombineDatetime,
    Concat,
    Concat_ws,
    Count,
    DateFormat,
    GroupConcat,
    Ifnull,
    Locate,
    Lower,
    Max,
    Now,
    Round,
    Sum,
    Timestamp,
    Truncate,
    UnixTimestamp,
)
from frappe.query_builder.terms import SubQuery
from frappe.records.site_database import SiteDatabase
from records_site import CLIENT, DEAL, DEAL_ITEM, add


@pytest.fixture
def deals(db: SiteDatabase) -> SiteDatabase:
    for number in (1, 2, 3):
        add(
            DEAL,
            f"D{number}",
            title=f"Deal {number}",
            status="Won" if number == 3 else "Open",
            visits=number,
            amount=number / 4,
            customer="C1",
            code=f"k{number}",
            day=f"2026-0{number}-05",
            hour="10:00:00",
            creation=f"2026-01-0{number}",
        )
    add(CLIENT, "C1", client_name="Acme")
    add(DEAL_ITEM, "I1", parent="D1", parenttype="Deal", parentfield="items", idx=1, item="Steel", qty=2)
    return db


def test_public_names_are_there() -> None:
    for (
        name
    ) in "DocType Table Field Case Order Criterion Interval JoinType Tuple Column Query get_query_builder".split():
        assert getattr(query_builder, name) is not None
    for name in (
        "Concat_ws Locate Ifnull Timestamp Round Truncate GroupConcat Match CombineDatetime DateFormat UnixTimestamp "
        "Cast_ Now Count Sum Avg Max Min Coalesce IfNull Date Extract Abs Lower Upper Length Substring NullIf CurDate"
    ).split():
        assert getattr(functions, name) is not None
    for (
        name
    ) in "ConstantColumn GROUP_CONCAT STRING_AGG MATCH TO_TSVECTOR MonthName Quarter Month Year DateFormat".split():
        assert getattr(custom, name) is not None
    for name in "SubQuery NamedParameterWrapper ParameterizedFunction ParameterizedValueWrapper".split():
        assert getattr(terms, name) is not None
    assert {entry.name for entry in utils.db_type_is} == {"MARIADB", "POSTGRES", "SQLITE"}
    assert utils.ImportMapper and utils.PseudoColumnMapper and utils.get_query_builder("mariadb")
    for name in "from_ into update DocType Table Schema Field get_query max min sum avg functions terms".split():
        assert getattr(utils.get_query_builder("sqlite"), name) is not None


def test_library_is_loaded_with_the_first_query_only() -> None:
    code = "import sys, frappe, frappe.records.site_database; assert 'pypika' not in sys.modules"

    subprocess.run([sys.executable, "-c", code], check=True)


def test_queries_select_join_group_and_order(deals: SiteDatabase) -> None:
    deal, client = DocType("Deal"), DocType("Client")

    rows = (
        local.qb.from_(deal)
        .left_join(client)
        .on(deal.customer == client.name)
        .select(deal.status, client.client_name, Count("*").as_("n"), Sum(deal.visits).as_("total"))
        .where(deal.name.isin(["D1", "D2", "D3"]) & (deal.creation > datetime.datetime(2025, 1, 1)))
        .groupby(deal.status, client.client_name)
        .orderby(deal.status, order=Order.desc)
        .run(as_dict=True)
    )

    assert rows == [
        {"status": "Won", "client_name": "Acme", "n": 1, "total": 3},
        {"status": "Open", "client_name": "Acme", "n": 2, "total": 3},
    ]
    assert local.qb.from_("Deal").select("name").where(Field("visits") == 2).run() == (("D2",),)
    assert local.qb.from_("Deal").select("name").orderby("name").limit(1).offset(1).run(pluck=True) == ["D2"]
    assert local.qb.from_("Deal").select("name").orderby("name").offset(2).run(pluck=True) == ["D3"]


def test_rows_are_written(deals: SiteDatabase) -> None:
    deal = DocType("Deal")
    local.qb.into("Deal").columns("name", "title", "visits").insert(("D8", "it's", 8), ("D9", None, 9)).run()
    local.qb.update("Deal").set("title", "x'y").set(deal.visits, deal.visits + 10).where(deal.name == "D8").run()
    local.qb.from_("Deal").delete().where(deal.name == "D9").run()
    local.qb.into("Deal").columns("name", "visits").insert("D8", 0).ignore().run()
    local.qb.into("Deal").columns("name", "visits").insert("D8", 0).on_duplicate_key_update("visits", 77).run()

    assert deals.get_values("Deal", {"name": [">", "D3"]}, ["name", "title", "visits"]) == [("D8", "x'y", 77)]


def test_unions_and_sub_queries(deals: SiteDatabase) -> None:
    deal = DocType("Deal")
    won = local.qb.from_(deal).select(deal.name).where(deal.status == "Won")
    one = local.qb.from_(deal).select(deal.name).where(deal.visits == 1)

    assert sorted(won.union(one).run(pluck=True)) == ["D1", "D3"]
    assert sorted((won + one).limit(5).run(pluck=True)) == ["D1", "D3"]
    assert local.qb.from_(deal).select(deal.visits).where(deal.name == SubQuery(won)).run() == ((3,),)
    assert local.qb.from_(deal).select(deal.visits).where(deal.name.isin(won)).run() == ((3,),)
    inner = local.qb.from_(deal).select(deal.status, Max(deal.visits).as_("top")).groupby(deal.status)
    assert sorted(local.qb.from_(inner).select(inner.top).run(pluck=True)) == [2, 3]


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (lambda d: Concat(d.name, "-", d.title), "D1-Deal 1"),
        (lambda d: Concat_ws("/", d.name, d.status), "D1/Open"),
        (lambda d: Ifnull(d.notes, "none"), "none"),
        (lambda d: Locate("eal", d.title), 2),
        (lambda d: Lower(d.title), "deal 1"),
        (lambda d: Round(d.amount, 1), 0.3),
        (lambda d: Truncate(d.amount, 1), 0.2),
        (lambda d: functions.Extract("month", d.day), 1),
        (lambda d: custom.Year(d.day), 2026),
        (lambda d: custom.Quarter(d.day), 1),
        (lambda d: custom.MonthName(d.day), "January"),
        (lambda d: DateFormat(d.day, "%Y/%m"), "2026/01"),
        (lambda d: Cast_(d.visits, "varchar"), "1"),
        (lambda d: Case().when(d.visits > 0, "many").else_("none"), "many"),
        (lambda d: ConstantColumn("fixed"), "fixed"),
        (lambda d: functions.Coalesce(d.notes, d.status), "Open"),
        (lambda d: functions.NullIf(d.status, "Open"), None),
        (lambda d: d.visits * 3 - 1, 2),
        (lambda d: d.visits / 2, 0.5),
        (lambda d: CustomFunction("if", ["test", "yes", "no"])(d.visits > 5, "y", "n"), "n"),
    ],
)
def test_terms_give_the_same_values_on_both_databases(deals: SiteDatabase, term: Any, value: Any) -> None:
    deal = DocType("Deal")

    assert local.qb.from_(deal).select(term(deal)).where(deal.name == "D1").run()[0][0] == value


def test_dates_and_full_text_run_on_both_databases(deals: SiteDatabase) -> None:
    deal = DocType("Deal")
    moment = (
        local.qb.from_(deal)
        .select(Timestamp(deal.day, deal.hour), CombineDatetime(deal.day, "11:30:00"))
        .where(deal.name == "D1")
        .run()[0]
    )

    assert [str(value)[:19] for value in moment] == ["2026-01-05 10:00:00", "2026-01-05 11:30:00"]
    assert local.qb.from_(deal).select(deal.name).where(deal.creation > Now() - Interval(years=100)).orderby(
        deal.name
    ).run(pluck=True) == ["D1", "D2", "D3"]
    assert local.qb.from_(deal).select(UnixTimestamp(deal.creation)).run()[0][0] > 0
    assert local.qb.from_(deal).select(GroupConcat(deal.name)).where(deal.name == "D1").run() == (("D1",),)
    assert "AGAINST" in MATCH(deal.title).Against("x").get_sql() or local.db.db_type == "sqlite"


# -- parameters only


MARK = "mark'\"\\`73"


def every_kind_of_query() -> list[Any]:
    deal, qb = DocType("Deal"), local.qb
    base = qb.from_(deal).select(deal.name)
    inner = base.where(deal.title == MARK)
    return [
        base.where(deal.title == MARK),
        base.where(deal.title.like(MARK)),
        base.where(deal.title.isin([MARK, MARK])),
        base.where(deal.title.notin([MARK])),
        base.where(deal.title[MARK:MARK]),
        base.where(deal.title.between(MARK, MARK)),
        base.where(Concat(deal.title, MARK) == MARK),
        base.where(Ifnull(deal.title, MARK) != MARK),
        base.where(Lower(MARK) == deal.title),
        base.where(Tuple(deal.title, deal.status) == (MARK, MARK)),
        base.where(deal.title.isin(inner)),
        base.where(deal.name == SubQuery(inner)),
        base.where(Criterion.any([deal.title == MARK])),
        base.where(~(deal.title == MARK)),
        base.where(Case().when(deal.title == MARK, MARK).else_(MARK) == MARK),
        base.having(Max(deal.title) == MARK),
        base.orderby(Case().when(deal.title == MARK, 1).else_(2)),
        base.groupby(Concat(deal.title, MARK)),
        qb.from_(inner).select("*"),
        base.union(inner),
        base.left_join(DocType("Client")).on(DocType("Client").name == MARK),
        qb.from_(deal).select(ConstantColumn(MARK).as_("c")),
        qb.from_(deal).select(Concat(Concat(MARK, MARK), Round(deal.amount, 2))),
        qb.update(deal).set(deal.title, MARK),
        qb.update(deal).set(deal.title, Concat(deal.title, MARK)).where(deal.name == MARK),
        qb.into(deal).columns("name").insert(MARK),
        qb.into(deal).columns("name").insert(MARK).on_duplicate_key_update("title", MARK),
        qb.from_(deal).delete().where(deal.name == MARK),
        base.where(MATCH(deal.title).Against(MARK)),
        base.where(CustomFunction("f", ["a"])(MARK) == 1),
        base.where(Locate(MARK, deal.title) > 0),
        base.where(DateFormat(deal.day, MARK) == MARK),
        base.where(deal.title.regexp(MARK)),
        base.where(deal.notes == {"a": MARK}),
        qb.get_query("Deal", filters={"title": MARK, "status": ["in", [MARK]]}).where(deal.title == MARK),
        qb.get_query(
            "Deal", fields=[{"IFNULL": ["title", f"'{MARK}'"], "as": "x"}], or_filters=[["title", "like", MARK]]
        ),
    ]


def test_no_value_ever_stands_in_the_text(deals: SiteDatabase) -> None:
    for query in every_kind_of_query():
        sql, values = query.walk()

        assert "mark" not in sql, sql
        assert any("mark" in str(value) for value in values.values())
        assert all(f"%({name})s" in sql for name in values)


def test_what_runs_carries_parameters(deals: SiteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run with values in its text would be injectable: a trailing backslash ends the quotes on MariaDB."""
    seen: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        local.db.connection, "execute_app", lambda sql, values=(), **options: seen.append((sql, values)) or _Nothing()
    )

    for query in every_kind_of_query():
        query.__dict__.pop("runner", None)
        query.run()

    assert len(seen) == len(every_kind_of_query())
    assert all("mark" not in sql and "mark" in str(values) for sql, values in seen)


class _Nothing:
    description = None


@pytest.mark.parametrize("bad", ["1; drop table x", "1 union select 2", "x", object()])
def test_limits_intervals_types_and_units_are_checked(deals: SiteDatabase, bad: Any) -> None:
    deal = DocType("Deal")
    for build in (
        lambda: local.qb.from_(deal).select("name").limit(bad),
        lambda: local.qb.from_(deal).select("name").offset(bad),
        lambda: Interval(days=bad),
        lambda: Interval(quarters=bad),
        lambda: functions.Extract(bad, deal.day),
        lambda: Cast_(deal.visits, bad if isinstance(bad, str) and bad != "x" else "x y z"),
    ):
        with pytest.raises((ValueError, TypeError)):
            build()


def test_names_can_not_leave_their_quotes(deals: SiteDatabase) -> None:
    sql, _values = local.qb.from_("Deal` where 1=1 --").select(Field("a` from x --").as_("b` --")).walk()

    assert sql == "SELECT `a`` from x --` `b`` --` FROM `tabDeal`` where 1=1 --`"


# -- lists as queries


def test_list_query_can_be_run_and_added_to(deals: SiteDatabase) -> None:
    deal = DocType("Deal")
    query = local.qb.get_query(
        "Deal", fields=["name", "customer.client_name as client"], filters={"status": "Open"}, order_by="name desc"
    )

    assert query.run(as_dict=True) == [{"name": "D2", "client": "Acme"}, {"name": "D1", "client": "Acme"}]
    assert query.run() == (("D2", "Acme"), ("D1", "Acme"))
    assert query.run(pluck=True) == ["D2", "D1"]
    assert query.where(deal.visits < 2).run(as_dict=True) == [{"name": "D1", "client": "Acme"}]
    assert query.limit(1).run(pluck=True) == ["D2"]
    assert local.qb.get_query(
        "Deal", fields=["status", {"COUNT": "*", "as": "n"}], group_by="status", order_by="n desc"
    ).run() == (("Open", 2), ("Won", 1))
    assert local.qb.get_query(deal, filters={"visits": [">", 1]}, limit=1, offset=1, order_by="name").run(
        pluck=True
    ) == ["D3"]
    nested = local.qb.get_query("Deal", fields=["name", {"items": ["item"]}], filters="D1").run(as_dict=True)
    assert nested == [{"name": "D1", "items": [{"item": "Steel"}]}]


def test_list_query_changes_and_deletes_rows(deals: SiteDatabase) -> None:
    local.qb.get_query("Deal", filters={"customer.client_name": "Acme", "status": "Open"}, update=True).set(
        "notes", "seen"
    ).run()
    assert deals.count("Deal", {"notes": "seen"}) == 2

    local.qb.get_query("Deal", filters={"notes": "seen"}, delete=True).run()
    assert deals.get_values("Deal", {}, pluck=True) == ["D3"]


def test_aggregates_of_a_doctype(deals: SiteDatabase) -> None:
    qb = local.qb
    assert (qb.max("Deal", "visits"), qb.min("Deal", "visits"), qb.sum("Deal", "visits"), qb.avg("Deal", "visits")) == (
        3,
        1,
        6,
        2,
    )
    assert qb.sum("Deal", "visits", {"status": "Open"}) == 3
    assert qb.sum("Deal", "visits", {"status": "Lost"}) == 0


def test_unknown_fields_of_list_queries_are_refused(deals: SiteDatabase) -> None:
    from frappe.exceptions import DataError

    with pytest.raises(DataError):
        local.qb.get_query("Deal", filters={"no_such": 1}, validate_filters=True)
    assert Table("x").get_sql(quote_char="`") == "`x`"


def test_list_query_can_hold_what_a_user_may_see(deals: SiteDatabase, request: pytest.FixtureRequest) -> None:
    from frappe.records import Scope, lists

    before = list(lists.scope_sources)
    lists.register_scope_source(lambda query, user: Scope((("`tabDeal`.`owner` = ?", (user,)),)))
    request.addfinalizer(lambda: lists.scope_sources.__setitem__(slice(None), before))

    query = local.qb.get_query("Deal", ignore_permissions=False, user="nobody@x")
    assert query.run() == ()
    assert query.where(DocType("Deal").visits > 0).run() == ()
    assert len(local.qb.get_query("Deal", ignore_permissions=False, user="a@x").run()) == 3
