"""Cells as people write them, in Chinese and in English, and the reasons where they cannot be read."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from frappe.core.data_importer.dates_as_written import DayOrder, day_order, parse_day, parse_moment, parse_time
from frappe.core.data_importer.values import CellError, parse_number, reader_of
from frappe.metadata import DocField

DAY = datetime.date(2026, 1, 5)


def read(fieldtype: str, cell: Any, **properties: Any) -> Any:
    field = DocField({"fieldname": "x", "label": "X", "fieldtype": fieldtype, **properties})
    return reader_of(field, [cell])(cell)


@pytest.mark.parametrize(
    "text",
    ["2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "20260105", "5 Jan 2026", "Jan 5, 2026", "05-Jan-2026",
     "２０２６－０１－０５", "January 5th, 2026", 20260105],
)  # fmt: skip
def test_days_are_read_in_the_ways_people_write_them(text: Any) -> None:
    assert parse_day(text, DayOrder.UNCLEAR) == DAY


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-05 14:30", (14, 30)),
        ("2026-01-05T14:30:00", (14, 30)),
        ("2026/1/5 2:30 PM", (14, 30)),
        ("2026年1月5日 下午2点30分", (14, 30)),
        ("2026年1月5日", (0, 0)),
    ],
)
def test_moments_are_read_with_their_time(text: str, moment: tuple[int, int]) -> None:
    assert parse_moment(text, DayOrder.UNCLEAR) == datetime.datetime(2026, 1, 5, *moment)


def test_time_of_day_is_read_as_time_since_midnight() -> None:
    assert parse_time("14:30:05", DayOrder.UNCLEAR) == datetime.timedelta(hours=14, minutes=30, seconds=5)


def test_column_shows_whether_the_day_or_the_month_comes_first() -> None:
    assert day_order(["03/04/2026", "31/12/2026"], "yyyy-mm-dd") is DayOrder.DAY_FIRST
    assert day_order(["03/04/2026", "12/31/2026"], "yyyy-mm-dd") is DayOrder.MONTH_FIRST
    assert day_order(["03/04/2026"], "dd-mm-yyyy") is DayOrder.DAY_FIRST
    assert day_order(["03/04/2026"], "yyyy-mm-dd") is DayOrder.UNCLEAR


def test_date_that_can_be_read_in_two_ways_is_refused(site: Any) -> None:
    with pytest.raises(CellError, match="taken for each other") as error:
        read("Date", "03/04/2026")

    assert error.value.hint == "Write it as 2026-01-31."


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234.50", 1234.5), ("￥1,234", 1234), ("-5", -5), ("(12.5)", -12.5), ("１２", 12), ("3.5万", 35000),
     ("2 亿", 2e8), ("1 234", 1234), ("USD 7", 7), ("12元", 12), (".5", 0.5), ("1e3", None),
     ("12,34", None), ("abc", None), ("", None)],
)  # fmt: skip
def test_numbers_are_read_with_their_signs(site: Any, text: str, number: float | None) -> None:
    try:
        found: Any = parse_number(text)
    except CellError:
        found = None

    assert found == number


@pytest.mark.parametrize(
    ("fieldtype", "cell", "value"),
    [
        ("Check", "是", 1), ("Check", "No", 0), ("Check", 1.0, 1), ("Check", "false", 0), ("Percent", "65%", 65.0),
        ("Percent", "６５％", 65.0), ("Int", 12.0, 12), ("Int", "1,200", 1200), ("Duration", "1d 2h 3m 4s", 93784.0),
        ("Duration", "1天2小时", 93600.0), ("Duration", 90, 90.0), ("Data", 13800138000.0, "13800138000"),
        ("Data", " x ", "x"), ("JSON", '{"a": 1}', '{"a": 1}'), ("Rating", 0.8, 0.8),
    ],
)  # fmt: skip
def test_cell_becomes_the_fields_value(site: Any, fieldtype: str, cell: Any, value: Any) -> None:
    assert read(fieldtype, cell) == value


@pytest.mark.parametrize(
    ("fieldtype", "cell", "properties", "reason"),
    [
        ("Check", "perhaps", {}, "neither yes nor no"),
        ("Int", "1.5", {}, "not a whole number"),
        ("Int", -1, {"non_negative": 1}, "cannot be negative"),
        ("Int", 2**31, {}, "too large"),
        ("Data", "123456", {"length": 5}, "6 characters are too long, at most 5"),
        ("Data", "no address", {"options": "Email"}, "not a valid Email"),
        ("Data", 123456789012345678.0, {}, "keeps 15 digits"),
        ("Select", "Purple", {"options": "Red\nBlue"}, "none of the options"),
        ("Float", "#DIV/0!", {}, "formula gives an error"),
        ("Duration", "soon", {}, "not a duration"),
        ("JSON", "{", {}, "not valid JSON"),
        ("Date", "2026-02-30", {}, "not a date"),
        ("Phone", "13800138000", {}, "not a phone number with its country"),
        ("Rating", 4, {}, "from 0 to 1"),
    ],
)
def test_cell_that_cannot_be_the_value_tells_why(
    site: Any, fieldtype: str, cell: Any, properties: dict[str, Any], reason: str
) -> None:
    with pytest.raises(CellError, match=reason):
        read(fieldtype, cell, **properties)
