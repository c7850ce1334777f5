from __future__ import annotations

import pytest
from frappe import schema
from frappe.context import local
from frappe.database import Connection
from frappe.database.tables import (
    AddColumn,
    AddIndex,
    AlterColumn,
    BlankToNull,
    Column,
    CreateTable,
    DropIndex,
    Index,
    RenameColumn,
    Table,
)
from frappe.exceptions import SchemaProblem
from frappe.metadata import Meta
from frappe.metadata.checks import Problem
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.schema import build_table, drift, plan, sync, sync_internal_tables
from frappe.schema.internal import internal_tables

WITH_COLUMN = [name for name, fieldtype in FIELD_TYPES.items() if fieldtype.kind]
KEY = Column("name", "varchar", primary=True)


def table(*columns: Column, indexes: tuple[Index, ...] = ()) -> Table:
    return Table("tabVisit", (KEY, *columns), indexes)


def doctype(*fields: dict[str, object], **values: object) -> Meta:
    return Meta({"name": "Visit", "module": "CRM", **values, "fields": list(fields)})


# -- the plan


def test_missing_table_is_created() -> None:
    assert plan(None, table()) == [CreateTable(table())]


def test_equal_tables_need_nothing() -> None:
    one = table(Column("a", "varchar"), Column("n", "int", default="1"), indexes=(Index(("a",)),))

    assert plan(one, one) == []


def test_columns_are_added_and_never_dropped() -> None:
    assert plan(table(Column("old", "text")), table(Column("new", "text"))) == [
        AddColumn("tabVisit", Column("new", "text"))
    ]


def test_type_length_and_null_rule_are_changed() -> None:
    old = table(Column("a", "varchar", 140), Column("b", "varchar", 140), Column("c", "varchar"), Column("d", "text"))
    new = table(
        Column("a", "varchar", 200), Column("b", "int"), Column("c", "varchar", required=True), Column("d", "text")
    )

    assert plan(old, new) == [
        AlterColumn(new, old.columns[n], new.columns[n]) for n in (1, 2, 3)
    ]  # fmt: skip


def test_default_length_is_140() -> None:
    assert plan(table(Column("a", "varchar", 140)), table(Column("a", "varchar"))) == []


def test_changed_case_of_a_name_is_a_rename() -> None:
    assert plan(table(Column("Colour", "text")), table(Column("colour", "text"))) == [
        RenameColumn("tabVisit", "Colour", "colour")
    ]


def test_unique_is_switched_on_with_blanks_cleared_and_off() -> None:
    plain = table(Column("code", "varchar"))
    unique = table(Column("code", "varchar"), indexes=(Index(("code",), unique=True),))

    assert plan(plain, unique) == [BlankToNull("tabVisit", "code"), AddIndex("tabVisit", Index(("code",), unique=True))]
    assert plan(unique, plain) == [DropIndex("tabVisit", Index(("code",), unique=True))]


def test_indexes_of_others_stay() -> None:
    old = table(Column("a", "varchar"), indexes=(Index(("a",)), Index(("a", "name"), unique=True)))

    assert plan(old, table(Column("a", "varchar"))) == []


# -- made in a database


def test_made_table_needs_no_change(active: Connection) -> None:
    fields = [{"fieldname": f"f{n}", "fieldtype": kind, "search_index": n % 2} for n, kind in enumerate(WITH_COLUMN)]
    meta = doctype(*fields, track_seen=1)

    made = sync(meta)

    assert made == [CreateTable(build_table(meta))]
    assert sync(meta) == []


def test_internal_tables_are_made_once(active: Connection) -> None:
    assert len(sync_internal_tables()) == len(internal_tables())
    assert sync_internal_tables() == []


def test_singles_and_virtual_doctypes_have_no_table(active: Connection) -> None:
    assert sync(doctype(issingle=1)) == sync(doctype(is_virtual=1)) == []


def changed(active: Connection, old: str, value: object, new: str, **properties: object) -> list[tuple[object]]:
    """Store a value in a field of one type, change the type, return what is stored then."""
    sync(doctype({"fieldname": "value", "fieldtype": old}))
    active.execute("insert into `tabVisit` (`name`, `value`) values ('A', ?)", (value,))
    active.commit()
    sync(doctype({"fieldname": "value", "fieldtype": new, **properties}))
    active.commit()
    return active.query("select `value` from `tabVisit`")


@pytest.mark.parametrize(
    ("old", "value", "new", "kept"),
    [
        ("Data", "12", "Int", 12),
        ("Data", "", "Int", 0),
        ("Data", None, "Currency", 0.0),
        ("Data", " 1.50 ", "Float", 1.5),
        ("Data", "text", "Small Text", "text"),
        ("Small Text", "text", "Data", "text"),
        ("Small Text", "", "Date", None),
        ("Data", "2024-02-29", "Date", "2024-02-29"),
        ("Int", 7, "Data", "7"),
        ("Currency", 2.5, "Data", "2.5"),
        ("Currency", 3, "Int", 3),
        ("Int", 1, "Check", 1),
        ("Duration", None, "Int", 0),
        ("Date", "2024-02-29", "Datetime", "2024-02-29 00:00:00"),
        ("Datetime", "2024-02-29 00:00:00", "Date", "2024-02-29"),
        ("Date", "2024-02-29", "Data", "2024-02-29"),
    ],
)
def test_value_survives_a_change_of_type(active: Connection, old: str, value: object, new: str, kept: object) -> None:
    [(found,)] = changed(active, old, value, new)

    assert (str(found) if new in ("Date", "Datetime") and found else found) == kept


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("Data", "twelve", "Int"),
        ("Data", "1.5", "Int"),
        ("Data", "31.12.2024", "Date"),
        ("Currency", 2.5, "Int"),
        ("Datetime", "2024-02-29 10:00:00", "Date"),
        ("Date", "2024-02-29", "Int"),
        ("Int", 20240229, "Date"),
    ],
)
def test_change_that_would_lose_a_value_is_refused_and_names_it(
    active: Connection, old: str, value: object, new: str
) -> None:
    with pytest.raises(SchemaProblem, match="tabVisit: column value cannot change") as refused:
        changed(active, old, value, new)
    active.rollback()

    assert (refused.value.table, refused.value.column) == ("tabVisit", "value")  # type: ignore[attr-defined]
    assert active.query("select count(*) from `tabVisit` where `value` is not null") == [(1,)]


@pytest.mark.parametrize("dialect", ["mariadb"], indirect=True)
class TestServer:
    def test_shorter_varchar_keeps_its_length_when_values_need_it(self, active: Connection) -> None:
        assert changed(active, "Data", "x" * 100, "Data", length=50) == [("x" * 100,)]
        assert active.describe("tabVisit").column("value").length == 140  # type: ignore[union-attr]
        assert "keeps its length of 140" in local.message_log[0].message

    def test_shorter_varchar_is_shortened_when_values_fit(self, active: Connection) -> None:
        changed(active, "Data", "x", "Data", length=50)

        assert active.describe("tabVisit").column("value").length == 50  # type: ignore[union-attr]

    def test_long_text_is_not_cut(self, active: Connection) -> None:
        with pytest.raises(SchemaProblem):
            changed(active, "Small Text", "x" * 200, "Data")

    def test_number_that_is_no_check_is_refused(self, active: Connection) -> None:
        with pytest.raises(SchemaProblem):
            changed(active, "Int", 7, "Check")

    def test_too_many_long_columns_are_refused_with_the_way_out(self, active: Connection) -> None:
        fields = [{"fieldname": f"f{n}", "fieldtype": "Data", "length": 1000} for n in range(20)]

        with pytest.raises(SchemaProblem, match="Make long fields Small Text"):
            sync(doctype(*fields))


def test_doubled_value_refuses_unique_and_names_it(active: Connection) -> None:
    sync(doctype({"fieldname": "code", "fieldtype": "Data"}))
    active.execute_many("insert into `tabVisit` (`name`, `code`) values (?, ?)", [("A", "x"), ("B", "X"), ("C", "")])
    active.commit()

    with pytest.raises(SchemaProblem, match="cannot become unique, because 2 records have the value [xX]"):
        sync(doctype({"fieldname": "code", "fieldtype": "Data", "unique": 1}))


def test_blank_values_do_not_hinder_unique(active: Connection) -> None:
    sync(doctype({"fieldname": "code", "fieldtype": "Data"}))
    active.execute_many("insert into `tabVisit` (`name`, `code`) values (?, ?)", [("A", "x"), ("B", ""), ("C", "")])
    active.commit()
    sync(doctype({"fieldname": "code", "fieldtype": "Data", "unique": 1}))

    assert active.query("select `code` from `tabVisit` order by `name`") == [("x",), (None,), (None,)]


def test_new_unique_column_needs_no_look_at_rows(active: Connection) -> None:
    sync(doctype())
    active.execute("insert into `tabVisit` (`name`) values ('A')")
    active.commit()

    made = sync(doctype({"fieldname": "code", "fieldtype": "Data", "unique": 1}))

    assert [type(change) for change in made] == [AddColumn, BlankToNull, AddIndex]


def test_names_change_to_numbers_only_while_there_are_none(active: Connection) -> None:
    sync(doctype())
    made = sync(doctype(autoname="autoincrement"))
    active.execute("insert into `tabVisit` (`owner`) values ('x')")
    active.commit()

    assert [str(change) for change in made] == ["drop table tabVisit", "create table tabVisit"]
    with pytest.raises(SchemaProblem, match="cannot change between text and numbers"):
        sync(doctype())


def test_table_and_column_are_renamed_with_their_rows(active: Connection) -> None:
    sync(doctype({"fieldname": "old_field", "fieldtype": "Data", "search_index": 1}))
    active.execute("insert into `tabVisit` (`name`, `old_field`) values ('A', 'x')")
    active.commit()

    schema.rename_column("tabVisit", "old_field", "new_field")
    schema.rename_table("tabVisit", "tabCall")

    assert active.query("select `new_field` from `tabCall`") == [("x",)]
    assert schema.rename_table("tabVisit", "tabCall") == []


def test_drift_lists_what_differs(active: Connection) -> None:
    sync_internal_tables()
    sync(doctype({"fieldname": "old_field", "fieldtype": "Data"}))
    sync(Meta({"name": "Gone", "fields": []}))
    metas = [doctype({"fieldname": "new_field", "fieldtype": "Data"}), Meta({"name": "Missing", "fields": []})]

    assert [(problem.id, problem.where) for problem in drift(metas)] == [
        ("schema.E002", "tabVisit"),
        ("schema.W001", "tabVisit"),
        ("schema.E001", "tabMissing"),
        ("schema.W002", "tabGone"),
    ]
    assert all(isinstance(problem, Problem) and problem.hint for problem in drift(metas))
