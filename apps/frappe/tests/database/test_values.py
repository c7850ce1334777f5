from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from frappe.database import Connection
from frappe.database.errors import DataError
from frappe.types import _dict

MOMENT = datetime.datetime(2024, 2, 29, 23, 59, 59, 123456)
HARD = "半角 ½ 😀 'quote' \"double\" back\\slash ? %s %(a)s ; --"
CLOCK = datetime.timedelta(hours=9, minutes=5, microseconds=7)


def stored(connection: Connection, column: str, value: object) -> object:
    connection.execute(f"insert into `tabItem` (`name`, `{column}`) values (?, ?)", ("A", value))
    return connection.query(f"select `{column}` from `tabItem` where `name` = ?", ("A",))[0][0]


@pytest.mark.parametrize(
    ("column", "value", "loaded"),
    [
        ("due", datetime.date(2024, 2, 29), datetime.date(2024, 2, 29)),
        ("due", "2024-02-29", datetime.date(2024, 2, 29)),
        ("due", None, None),
        ("due", datetime.date(1, 1, 1), datetime.date(1, 1, 1)),
        ("creation", MOMENT, MOMENT),
        ("creation", "2024-02-29 23:59:59.123456", MOMENT),
        ("creation", MOMENT.replace(tzinfo=datetime.UTC), MOMENT),
        ("at", CLOCK, CLOCK),
        ("at", datetime.time(9, 5, 0, 7), CLOCK),
        ("at", "9:05:00", datetime.timedelta(hours=9, minutes=5)),
        ("rate", Decimal("12.345"), 12.345),
        ("rate", 3, 3.0),
        ("duration", None, None),
        ("duration", 90, 90.0),
        ("active", True, 1),
        ("qty", -5, -5),
        ("notes", HARD, HARD),
        ("notes", "\n\t\r\x1a", "\n\t\r\x1a"),
        ("settings", {"a": [1, "é"], "b": None}, '{"a":[1,"é"],"b":null}'),
        ("settings", _dict(a=1), '{"a":1}'),
        ("settings", ["x"], '["x"]'),
    ],
)  # fmt: skip
def test_value_is_loaded_as_its_column_says(items: Connection, column: str, value: object, loaded: object) -> None:
    found = stored(items, column, value)

    assert found == loaded
    assert type(found) is type(loaded)


def test_default_of_numbers_and_checks_is_never_null(items: Connection) -> None:
    items.execute("insert into `tabItem` (`name`) values (?)", ("A",))

    assert items.query("select `qty`, `rate`, `active`, `duration` from `tabItem`") == [(0, 0.0, 1, None)]


def test_sums_are_plain_numbers(items: Connection) -> None:
    items.execute_many("insert into `tabItem` (`name`, `qty`, `rate`) values (?, ?, ?)", [("A", 1, 0.5), ("B", 2, 1.5)])

    [row] = items.query("select sum(`qty`), sum(`rate`), count(*), ifnull(max(`qty`), 0) + 1 from `tabItem`")

    assert [(type(value), value) for value in row] == [(int, 3), (float, 2.0), (int, 2), (int, 3)]


@pytest.mark.parametrize("value", [2**70, float("inf"), "\ud800"])
def test_value_no_column_holds_is_a_data_error(items: Connection, value: object) -> None:
    column = "notes" if isinstance(value, str) else "qty"

    if value == float("inf") and items.dialect == "sqlite":
        pytest.skip("SQLite stores infinity")
    with pytest.raises(DataError):
        stored(items, column, value)


def test_names_compare_without_ascii_case(items: Connection) -> None:
    items.execute("insert into `tabItem` (`name`, `notes`) values (?, ?)", ("Item-1", "Some Note"))

    assert items.query("select `name` from `tabItem` where `name` = ?", ("ITEM-1",)) == [("Item-1",)]
    assert items.query("select `name` from `tabItem` where `name` in (?, ?)", ("item-1", "x")) == [("Item-1",)]
    assert items.query("select `name` from `tabItem` where `notes` like ?", ("%some%",)) == [("Item-1",)]


def test_backslash_escapes_a_wildcard_of_like(items: Connection) -> None:
    items.execute_many("insert into `tabItem` (`name`) values (?)", [("50%",), ("500",), ("a\\b",)])

    sql = "select `name` from `tabItem` where `name` like ? escape '\\'"

    assert items.query(sql, ("50\\%",)) == [("50%",)]
    assert items.query(sql, ("a\\\\b",)) == [("a\\b",)]
