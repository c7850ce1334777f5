"""Fields, joins, functions, order and groups of lists (contract 6.1, 6.3), and what a user may read of them (4.6)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from frappe.exceptions import DataError, ValidationError
from frappe.exceptions import PermissionError as NotPermitted
from frappe.metadata import Meta
from frappe.records import Query, Scope, build, count, get_all, select
from frappe.records.site_database import SiteDatabase
from records_site import CLIENT, DEAL, DEAL_ITEM, REGION, add


@pytest.fixture
def deals(db: SiteDatabase) -> SiteDatabase:
    """Three deals of two regions; D1 has two rows of items."""
    add(REGION, "North", lft=1, rgt=2)
    add(CLIENT, "C1", client_name="Acme", phone="123", region="North")
    for number, (status, amount) in enumerate((("Open", 0.1), ("Open", 0.2), ("Won", 5)), start=1):
        add(
            DEAL,
            f"D{number}",
            title=f"Deal {number}",
            status=status,
            amount=amount,
            visits=number,
            customer="C1",
            region="North",
            secret=f"s{number}",
            code=f"k{number}",
            day=f"2026-0{number}-01",
            creation=f"2026-01-0{number} 08:00:00",
        )
    add(DEAL_ITEM, "I1", parent="D1", parenttype="Deal", parentfield="items", idx=2, item="Bolt", qty=2)
    add(DEAL_ITEM, "I2", parent="D1", parenttype="Deal", parentfield="items", idx=1, item="Steel", qty=1)
    add(DEAL_ITEM, "I3", parent="D1", parenttype="Deal", parentfield="extras", idx=1, item="Paint", qty=9)
    return db


def first(*fields: Any, **options: Any) -> dict[str, Any]:
    return dict(get_all("Deal", fields=list(fields), filters={"name": "D1"}, **options)[0])


@pytest.mark.parametrize(
    ("field", "row"),
    [
        ("status", {"status": "Open"}),
        ("status as state", {"state": "Open"}),
        ("`tabDeal`.`status` as `the state`", {"the state": "Open"}),
        ("tabDeal.status", {"status": "Open"}),
        ("customer.client_name", {"client_name": "Acme"}),
        ("customer.client_name as client", {"client": "Acme"}),
        ("owner as 负责人", {"负责人": "a@x"}),
        ("count(*) as n", {"n": 1}),
        ("COUNT(name) as n", {"n": 1}),
        ("count(distinct status) as n", {"n": 1}),
        ("max(creation) as newest", {"newest": datetime.datetime(2026, 1, 1, 8)}),
        ("max(`tabDeal`.`day`) as newest", {"newest": datetime.date(2026, 1, 1)}),
        ("date(creation) as day", {"day": datetime.date(2026, 1, 1)}),
        ("year(day) as y", {"y": 2026}),
        ("sum(visits * 2 + 1) as total", {"total": 3}),
        ({"COUNT": "*", "as": "n"}, {"n": 1}),
        ({"SUM": {"MUL": ["visits", 10]}, "as": "n"}, {"n": 10}),
        ({"IFNULL": ["notes", "'none'"], "as": "n"}, {"n": "none"}),
        ({"CONCAT": ["title", "' / '", "status"], "as": "n"}, {"n": "Deal 1 / Open"}),
        ({"LOCATE": ["'eal'", "title"], "as": "n"}, {"n": 2}),
        ({"EXTRACT": ["month", "day"], "as": "n"}, {"n": 1}),
        ({"QUARTER": "day", "as": "n"}, {"n": 1}),
        ({"MONTHNAME": "day", "as": "n"}, {"n": "January"}),
        ({"NULLIF": ["status", "'Open'"], "as": "n"}, {"n": None}),
        ({"DIV": ["visits", 2], "as": "n"}, {"n": 0.5}),
        ({"ABS": {"SUB": ["visits", 5]}, "as": "n"}, {"n": 4}),
        ({"TIMESTAMP": ["day", "'10:30:00'"], "as": "n"}, {"n": datetime.datetime(2026, 1, 1, 10, 30)}),
    ],
)
def test_fields_give_the_same_values_on_both_databases(deals: SiteDatabase, field: Any, row: dict[str, Any]) -> None:
    assert first(field) == row


def test_field_lists_come_in_all_forms(deals: SiteDatabase) -> None:
    assert get_all("Deal", {"name": "D1"}, ["name", "status"]) == [{"name": "D1", "status": "Open"}]
    assert get_all("Deal", ["name", "status"], {"name": "D1"}) == [{"name": "D1", "status": "Open"}]
    assert get_all("Deal", fields="name, status", filters="D1") == [{"name": "D1", "status": "Open"}]
    assert get_all("Deal", fields='["name"]', filters="D1") == [{"name": "D1"}]
    assert get_all("Deal", filters="D1") == [{"name": "D1"}]
    assert get_all("Deal", fields=["name", "visits"], as_list=True, order_by="name") == [
        ("D1", 1),
        ("D2", 2),
        ("D3", 3),
    ]
    assert get_all("Deal", pluck="visits", order_by="visits desc") == [3, 2, 1]
    assert set(get_all("Deal", fields=["*"], filters="D1")[0]) == set(DEAL.columns)
    assert get_all("Deal", fields=["name"], filters="D1", update={"kind": "x"}) == [{"name": "D1", "kind": "x"}]


def test_default_order_is_newest_first_and_can_be_left_out(deals: SiteDatabase) -> None:
    assert get_all("Deal", pluck="name") == ["D3", "D2", "D1"]
    assert "order by" not in build(Query("Deal", order_by=None))[0]
    assert "order by" not in build(Query("Deal", order_by=""))[0]
    assert "order by" not in build(Query("Deal", distinct=True))[0]
    assert "order by" not in build(Query("Deal", fields=["count(*) as n"]))[0]


def test_pages_and_distinct_values(deals: SiteDatabase) -> None:
    assert get_all("Deal", pluck="name", order_by="name", limit=1, start=1) == ["D2"]
    assert get_all("Deal", pluck="name", order_by="name", limit_start=2) == ["D3"]
    assert get_all("Deal", pluck="name", limit=0) == ["D3", "D2", "D1"]
    assert sorted(get_all("Deal", fields=["distinct status"], pluck=None), key=str) == [
        {"status": "Open"},
        {"status": "Won"},
    ]
    assert sorted(get_all("Deal", pluck="status", distinct=True)) == ["Open", "Won"]


def test_groups_and_orders_by_what_is_selected(deals: SiteDatabase) -> None:
    rows = get_all(
        "Deal", fields=["status", "sum(visits) as total"], group_by="status", order_by="total desc, status asc"
    )

    assert rows == [{"status": "Open", "total": 3}, {"status": "Won", "total": 3}]
    grouped = get_all("Deal", fields=["month(day) as m", {"COUNT": "*", "as": "n"}], group_by="m", order_by="m")
    assert [(row.m, row.n) for row in grouped] == [(1, 1), (2, 1), (3, 1)]
    assert get_all("Deal", pluck="name", order_by="customer.client_name asc, `tabDeal`.`name` desc") == [
        "D3",
        "D2",
        "D1",
    ]


def test_money_adds_up_exactly(deals: SiteDatabase) -> None:
    for number in range(4, 104):
        add(DEAL, f"D{number}", amount=0.1, code=f"k{number}")

    assert get_all("Deal", fields=["sum(amount) as total"])[0].total == 15.3


def test_child_rows_come_with_one_more_statement(deals: SiteDatabase) -> None:
    deals.connection.statement_log = []

    rows = get_all("Deal", fields=["title", {"items": ["item", "qty"]}], order_by="name asc")

    assert rows[0] == {"title": "Deal 1", "items": [{"item": "Steel", "qty": 1.0}, {"item": "Bolt", "qty": 2.0}]}
    assert [row["items"] for row in rows[1:]] == [[], []]
    assert len(deals.connection.statement_log) == 2


def test_child_fields_join_their_rows(deals: SiteDatabase) -> None:
    rows = get_all("Deal", fields=["name", "items.item"], filters={"name": "D1"}, order_by="items.idx")
    assert [row.item for row in rows] == ["Steel", "Bolt"]

    rows = get_all("Deal", fields=["name", "`tabDeal Item`.`qty` as q"], filters={"name": "D1"}, order_by="q")
    assert [row.q for row in rows] == [1.0, 2.0, 9.0]
    assert count(Query("Deal", filters=[["Deal Item", "qty", ">", 0]])) == 1


def test_child_doctype_can_be_listed_with_fields_of_its_parent(deals: SiteDatabase) -> None:
    rows = get_all(
        "Deal Item", filters=[["Deal", "status", "=", "Open"]], pluck="name", order_by="name", parent_doctype="Deal"
    )

    assert rows == ["I1", "I2", "I3"]


def test_table_that_contributes_no_column_cannot_order(deals: SiteDatabase) -> None:
    with pytest.raises(ValidationError, match="Please select atleast 1 column from Deal Item"):
        get_all("Deal", order_by="`tabDeal Item`.`qty`")


@pytest.mark.parametrize(
    "bad",
    [
        "(select password from __Auth)",
        "select name",
        "name; drop table x",
        "name -- x",
        "name /* x */",
        "name as `a` from x",
        "sleep(3)",
        "concat(name, 'x')",
        "if(1,2,3)",
        "ifnull(name, 1)",
        "coalesce(name)",
        "user()",
        "version()",
        "database()",
        "@@version",
        "count(*) union select 1",
        "name where 1=1",
        "a'b",
        "name,owner",
        "count(name",
        "count(name))",
        "count()",
        "sum(distinct)",
        "max(a, b)",
        "missing",
        "customer.missing",
        "status.name",
        "missing.name",
        "`tabUser`.`name`",
        "name as a`b",
        "name as a b",
        "*",
        "",
        "name as '",
        "\\",
        "name\x00",
        "count(*) as n'",
        "((((((((((((1))))))))))))",
        "`tabDeal`.`name` from `tabDeal`",
        "items",
        5,
        None,
        ["name"],
        {"SLEEP": 1},
        {"COUNT": "*", "as": "a b"},
        {"COUNT": "name; x"},
        {"a": 1, "b": 2},
        {},
        {"IFNULL": ["status"]},
        {"EXTRACT": ["x' from", "day"]},
    ],
)
def test_what_is_no_field_is_refused(deals: SiteDatabase, bad: Any) -> None:
    queries = [Query("Deal", fields=["name", bad])] if bad != "*" else []
    if isinstance(bad, str) and bad:
        queries += [Query("Deal", fields=["name"], order_by=bad), Query("Deal", fields=["name"], group_by=bad)]
        queries += [Query("Deal", filters=[[bad, "=", 1]])]
    for query in queries:
        if query.order_by == "name,owner" or query.group_by == "name,owner":
            continue
        with pytest.raises((DataError, NotPermitted, ValidationError)):
            select(query)


def test_gone_columns_can_be_read_by_code_only(db: SiteDatabase) -> None:
    db.sql_ddl("alter table `tabDeal Member` add column `old_field` varchar(140)")
    db.bulk_insert("Deal Member", ["name", "idx"], [["M9", 1]])
    db.sql("update `tabDeal Member` set `old_field` = 'kept' where `name` = 'M9'")

    assert get_all("Deal Member", fields=["old_field"], filters={"old_field": "kept"}) == [{"old_field": "kept"}]
    with pytest.raises(DataError, match="Field not permitted in query: old_field"):
        select(Query("Deal Member", fields=["old_field"], strict=True))


# -- what may be read


def hiding(**hidden: set[str]) -> Callable[[Meta], frozenset[str] | None]:
    """Return a ``readable`` that hides fields by DocType (``Deal_Item`` for Deal Item)."""

    def readable(meta: Meta) -> frozenset[str] | None:
        away = hidden.get(meta.name.replace(" ", "_"))
        return frozenset((*meta.columns, *meta.field_map)) - away if away else None

    return readable


def test_hidden_fields_are_left_out_of_the_output(deals: SiteDatabase) -> None:
    scope = Scope(readable=hiding(Deal={"secret"}, Client={"phone"}, Deal_Item={"hidden"}))
    one = {"filters": {"name": "D1"}}

    assert select(Query("Deal", fields=["name", "secret", "customer.phone"], **one), scope) == [{"name": "D1"}]
    assert "secret" not in select(Query("Deal", fields=["*"], **one), scope)[0]
    assert select(Query("Deal", fields=["name", {"items": ["item", "hidden"]}], **one), scope)[0]["items"] == [
        {"item": "Steel"},
        {"item": "Bolt"},
    ]
    assert (
        select(Query("Deal", fields=["name", {"items": ["*"]}], **one), scope)[0]["items"][0].get("hidden", "away")
        == "away"
    )
    assert select(Query("Deal", fields=["secret"], **one), scope) == [{"name": "D1"}]


@pytest.mark.parametrize(
    "query",
    [
        Query("Deal", filters={"secret": "s1"}),
        Query("Deal", filters={"secret": ["is", "set"]}),
        Query("Deal", or_filters=[["secret", "=", "s1"]]),
        Query("Deal", order_by="secret desc"),
        Query("Deal", order_by="name asc, `tabDeal`.`secret`"),
        Query("Deal", fields=["count(*) as n"], group_by="secret"),
        Query("Deal", fields=["max(secret) as m"]),
        Query("Deal", fields=["length(secret) as m"]),
        Query("Deal", fields=[{"MAX": "secret", "as": "m"}]),
        Query("Deal", fields=[{"COUNT": {"NULLIF": ["secret", "'s1'"]}, "as": "m"}]),
        Query("Deal", filters={"customer.phone": ["like", "1%"]}),
        Query("Deal", order_by="customer.phone"),
        Query("Deal", fields=["max(customer.phone) as p"]),
        Query("Deal", filters=[["Deal Item", "hidden", "=", "x"]]),
        Query("Deal", filters={"items.hidden": "x"}),
        Query("Deal", filters={"hidden": "x"}),
        Query("Deal", pluck="secret", fields=["secret"]),
    ],
)
def test_hidden_values_cannot_be_probed(deals: SiteDatabase, query: Query) -> None:
    scope = Scope(readable=hiding(Deal={"secret"}, Client={"phone"}, Deal_Item={"hidden"}))

    with pytest.raises(NotPermitted):
        select(query, scope)
    with pytest.raises(NotPermitted):
        count(query, scope) if query.filters or query.or_filters else select(query, scope)
    select(query)


def test_hidden_table_field_hides_its_rows(deals: SiteDatabase) -> None:
    scope = Scope(readable=hiding(Deal={"items", "extras"}))

    assert select(Query("Deal", fields=["name", {"items": ["item"]}], filters="D1"), scope) == [{"name": "D1"}]
    with pytest.raises(NotPermitted):
        select(Query("Deal", filters=[["Deal Item", "item", "=", "Steel"]]), scope)


def test_columns_in_terms_are_checked_too(deals: SiteDatabase) -> None:
    from frappe.query_builder import DocType, Field
    from frappe.query_builder.functions import Max

    scope = Scope(readable=hiding(Deal={"secret"}))

    with pytest.raises(NotPermitted):
        select(Query("Deal", fields=[Max(DocType("Deal").secret)]), scope)
    with pytest.raises(NotPermitted):
        select(Query("Deal", filters={"title": Field("secret")}), scope)
    assert select(Query("Deal", fields=[Max(DocType("Deal").visits).as_("m")]), scope) == [{"m": 3}]


def test_select_only_users_keep_the_default_order(deals: SiteDatabase) -> None:
    scope = Scope(readable=lambda meta: frozenset({"name", "title"}))

    assert [row.name for row in select(Query("Deal", fields=["*"]), scope)] == ["D3", "D2", "D1"]


def test_plans_differ_by_what_may_be_read(deals: SiteDatabase) -> None:
    query = Query("Deal", fields=["name", "secret"], filters={"name": "D1"})

    assert select(query, Scope(readable=hiding(Deal={"secret"}))) == [{"name": "D1"}]
    assert select(query, Scope(readable=hiding())) == [{"name": "D1", "secret": "s1"}]
    assert select(query, Scope(readable=hiding(Deal={"secret"}))) == [{"name": "D1"}]


def test_conditions_hold_besides_filters_and_shared_rows_come_in(deals: SiteDatabase) -> None:
    own = ("`tabDeal`.`status` = ?", ("Won",))

    def found(**scope: Any) -> list[str]:
        query = Query("Deal", filters=[["visits", "<", 3], "or", ["visits", "=", 3]], pluck="name", order_by="name")
        return list(select(query, Scope(**scope)))

    assert found() == ["D1", "D2", "D3"]
    assert found(conditions=(own,)) == ["D3"]
    assert found(conditions=(own,), shared_names=("D1",)) == ["D1", "D3"]
    assert found(conditions=(own,), shared=("`tabDeal`.`name` in (?)", ("D2",))) == ["D2", "D3"]
    assert found(conditions=(own, ("`tabDeal`.`visits` = ?", (1,)))) == []
    assert found(conditions=(("ifnull(`tabDeal`.`title`, '') like 'Deal 2' and if(1 > 0, 1, 0)", ()),)) == ["D2"]
    assert count(Query("Deal"), Scope(conditions=(own,))) == 1
    assert count(Query("Deal", limit=2)) == 2


def test_strict_queries_know_only_fields_of_the_doctype(deals: SiteDatabase) -> None:
    with pytest.raises(DataError, match="Field not permitted in query: no_such") as caught:
        select(Query("Deal", fields=["no_such"], strict=True))

    assert caught.value.fieldname == "no_such"  # type: ignore[attr-defined]
    assert select(Query("Deal", fields=["name", "_seen", "label"], filters="D1", strict=True)) == [{"name": "D1"}]


def test_single_has_no_list(deals: SiteDatabase) -> None:
    with pytest.raises(DataError, match="single record"):
        get_all("Deal Settings")
