"""The site's clock, dates from today, formats and amounts in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from frappe.context import local
from frappe.exceptions import InvalidDateError
from frappe.localization import clock, settings
from frappe.localization.dates import add_to_date, get_first_day_of_week, get_timespan_date_range, timespan_range
from frappe.localization.formatters import (
    fmt_money,
    format_date,
    format_datetime,
    format_time,
    format_value,
    pretty_date,
)
from frappe.localization.links import get_link_to_form, get_url, get_url_to_report
from frappe.localization.numbers import flt, round_based_on_smallest_currency_fraction
from frappe.localization.periods import (
    get_dates_from_timegrain,
    get_period,
    get_period_beginning,
    parse_date,
    user_to_str,
)
from frappe.localization.words import in_words, money_in_words
from frappe.types import _dict

NOON = datetime.datetime(2026, 3, 1, 12, 30)
CURRENCIES = {
    "USD": {"symbol": "$", "fraction": "Cent"},
    "SEK": {"symbol": "kr", "symbol_on_right": 1, "smallest_currency_fraction_value": 0.5, "number_format": "# ###,##"},
    "BHD": {"symbol": "BD", "fraction": "Fils", "number_format": "#,###.###"},
}


class Rows:
    def get_value(self, doctype: str, name: str, fieldname: str, cache: bool = False) -> Any:
        return CURRENCIES.get(name, {}).get(fieldname)


@pytest.fixture(autouse=True)
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A site's settings and currencies, without a database."""
    values: dict[str, Any] = {}
    monkeypatch.setattr(settings, "_providers", [values.get])
    local.__dict__.update(db=Rows(), lang="en", site="crm.localhost", conf=_dict())
    with clock.frozen(NOON):
        yield values
    local.__dict__.clear()


def test_clock_is_the_sites_wall_clock_and_stands_still(site: dict[str, Any]) -> None:
    assert clock.now() == "2026-03-01 12:30:00.000000"
    assert clock.utc_now() == datetime.datetime(2026, 3, 1, 4, 30, tzinfo=datetime.UTC)

    site["time_zone"] = "America/New_York"

    assert clock.nowdate() == "2026-02-28"
    assert clock.convert_utc_to_system_timezone("2026-07-01 00:00:00").hour == 20


def test_empty_dates_are_today_or_nothing() -> None:
    assert clock.getdate() == clock.getdate("") == NOON.date()
    assert clock.getdate("0001-01-01") is None
    assert clock.get_datetime("") is None
    assert add_to_date(None, months=-1) == datetime.datetime(2026, 2, 1, 12, 30)
    with pytest.raises(InvalidDateError):
        clock.getdate("soon")


def test_text_stays_text_when_moved() -> None:
    assert add_to_date("2026-01-31", months=1) == "2026-02-28"
    assert add_to_date("2026-01-31 10:00", hours=20) == "2026-02-01 06:00:00.000000"


@pytest.mark.parametrize(
    ("timespan", "expected"),
    [
        ("today", ("2026-03-01", "2026-03-01")),
        ("yesterday", ("2026-02-28", "2026-02-28")),
        ("last 7 days", ("2026-02-22", "2026-03-01")),
        ("this week", ("2026-02-23", "2026-03-01")),
        ("last month", ("2026-02-01", "2026-02-28")),
        ("next quarter", ("2026-04-01", "2026-06-30")),
        ("last 6 months", ("2025-09-01", "2026-02-28")),
        ("this year", ("2026-01-01", "2026-12-31")),
    ],
)
def test_periods_by_name(timespan: str, expected: tuple[str, str]) -> None:
    start, end = get_timespan_date_range(timespan)

    assert (start.isoformat(), end.isoformat()) == expected


def test_weeks_begin_where_the_site_says(site: dict[str, Any]) -> None:
    site["first_day_of_the_week"] = "Sunday"

    assert get_first_day_of_week("2026-03-03", as_str=True) == "2026-03-01"
    assert timespan_range("last week", today=NOON.date(), first_day=6)[0].isoformat() == "2026-02-22"


def test_dates_are_shown_in_the_sites_format(site: dict[str, Any]) -> None:
    site.update(date_format="dd.mm.yyyy", time_format="HH:mm")

    assert format_date("2026-03-01") == "01.03.2026"
    assert format_datetime(NOON) == "01.03.2026 12:30"
    assert format_time("9:05:00") == "09:05"
    assert format_date("2026-03-01", "d MMMM yyyy") == "1 March 2026"
    assert format_date(None) == ""


def test_dates_in_words_follow_the_language() -> None:
    local.lang = "zh"

    assert format_date("2026-03-01", "yyyy MMMM d EEEE") == "2026 三月 1 星期日"


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        ({"seconds": 5}, "just now"),
        ({"minutes": 1}, "1 minute ago"),
        ({"minutes": 59}, "59 minutes ago"),
        ({"hours": 5}, "5 hours ago"),
        ({"days": 1}, "Yesterday"),
        ({"days": 5}, "5 days ago"),
        ({"days": 8}, "1 week ago"),
        ({"days": 20}, "3 weeks ago"),
        ({"days": 100}, "4 months ago"),
        ({"days": 400}, "1 year ago"),
        ({"days": 800}, "2 years ago"),
    ],
)
def test_age_in_words(ago: dict[str, int], expected: str) -> None:
    assert pretty_date(NOON - datetime.timedelta(**ago)) == expected


def test_money_has_the_currencys_symbol_and_format(site: dict[str, Any]) -> None:
    assert fmt_money(1234567.891, currency="USD") == "$ 1,234,567.89"
    assert fmt_money(-1234.5, currency="SEK") == "-1,234.50 kr"
    assert fmt_money("1234567.5", format="#,##,###.##") == "12,34,567.50"

    site.update(use_number_format_from_currency=1, currency_precision="")

    assert fmt_money(1234.5, currency="SEK") == "1 234,50 kr"
    assert fmt_money(1, precision=0, currency="BHD") == "BD 1"


def test_rounding_follows_the_site(site: dict[str, Any]) -> None:
    assert flt(2.5, 0) == 2
    assert flt(1.345, 2) == 1.34

    site["rounding_method"] = "Commercial Rounding"

    assert flt(2.5, 0) == 3
    assert flt(-1.345, 2) == -1.35
    assert round_based_on_smallest_currency_fraction(10.3, "SEK") == 10.5


@pytest.mark.parametrize(
    ("number", "currency", "expected"),
    [
        (5000, "USD", "USD Five Thousand only."),
        (0, "USD", "USD Zero only."),
        (0.1, "BHD", "Ten Cent only."),
        (1234.5, "USD", "USD One Thousand, Two Hundred and Thirty-Four and Fifty Cent only."),
        (-1, "USD", ""),
        ("x", "USD", ""),
    ],
)
def test_amounts_in_words(number: Any, currency: str, expected: str) -> None:
    assert money_in_words(number, currency, "Cent") == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "人民币零元整"),
        (1234.5, "人民币壹仟贰佰叁拾肆元伍角整"),
        (10.05, "人民币壹拾元零伍分"),
        (100100, "人民币壹拾万零壹佰元整"),
        (300100010000, "人民币叁仟零壹亿零壹万元整"),
        (0.30, "人民币叁角整"),
    ],
)
def test_amounts_in_chinese_capitals(number: float, expected: str) -> None:
    local.lang = "zh"

    assert money_in_words(number, "CNY") == expected


def test_large_numbers_in_words() -> None:
    assert in_words(1_000_001) == "one million and one"
    assert in_words(12_345_678, in_million=False) == (
        "one crore, twenty-three lakh, forty-five thousand, six hundred and seventy-eight"
    )


def test_addresses_come_from_the_configuration() -> None:
    local.request = _dict(host="evil.example.com")

    assert get_url("files/a.png") == "http://crm.localhost:8000/files/a.png"
    local.conf = _dict(host_name="https://crm.example.com/")
    assert get_url() == "https://crm.example.com"
    assert get_url_to_report("Sales Funnel") == "https://crm.example.com/desk/query-report/Sales%20Funnel"
    assert get_link_to_form("Sales Order", "SO/1", "<b>") == (
        '<a href="https://crm.example.com/desk/sales-order/SO%2F1">&lt;b&gt;</a>'
    )


def test_field_values_are_shown_by_their_type() -> None:
    doc = _dict(currency="USD")

    assert format_value(1200, _dict(fieldtype="Currency", options="currency"), doc) == "$ 1,200.00"
    assert format_value(1200.0, "Float") == "1,200"
    assert format_value(12.5, "Percent") == "12.5%"
    assert format_value(3661, "Duration") == "1h 1m 1s"
    assert format_value(1, "Check") == "Yes"
    assert format_value(None, "Data") == ""


def test_periods_of_charts() -> None:
    found = get_dates_from_timegrain("2026-01-15", "2026-03-02", "Monthly")

    assert [day.isoformat() for day in found] == ["2026-01-31", "2026-02-28", "2026-03-31"]
    assert get_period_beginning("2026-05-20", "Quarterly") == "2026-04-01"
    assert [get_period("2026-02-03", grain) for grain in ("Daily", "Weekly", "Monthly", "Quarterly", "Yearly")] == [
        "03-02-26", "Week 6 2026", "Feb 2026", "Quarter 1 2026", "2026",
    ]  # fmt: skip


def test_dates_as_people_type_them(site: dict[str, Any]) -> None:
    site["date_format"] = "dd/mm/yyyy"

    assert parse_date("03/02/2026") == user_to_str("03/02/2026") == "2026-02-03"
    assert user_to_str("soon") == "soon"
