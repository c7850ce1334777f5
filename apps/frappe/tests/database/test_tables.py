from __future__ import annotations

import pytest
from connections import ITEM
from frappe.database import Connection
from frappe.database.tables import (
    KINDS,
    AddColumn,
    AddIndex,
    AlterColumn,
    BlankToNull,
    Column,
    CreateTable,
    DropColumn,
    DropIndex,
    DropTable,
    Index,
    RenameColumn,
    RenameTable,
    Table,
    index_name,
)

LOG = Table(
    "tabLog Entry", (Column("sequence", "serial", primary=True), Column("kind", "varchar"), Column("n", "varchar"))
)


def test_table_is_described_as_it_was_made(items: Connection) -> None:
    found, wanted = items.describe("tabItem"), items.stored(ITEM)

    assert found is not None
    assert [(c.name, c.kind, c.size, c.primary) for c in found.columns] == [
        (c.name, c.kind, c.size, c.primary) for c in wanted.columns
    ]
    assert set(found.indexes) == set(wanted.indexes)


@pytest.mark.parametrize("kind", sorted(KINDS - {"serial"}))
def test_column_of_each_kind_is_described_as_stored(connection: Connection, kind: str) -> None:
    table = Table("tabX", (Column("name", "varchar", primary=True), Column("value", kind)))
    connection.apply(CreateTable(table))

    found, wanted = connection.describe("tabX").column("value"), connection.stored(table).column("value")  # type: ignore[union-attr]

    assert (found.kind, found.size, found.required) == (wanted.kind, wanted.size, wanted.required)  # type: ignore[union-attr]


def test_missing_table_has_no_description(connection: Connection) -> None:
    assert connection.describe("tabNone") is None
    assert connection.tables() == set()


def test_serial_counts_itself_and_never_reuses_a_number(connection: Connection) -> None:
    connection.apply(CreateTable(LOG))
    insert = "insert into `tabLog Entry` (`kind`, `n`) values ('a', '1') returning `sequence`"
    numbers = [connection.query(insert)[0][0] for _turn in range(3)]
    connection.execute("delete from `tabLog Entry`")
    connection.commit()

    connection.apply(AlterColumn(LOG, Column("n", "varchar"), Column("n", "int")))

    assert [*numbers, connection.query(insert)[0][0]] == [1, 2, 3, 4]


def test_changed_type_keeps_rows_indexes_and_converts_values(items: Connection) -> None:
    items.execute_many("insert into `tabItem` (`name`, `notes`, `code`, `rate`) values (?, ?, ?, ?)", [
        ("A", "12", "x", 3), ("B", "", None, 2.5), ("C", None, None, 0)])  # fmt: skip
    items.commit()
    changes = [("notes", "longtext", "int"), ("rate", "decimal", "varchar")]

    items.apply_all([AlterColumn(ITEM, Column(name, old), Column(name, new)) for name, old, new in changes])
    items.commit()

    rows = items.query("select `name`, `notes`, `code`, `rate` from `tabItem` order by `name`")
    assert rows == [("A", 12, "x", "3"), ("B", 0, None, "2.5"), ("C", 0, None, "0")]
    assert set(items.describe("tabItem").indexes) == set(ITEM.indexes)  # type: ignore[union-attr]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_rebuilt_table_keeps_its_triggers(items: Connection) -> None:
    items.execute("create table seen (name text)")
    items.execute("create trigger note_item after insert on `tabItem` begin insert into seen values (new.name); end")
    items.apply(AlterColumn(ITEM, Column("notes", "longtext"), Column("notes", "int")))
    items.execute("insert into `tabItem` (`name`) values ('A')")

    assert items.query("select name from seen") == [("A",)]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_failed_rebuild_leaves_the_table_and_the_transaction_as_they_were(items: Connection) -> None:
    items.execute("insert into `tabItem` (`name`) values ('A')")
    items.execute("create table `tabItem__rebuilt` (x)")

    with pytest.raises(Exception, match="already exists"):
        items.apply(AlterColumn(ITEM, Column("notes", "longtext"), Column("notes", "int")))

    assert items.in_transaction
    assert items.query("select `name`, `notes` from `tabItem`") == [("A", None)]


def test_columns_are_added_renamed_and_dropped_with_their_values(items: Connection) -> None:
    items.execute("insert into `tabItem` (`name`, `code`) values ('A', 'x')")
    items.commit()

    items.apply(AddColumn("tabItem", Column("colour", "varchar", required=True)))
    items.apply(RenameColumn("tabItem", "code", "sku"))
    items.apply(DropColumn("tabItem", "notes"))
    items.commit()

    assert items.rows("select `name`, `sku`, `colour` from `tabItem`") == [{"name": "A", "sku": "x", "colour": ""}]
    table = items.describe("tabItem")
    assert table is not None and table.column("notes") is None and table.column("SKU") is not None


def test_renamed_table_frees_the_names_of_its_indexes(items: Connection) -> None:
    items.apply(RenameTable("tabItem", "tabProduct"))
    items.apply(CreateTable(ITEM))
    items.commit()

    assert set(items.describe("tabProduct").indexes) == set(ITEM.indexes)  # type: ignore[union-attr]
    assert {"tabItem", "tabProduct"} <= items.tables()


def test_tables_of_a_change_rolled_back_are_not_remembered(items: Connection) -> None:
    if not items.transactional_ddl:
        pytest.skip("schema changes of this database commit by themselves")
    items.apply(CreateTable(LOG))
    assert "tabLog Entry" in items.tables()
    items.rollback()
    before = items.tables()
    items.apply(RenameTable("tabItem", "tabProduct"))
    items.commit()

    assert "tabItem" in before and "tabLog Entry" not in before
    assert "tabProduct" in items.tables() and "tabItem" not in items.tables()


def test_tables_are_read_once_until_the_schema_changes(items: Connection) -> None:
    if items.dialect != "sqlite":
        pytest.skip("only SQLite tells the version of its schema")
    items.commit()
    read: list[str] = []
    items.tables()
    items._raw.set_trace_callback(read.append)  # type: ignore[attr-defined]
    items.tables()
    again = [sql for sql in read if "sqlite_master" in sql]
    items.apply(CreateTable(LOG))
    items.commit()

    assert again == []
    assert "tabLog Entry" in items.tables()


def test_indexes_are_added_and_dropped(items: Connection) -> None:
    items.apply(DropIndex("tabItem", Index(("code",), unique=True)))
    items.apply(AddIndex("tabItem", Index(("owner", "due"))))
    items.apply(AddIndex("tabItem", Index(("notes",))))

    expected = {Index(("creation",)), Index(("owner", "due")), Index(("notes",))}
    assert set(items.describe("tabItem").indexes) == expected  # type: ignore[union-attr]


def test_blanks_become_null_before_a_column_is_unique(items: Connection) -> None:
    items.execute_many("insert into `tabItem` (`name`, `owner`) values (?, ?)", [("A", ""), ("B", ""), ("C", "x")])
    items.commit()

    items.apply(BlankToNull("tabItem", "owner"))
    items.apply(AddIndex("tabItem", Index(("owner",), unique=True)))

    assert items.query("select count(*) from `tabItem` where `owner` is null") == [(2,)]


def test_dropped_table_is_gone_and_may_be_dropped_again(items: Connection) -> None:
    items.apply(DropTable("tabItem"))
    items.apply(DropTable("tabItem"))

    assert "tabItem" not in items.tables()


def test_name_with_quotes_is_a_table_like_any_other(connection: Connection) -> None:
    table = Table('tabDriver\'s "Log"?', (Column("name", "varchar", primary=True), Column("n", "int")))
    connection.apply(CreateTable(table))
    connection.execute(f"insert into `{table.name}` (`name`, `n`) values (?, ?)", ("A", 1))
    connection.commit()
    connection.apply(AlterColumn(table, Column("n", "int"), Column("n", "varchar")))

    assert connection.query(f"select `n` from `{table.name}` where `name` like ? escape '\\'", ("a",)) == [("1",)]
    assert connection.execute_app(f"select cast(n as signed) from `{table.name}` where name = %s", "A").fetchall() == [
        (1,)
    ]
    assert connection.describe(table.name) is not None


def test_long_index_names_stay_different() -> None:
    first, second = (index_name("tab" + "x" * 50, Index((column,))) for column in ("a" * 20, "a" * 19 + "b"))

    assert first != second
    assert len(first) == len(second) == 64
