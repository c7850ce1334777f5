"""``frappe.db``: values, direct writes, SQL of apps, tables, transactions (contract 6.4, 6.6, 12.8-12.10)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from frappe.context import local
from frappe.database import savepoint
from frappe.exceptions import DataError, ImplicitCommitError, TooManyWritesError, ValidationError
from frappe.records import (
    bulk_insert,
    delete_rows,
    find_links,
    get_all,
    insert_row,
    load_children,
    load_row,
    load_rows,
    next_sequence,
    next_series,
    peek_series,
    revert_series,
    set_series,
    update_row,
    upsert_rows,
)
from frappe.records import observers as observing
from frappe.records.site_database import SiteDatabase
from frappe.types import _dict
from records_site import CLIENT, DEAL, DEAL_ITEM, REGION, SETTINGS, STANDARD, add


@pytest.fixture
def deals(db: SiteDatabase) -> SiteDatabase:
    for number in (1, 2, 3):
        add(
            DEAL,
            f"D{number}",
            title=f"Deal {number}",
            status="Open",
            visits=number,
            code=f"k{number}",
            creation=f"2026-01-0{number}",
        )
    return db


# -- values as columns hold them (12.9)


def test_rows_hold_values_as_their_columns_do(db: SiteDatabase) -> None:
    insert_row(
        DEAL,
        {
            "name": "D1",
            "title": None,
            "amount": "12.5",
            "visits": None,
            "closed": None,
            "wait": "",
            "score": "",
            "day": "",
            "at": "",
            "hour": "9:05",
            "code": "",
            "notes": {"a": [1, "ä"]},
            "probability": "",
            "docstatus": None,
            "not_a_column": 1,
        },
    )

    row = load_row(DEAL, "D1")

    assert row is not None
    expected = {
        "title": None,
        "amount": 12.5,
        "visits": 0,
        "closed": 0,
        "wait": None,
        "score": None,
        "day": None,
        "at": None,
        "hour": datetime.timedelta(hours=9, minutes=5),
        "code": None,
        "notes": '{"a":[1,"ä"]}',
        "probability": 0.0,
        "docstatus": 0,
    }
    assert {key: row[key] for key in expected} == expected
    update_row(
        DEAL, "D1", {"day": "2026-02-03", "at": "2026-02-03 04:05:06.7", "visits": "7", "closed": "1", "amount": True}
    )
    assert db.get_value("Deal", "D1", ["day", "at", "visits", "closed", "amount"]) == (
        datetime.date(2026, 2, 3),
        datetime.datetime(2026, 2, 3, 4, 5, 6, 700000),
        7,
        1,
        1.0,
    )


def test_text_that_is_no_date_is_refused_with_its_field(db: SiteDatabase) -> None:
    with pytest.raises(DataError) as caught:
        insert_row(DEAL, {"name": "D1", "day": "soon"})

    assert caught.value.fieldname == "day"  # type: ignore[attr-defined]


def test_rows_of_a_child_table_are_written_at_once_and_read_in_order(db: SiteDatabase) -> None:
    rows = [
        {
            **STANDARD,
            "name": f"I{n}",
            "parent": "D1",
            "parenttype": "Deal",
            "parentfield": "items",
            "idx": 9 - n,
            "item": str(n),
        }
        for n in range(1, 6)
    ]
    db.connection.statement_log = []

    upsert_rows(DEAL_ITEM, rows)
    upsert_rows(DEAL_ITEM, [{**rows[0], "item": "changed"}])

    assert len(db.connection.statement_log) == 2
    assert [row["item"] for row in load_children(DEAL_ITEM, "D1", "Deal", ["items"])] == ["5", "4", "3", "2", "changed"]
    assert load_children(DEAL_ITEM, "D1", "Deal", "extras") == []
    assert len(load_children(DEAL_ITEM, "D1", "Deal")) == 5
    assert delete_rows(DEAL_ITEM, {"parent": "D1", "name": ["in", ["I1", "I2"]]}) == 2
    assert set(load_rows(DEAL_ITEM, ["I1", "I3", "I4"], ["item"])) == {"I3", "I4"}


def test_linked_rows_of_many_doctypes_are_one_statement(deals: SiteDatabase) -> None:
    add(CLIENT, "C1", client_name="Acme", region="North")
    db = deals
    db.connection.statement_log = []

    found = find_links({"Deal": (["d1", "D9"], ["visits", "creation"]), "Client": (["C1"], ["client_name"])})

    assert len(db.connection.statement_log) == 1
    assert found["Client"] == {"c1": {"name": "C1", "client_name": "Acme"}}
    assert found["Deal"] == {"d1": {"name": "D1", "visits": 1, "creation": datetime.datetime(2026, 1, 1)}}


# -- get_value (12.10)


def test_get_value_comes_in_the_shape_of_the_fields(deals: SiteDatabase) -> None:
    db = deals
    assert db.get_value("Deal", "D1") == "D1"
    assert db.get_value("Deal", "d1", "title") == "Deal 1"
    assert db.get_value("Deal", "D1", ["title"]) == "Deal 1"
    assert db.get_value("Deal", "D1", ["title", "visits"]) == ("Deal 1", 1)
    assert db.get_value("Deal", "D1", "title, visits") == ("Deal 1", 1)
    assert db.get_value("Deal", "D1", ["title"], as_dict=True) == {"title": "Deal 1"}
    assert db.get_value("Deal", "D1", "title", as_dict=1).title == "Deal 1"
    assert db.get_value("Deal", "D1", "*").visits == 1
    assert db.get_value("Deal", {"status": "Open"}, "name") == "D3"
    assert db.get_value("Deal", {"status": "Open"}, "name", order_by="visits asc") == "D1"
    assert db.get_value("Deal", [["visits", ">", 1]], "name", order_by="visits asc") == "D2"
    assert db.get_value("Deal", "nobody", ["title", "visits"]) is None
    assert db.get_value("Deal", {"name": "nobody"}) is None
    assert db.get_value("Deal", None, "title") is None
    assert db.get_value("Deal", {}, {"MAX": "visits"}) == 3
    assert db.get_values("Deal", {"visits": ["<", 3]}, ["name", "visits"], order_by="visits") == [("D1", 1), ("D2", 2)]
    assert db.get_values("Deal", {"visits": ["<", 3]}, "name", order_by="visits", pluck=True) == ["D1", "D2"]
    assert db.get_values("Deal", {}, ["name"], as_dict=True, limit=1, order_by="name") == [{"name": "D1"}]
    assert db.get_value("Deal", "D1", "_seen") is None
    assert db.get_value("Deal", "D1", "missing", ignore=True) is None
    assert db.get_value("No Such DocType", "x", ignore=True) is None


def test_cached_values_hold_until_something_is_written(deals: SiteDatabase) -> None:
    db = deals
    assert db.get_value("Deal", "D1", "title", cache=True) == "Deal 1"
    db.connection.statement_log = []

    assert db.get_value("Deal", "D1", "title", cache=True) == "Deal 1"
    assert db.connection.statement_log == []
    db.set_value("Deal", "D1", "title", "New")
    assert db.get_value("Deal", "D1", "title", cache=True) == "New"


def test_exists_and_count(deals: SiteDatabase) -> None:
    db = deals
    assert db.exists("Deal", "d1") == "D1"
    assert db.exists("Deal", {"visits": 2}) == "D2"
    assert db.exists({"doctype": "Deal", "visits": 2}) == "D2"
    assert db.exists("Deal", "nobody") is None
    assert db.exists("Deal", None) is None
    assert db.exists("Deal Settings", "Deal Settings") == "Deal Settings"
    assert (db.count("Deal"), db.count("Deal", {"visits": [">", 1]}), db.count("Deal", "D1")) == (3, 2, 1)
    assert db.a_row_exists("Deal") and not db.a_row_exists("Client")
    assert db.get_last_created("Deal") == datetime.datetime(2026, 1, 3)


def test_internal_tables_are_read_and_deleted_by_name(db: SiteDatabase) -> None:
    db.set_single_value("Deal Settings", "limit", 5)

    assert db.get_value("Singles", {"doctype": "Deal Settings", "field": "limit"}, "value") == "5"
    db.delete("Singles", {"doctype": "Deal Settings", "field": "limit"})
    assert db.get_value("Singles", {"doctype": "Deal Settings", "field": "limit"}, "value") is None
    assert next_series("X-") == 1
    assert db.get_value("Series", "X-", "current") == 1


# -- Singles (12.8)


def test_single_values_are_typed_and_fresh(db: SiteDatabase) -> None:
    assert db.get_single_value("Deal Settings", "enabled") == 1
    db.set_single_value("Deal Settings", {"limit": "7", "since": "2026-03-04", "factor": 1.5})

    assert db.get_single_value("Deal Settings", "limit") == 7
    assert db.get_single_value("Deal Settings", "since") == datetime.date(2026, 3, 4)
    assert db.get_single_value("Deal Settings", "text") is None
    assert db.get_value("Deal Settings", None, ["limit", "factor"]) == (7, 1.5)
    assert db.get_value("Deal Settings", "Deal Settings", "limit") == 7
    assert db.get_singles_dict("Deal Settings")["limit"] == "7"
    assert db.get_singles_dict("Deal Settings", cast=True).limit == 7
    db.set_value("Deal Settings", "Deal Settings", "limit", 8)
    assert db.get_single_value("Deal Settings", "limit") == 8
    with pytest.raises(ValidationError, match="no_field"):
        db.get_single_value("Deal Settings", "no_field")


def test_rolled_back_single_is_not_remembered(db: SiteDatabase) -> None:
    assert db.get_single_value("Deal Settings", "limit") == 0
    db.set_single_value("Deal Settings", "limit", 7)
    assert db.get_single_value("Deal Settings", "limit") == 7

    db.rollback()

    assert db.get_single_value("Deal Settings", "limit") == 0


def test_committed_single_is_read_once(db: SiteDatabase) -> None:
    db.set_single_value("Deal Settings", "limit", 7)
    db.commit()
    try:
        assert db.get_single_value("Deal Settings", "limit") == 7
        db.connection.statement_log = []
        assert db.get_single_value("Deal Settings", "limit") == 7
        assert db.connection.statement_log == []
    finally:
        db.delete("Deal Settings")
        db.commit()


# -- direct writes


def test_set_value_changes_one_row_or_all_that_filters_find(deals: SiteDatabase) -> None:
    db = deals
    db.set_value("Deal", "D1", "title", "One")
    db.set_value("Deal", "D1", {"status": "Won", "visits": "12"}, modified="2026-05-05 00:00:00", modified_by="b@x")
    db.set_value("Deal", {"visits": ["<", 4]}, "status", "Lost", update_modified=False)
    db.set_value("Deal", None, "status", "Never")

    assert db.get_value("Deal", "D1", ["title", "status", "visits", "modified_by"]) == ("One", "Won", 12, "b@x")
    assert db.get_value("Deal", "D1", "modified") == datetime.datetime(2026, 5, 5)
    assert db.get_value("Deal", "D2", ["status", "modified"]) == ("Lost", datetime.datetime(2026, 1, 1, 10))
    with pytest.raises(ValidationError, match="no_column"):
        db.set_value("Deal", "D1", "no_column", 1)
    with pytest.raises(ValidationError):
        db.set_value("Deal", "D1", "title` = 'x' --", 1)


def test_many_rows_are_changed_with_few_statements(db: SiteDatabase) -> None:
    db.bulk_insert("Deal", ["name", "visits", "creation"], ((f"D{n}", n, "2026-01-01") for n in range(300)))
    db.connection.statement_log = []

    db.bulk_update("Deal", {f"D{n}": {"visits": n + 1000, "title": f"T{n}"} for n in range(250)}, chunk_size=100)
    assert len(db.connection.statement_log) == 3
    assert db.get_value("Deal", "D249", ["visits", "title"]) == (1249, "T249")
    assert db.get_value("Deal", "D250", ["visits", "title"]) == (250, None)
    db.connection.statement_log = []
    db.set_value("Deal", {"visits": [">=", 1000]}, "status", "Won")
    assert len(db.connection.statement_log) == 2
    assert db.count("Deal", {"status": "Won"}) == 250
    db.delete("Deal", {"status": "Won"})
    assert db.count("Deal") == 50
    db.delete("Deal")
    assert db.count("Deal") == 0


def test_bulk_insert_can_skip_what_is_there(deals: SiteDatabase) -> None:
    deals.bulk_insert("Deal", ["name", "visits"], [("D1", 50), ("D9", 51)], ignore_duplicates=True)

    assert (deals.get_value("Deal", "D1", "visits"), deals.get_value("Deal", "D9", "visits")) == (1, 51)
    with pytest.raises(Exception) as caught:
        deals.bulk_insert("Deal", ["name"], [["D1"]])
    assert deals.is_duplicate_entry(caught.value) and deals.is_primary_key_violation(caught.value)
    with pytest.raises(DataError):
        bulk_insert(DEAL, ["name`) --"], [["D1"]])


class Recorder:
    """Keeps what it is told of one DocType."""

    def __init__(self, doctype: str) -> None:
        self.doctype, self.seen = doctype, []  # type: ignore[var-annotated]

    def wants(self, doctype: str) -> bool:
        return doctype == self.doctype

    def __call__(self, doctype: str, name: Any, action: str, old: Any, new: Any) -> None:
        self.seen.append((name, action, old and old.get("visits"), new and new.get("visits")))


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder("Deal")
    monkeypatch.setattr(observing, "_observers", [recorder])
    return recorder


def test_observers_see_every_direct_write(deals: SiteDatabase, recorder: Recorder) -> None:
    deals.connection.statement_log = []
    deals.set_value("Deal", "D1", "visits", 10)
    deals.set_value("Deal", {"visits": ["<", 4]}, "visits", 20)
    deals.bulk_update("Deal", {"D1": {"visits": 30}, "D2": {"visits": 31}})
    deals.bulk_insert("Deal", ["name", "visits"], [["D4", 4]])
    deals.delete("Deal", {"name": "D3"})
    deals.set_value("Client", "C1", "client_name", "x")

    assert sorted(recorder.seen[1:3]) == [("D2", "set_value", 2, 20), ("D3", "set_value", 3, 20)]
    assert [entry for entry in recorder.seen if entry not in recorder.seen[1:3]] == [
        ("D1", "set_value", 1, 10),
        ("D1", "set_value", 10, 30),
        ("D2", "set_value", 20, 31),
        ("D4", "insert", None, 4),
        ("D3", "delete", 20, None),
    ]
    assert len(deals.connection.statement_log) == 2 + 3 + 2 + 1 + 3 + 1


def test_documents_remembered_in_the_request_are_forgotten(deals: SiteDatabase) -> None:
    local.document_cache = {("Deal", "D1"): 1, ("Deal", "D2"): 2, ("Client", "D1"): 3}

    deals.set_value("Deal", "D1", "visits", 10)
    assert local.document_cache == {("Deal", "D2"): 2, ("Client", "D1"): 3}
    deals.delete("Deal", {"visits": 2})
    assert local.document_cache == {("Client", "D1"): 3}


def test_too_many_writes_are_stopped_or_committed(deals: SiteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SiteDatabase, "MAX_WRITES_PER_TRANSACTION", 5)
    with pytest.raises(TooManyWritesError):
        for number in range(10):
            deals.set_value("Deal", "D1", "visits", number)

    deals.rollback()
    deals.auto_commit_on_many_writes = True
    try:
        for number in range(10):
            deals.set_value("Deal", "D1", "visits", number)
    finally:
        deals.auto_commit_on_many_writes = False


# -- SQL of apps


def test_sql_binds_values_and_shapes_rows(deals: SiteDatabase) -> None:
    db = deals
    assert db.sql("select name from `tabDeal` where visits > %s order by name", 1) == (("D2",), ("D3",))
    assert db.sql("select name, visits from `tabDeal` where name = %(name)s", {"name": "D1"}, as_dict=True) == [
        _dict(name="D1", visits=1)
    ]
    assert db.sql("select name from `tabDeal` where name in %s order by name", (["D1", "D3"],), as_list=True) == [
        ["D1"],
        ["D3"],
    ]
    assert db.sql("select name from `tabDeal` where title like '%%eal%%' and visits < %s", (2,), pluck=True) == ["D1"]
    assert db.sql("update `tabDeal` set visits = 5 where name = 'D1'") == ()
    assert db.sql("select if(visits > 4, 'many', 'few') from `tabDeal` where name = 'D1'") == (("many",),)
    assert db.sql("select name from `tabDeal`", run=False) == "select name from `tabDeal`"
    assert list(db.sql("select name from `tabDeal` order by name", as_iterator=True)) == [("D1",), ("D2",), ("D3",)]
    assert db.sql("select 1 as a", as_dict=True, update={"b": 2}) == [{"a": 1, "b": 2}]
    assert db.sql("create table x (a int)", ignore_ddl=True) == ()
    assert db.multisql({"mariadb": "select 'm'", "sqlite": "select 's'"})[0][0] == db.db_type[0]
    with pytest.raises(ValidationError, match="placeholders"):
        db.sql("select %s, %s", (1,))


@pytest.mark.parametrize(
    "text", ["it's", 'a "b"', "back\\slash", "\\' or 1=1 --", "100%", "?", "汉字", "%s", "a\\", ""]
)
def test_escaped_text_comes_back_as_it_was(db: SiteDatabase, text: str) -> None:
    assert db.sql(f"select {db.escape(text, percent=False)}")[0][0] == text
    assert db.sql(f"select {db.escape(text)}, %s", (text,)) == ((text, text),)


def test_tables_are_not_changed_while_writes_wait(deals: SiteDatabase) -> None:
    with pytest.raises(ImplicitCommitError):
        deals.sql("alter table `tabDeal` add column `x` int")


# -- tables


def test_tables_and_columns(db: SiteDatabase) -> None:
    assert db.table_exists("Deal") and db.has_table("Deal") and not db.table_exists("Nothing")
    assert "tabDeal" in db.get_tables()
    assert (
        db.has_column("Deal", "visits")
        and not db.has_column("Deal", "nothing")
        and not db.has_column("Nothing", "name")
    )
    assert set(DEAL.columns) <= set(db.get_table_columns("Deal"))
    assert db.get_column_type("Deal", "visits") == "int"
    assert db.describe("Deal")[0][0] == "name"


def test_indexes_and_columns_can_be_changed(db: SiteDatabase) -> None:
    db.add_index("Client", ["client_name", "region(10)"])
    db.add_index("Client", ["client_name", "region"])
    db.add_unique("Client", ["region", "phone"])
    db.add_index("Client", ["phone"], "by_phone")
    assert db.has_index("tabClient", "client_name_region_index")
    assert db.has_index("tabClient", "by_phone")
    assert not db.has_index("tabClient", "nothing")
    db.commit()
    db.rename_column("Client", "phone", "mobile")
    assert db.has_column("Client", "mobile") and not db.has_column("Client", "phone")
    db.change_column_type("Client", "mobile", "longtext")
    db.rename_column("Client", "mobile", "phone")
    db.rename_table("Client", "Customer X")
    assert db.table_exists("Customer X") and not db.table_exists("Client")
    db.rename_table("Customer X", "Client")
    db.commit()
    for bad in ("a b", "a`b", "1 --", ""):
        with pytest.raises(DataError):
            db.add_index("Client", [bad])


# -- transactions


def test_callbacks_run_with_commit_and_rollback(db: SiteDatabase) -> None:
    seen: list[str] = []
    db.begin()
    db.before_commit.add(lambda: seen.append("before commit"))
    db.after_commit.add(lambda: seen.append("after commit"))
    db.after_rollback.add(lambda: seen.append("after rollback"))

    db.commit()
    db.rollback()

    assert seen == ["before commit", "after commit"]


def test_savepoints_undo_a_part(deals: SiteDatabase) -> None:
    with savepoint(catch=ZeroDivisionError):
        deals.set_value("Deal", "D1", "visits", 99)
        _ = 1 / 0
    deals.savepoint("here")
    deals.set_value("Deal", "D2", "visits", 99)
    deals.rollback(save_point="here")

    assert deals.get_values("Deal", {}, "visits", order_by="name", pluck=True) == [1, 2, 3]


def test_handlers_of_events_can_not_commit(deals: SiteDatabase) -> None:
    local.flags.in_doc_event = True
    with pytest.warns(UserWarning, match="document event"):
        deals.commit()
    with pytest.warns(UserWarning, match="document event"):
        deals.rollback()
    local.flags.in_doc_event = False

    assert deals.in_transaction and deals.count("Deal") == 3


# -- series, trees


def test_series_count_up_and_give_back_the_last(db: SiteDatabase) -> None:
    assert [next_series("DEAL-26-"), next_series("DEAL-26-"), next_series("OTHER-")] == [1, 2, 1]
    revert_series("DEAL-26-", 1)
    assert peek_series("DEAL-26-") == 2
    revert_series("DEAL-26-", 2)
    assert peek_series("DEAL-26-") == 1
    set_series("DEAL-26-", 41)
    assert next_series("DEAL-26-") == 42
    assert (next_sequence("Deal"), next_sequence("Deal")) == (1, 2)


def test_descendants(db: SiteDatabase) -> None:
    for name, lft, rgt in (("World", 1, 6), ("Asia", 2, 5), ("China", 3, 4)):
        add(REGION, name, lft=lft, rgt=rgt)

    assert db.get_descendants("Region", "World") == ["Asia", "China"]
    assert get_all("Region", pluck="name") == ["World", "Asia", "China"]
    assert SETTINGS.issingle
