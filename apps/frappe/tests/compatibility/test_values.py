"""A table of calls and what the contract says they return; the clock stands at 2026-03-04 10:30 (a Wednesday)."""

from __future__ import annotations

import datetime
from typing import Any

import frappe
import pytest
from frappe.exceptions import DataError, ValidationError
from frappe.tests.classes.context_managers import freeze_time

DAY, TIME = datetime.date, datetime.timedelta

# (call, expected, what of the contract it comes from)
DATES = [
    ("getdate('2026-01-31')", DAY(2026, 1, 31), "10 dates"),
    ("getdate()", DAY(2026, 3, 4), "10 dates: nothing is today"),
    ("getdate('2026-01-31 10:00:00')", DAY(2026, 1, 31), "10 dates"),
    ("get_datetime('2026-01-31')", datetime.datetime(2026, 1, 31), "10 dates"),
    ("nowdate()", "2026-03-04", "10 dates: text"),
    ("today()", "2026-03-04", "10 dates: text"),
    ("now()", "2026-03-04 10:30:00.000000", "12.27: naive text with microseconds"),
    ("nowtime()", "10:30:00.000000", "10 dates"),
    ("add_days('2026-02-28', 1)", "2026-03-01", "10 dates: text in, text out"),
    ("add_days(getdate('2026-02-28'), 1)", DAY(2026, 3, 1), "10 dates: date in, date out"),
    ("add_months('2026-01-31', 1)", "2026-02-28", "10 dates: end of month is kept"),
    ("add_years('2024-02-29', 1)", "2025-02-28", "10 dates"),
    ("add_to_date('2026-01-31', months=1, days=1)", "2026-03-01", "10 dates"),
    ("add_to_date('2026-01-31', days=1, as_string=True)", "2026-02-01", "10 dates"),
    ("add_to_date('2026-01-31', hours=25)", "2026-02-01 01:00:00.000000", "10 dates: text in, text out"),
    ("date_diff('2026-03-01', '2026-02-28')", 1, "10 dates: whole days"),
    ("month_diff('2026-03-15', '2026-01-31')", 3, "10 dates: both months count"),
    ("time_diff_in_seconds('2026-01-01 10:00:10', '2026-01-01 10:00:00')", 10.0, "10 dates"),
    ("time_diff_in_hours('2026-01-01 12:30:00', '2026-01-01 10:00:00')", 2.5, "10 dates"),
    ("get_first_day('2026-02-15')", DAY(2026, 2, 1), "10 dates"),
    ("get_last_day('2024-02-15')", DAY(2024, 2, 29), "10 dates"),
    ("get_quarter_start('2026-05-15')", DAY(2026, 4, 1), "10 dates"),
    ("get_quarter_ending('2026-05-15')", DAY(2026, 6, 30), "10 dates"),
    ("get_year_start('2026-05-15')", DAY(2026, 1, 1), "10 dates"),
    ("get_year_ending('2026-05-15')", DAY(2026, 12, 31), "10 dates"),
    ("get_weekday(get_datetime('2026-03-04'))", "Wednesday", "10 dates"),
    ("get_weekdays()[0]", "Monday", "10 dates"),
    ("get_month('2026-03-04')", "March", "10 dates"),
    ("get_time_str(to_timedelta('10:05:06'))", "10:05:06", "10 dates"),
    ("to_timedelta('10:05:06')", TIME(hours=10, minutes=5, seconds=6), "12.27"),
    ("get_date_str(getdate('2026-03-04'))", "2026-03-04", "10 dates"),
    ("formatdate('2026-03-04', 'dd-mm-yyyy')", "04-03-2026", "10 dates"),
    ("formatdate('2026-03-04', 'yyyy-mm-dd')", "2026-03-04", "10 dates"),
    ("format_duration(3661)", "1h 1m 1s", "10 dates"),
    ("format_duration(90061)", "1d 1h 1m 1s", "10 dates"),
    ("duration_to_seconds('1d 2h 3m 4s')", 93784, "10 dates"),
    ("get_timespan_date_range('today')", (DAY(2026, 3, 4), DAY(2026, 3, 4)), "6.2 timespan"),
    ("get_timespan_date_range('yesterday')", (DAY(2026, 3, 3), DAY(2026, 3, 3)), "6.2 timespan"),
    ("get_timespan_date_range('this month')", (DAY(2026, 3, 1), DAY(2026, 3, 31)), "6.2 timespan"),
    ("get_timespan_date_range('last month')", (DAY(2026, 2, 1), DAY(2026, 2, 28)), "6.2 timespan"),
    ("get_timespan_date_range('this quarter')", (DAY(2026, 1, 1), DAY(2026, 3, 31)), "6.2 timespan"),
    ("get_timespan_date_range('last year')", (DAY(2025, 1, 1), DAY(2025, 12, 31)), "6.2 timespan"),
    ("get_timespan_date_range('next 7 days')", (DAY(2026, 3, 4), DAY(2026, 3, 11)), "6.2 timespan"),
    ("guess_date_format('31-01-2026')", "%d-%m-%Y", "10 dates"),
    ("is_invalid_date_string('0001-01-01 00:00:00.000000')", True, "10 dates"),
    ("pretty_date(add_to_date(now_datetime(), minutes=-5))", "5 minutes ago", "10 dates"),
]  # fmt: skip

NUMBERS = [
    ("flt('1,234.567', 2)", 1234.57, "10 numbers: thousands signs are dropped"),
    ("flt(None)", 0.0, "10 numbers"),
    ("flt('x')", 0.0, "10 numbers"),
    ('flt(2.5, 0, "Banker\'s Rounding")', 2.0, "10 numbers: rounding methods"),
    ("flt(2.5, 0, 'Commercial Rounding')", 3.0, "10 numbers: rounding methods"),
    ("rounded(1.005, 2, 'Commercial Rounding')", 1.01, "10 numbers: rounding methods"),
    ("rounded(-2.5, 0, 'Commercial Rounding')", -3.0, "10 numbers: away from zero"),
    ("cint('7')", 7, "10 numbers"),
    ("cint('7.9')", 7, "10 numbers"),
    ("cint(None)", 0, "10 numbers"),
    ("cint('x', 5)", 5, "10 numbers: default"),
    ("cstr(None)", "", "10 numbers"),
    ("cstr(b'abc')", "abc", "10 numbers"),
    ("sbool('true')", True, "10 numbers"),
    ("sbool('0')", False, "10 numbers"),
    ("sbool('maybe')", "maybe", "10 numbers: other text stays"),
    ("ceil(1.2)", 2, "10 numbers"),
    ("floor(-1.2)", -2, "10 numbers"),
    ("remainder(7.5, 2)", 1.5, "10 numbers"),
    ("safe_div(1, 0)", 0.0, "10 numbers"),
    ("safe_div(1, 3)", 0.33, "10 numbers"),
    ("cast('Int', '7')", 7, "10 numbers"),
    ("cast('Check', '1')", 1, "10 numbers"),
    ("cast('Date', '2026-01-31')", DAY(2026, 1, 31), "10 numbers"),
    ("cast('Float', '')", 0.0, "12.9"),
    ("fmt_money(1234567.891, 2)", "1,234,567.89", "10 numbers"),
    ("fmt_money(-1234.5, 2)", "-1,234.50", "10 numbers"),
]

TEXT = [
    ("strip_html('<p>a <b>b</b></p>')", "a b", "10 text"),
    ("escape_html('<a>&')", "&lt;a&gt;&amp;", "10 text"),
    ("is_html('<p>x</p>')", True, "10 text"),
    ("is_html('a < b')", False, "10 text"),
    ("strip('  x  ')", "x", "10 text"),
    ("comma_and(['a', 'b', 'c'], add_quotes=False)", "a, b and c", "10 text"),
    ("comma_or(['a', 'b'])", "'a' or 'b'", "10 text: quotes by default"),
    ("unique([3, 1, 3])", [3, 1], "10 text"),
    ("get_abbr('Ada Lovelace')", "AL", "10 text"),
    ("len(random_string(8))", 8, "10 text"),
    ("filter_strip_join([' a ', None, 'b'], ', ')", "a, b", "10 text"),
    ("get_string_between('(', 'a(b)c', ')')", "b", "10 text"),
    ("squashify(['only'])", "only", "10 text"),
    ("squashify(['a', 'b'])", ["a", "b"], "10 text"),
    ("safe_json_loads('1', 'x')", [1, "x"], "10 misc"),
    ("list(create_batch([1, 2, 3], 2))", [[1, 2], [3]], "10 misc"),
    ("get_table_name('ToDo')", "tabToDo", "10 misc"),
    ("parse_json('{\"a\": 1}')", {"a": 1}, "10 misc"),
    ("dictify({'a': [frappe._dict(b=1)]})", {"a": [{"b": 1}]}, "10 misc"),
    ("split_emails('a@x.org, b@x.org')", ["a@x.org", "b@x.org"], "10 validation"),
    ("extract_email_id('Ada <ada@x.org>')", "ada@x.org", "10 validation"),
    ("validate_email_address('no address')", "", "10 validation"),
    ("validate_email_address('ada@x.org')", "ada@x.org", "10 validation"),
    ("bool(validate_url('https://x.org/a'))", True, "10 validation"),
    ("bool(validate_url('x'))", False, "10 validation"),
    ("get_link_to_form('ToDo', 'a b').count('a%20b')", 1, "10 urls: names are quoted"),
    ("quoted('a b/c')", "a%20b/c", "10 urls"),
    ("sha256_hash('a')[:8]", "ca978112", "10 misc"),
    ("compare(1, '<', 2)", True, "10 filters"),
    ("compare('Alpha', 'like', 'al%')", True, "10 filters"),
    ("compare(None, 'is', 'not set')", True, "10 filters"),
    ("evaluate_filters({'a': 1, 'doctype': 'X'}, {'a': ['in', [1, 2]]})", True, "10 filters"),
    ("get_filter('ToDo', ['status', '=', 'Open']).operator", "=", "10 filters"),
    ("sql_like('Alpha', '%PH%')", True, "10 filters"),
]


def outcome(call: str) -> Any:
    """Return what an expression over ``frappe.utils`` gives."""
    names = {name: getattr(frappe.utils, name) for name in dir_of_utils()}
    return eval(call, {**names, "frappe": frappe})  # noqa: S307  # the table above


def dir_of_utils() -> list[str]:
    return [name for name in {*vars(frappe.utils), *frappe.utils._HOME_OF} if not name.startswith("_")]


@pytest.fixture
def noon(site: Any) -> Any:
    with freeze_time("2026-03-04 10:30:00"):
        yield site


def assert_all(table: list[tuple[str, Any, str]]) -> None:
    """Assert that every row's call gives its value, of its type."""
    found = {call: outcome(call) for call, _expected, _source in table}
    wrong = [
        f"{call} is {found[call]!r}, not {expected!r} ({source})"
        for call, expected, source in table
        if found[call] != expected or not isinstance(found[call], type(expected))
    ]

    assert "\n".join(wrong) == ""


def test_dates(noon: Any) -> None:
    assert_all(DATES)


def test_numbers(noon: Any) -> None:
    assert_all(NUMBERS)


def test_text(noon: Any) -> None:
    assert_all(TEXT)


# -- lists and frappe.db (6.1 - 6.4)


@pytest.fixture
def rows(point: Any) -> Any:
    from point_site import make_paper

    for subject, count, day, party in (
        ("Alpha", 1, "2026-03-04", "Acme"),
        ("Beta", 2, "2026-02-01", "Globex"),
        ("Gamma", 3, None, None),
    ):
        make_paper(
            subject=subject, count=count, day=day, party=party, rows=[{"item": subject[0], "qty": count}]
        ).insert()
    return point


LISTS: list[tuple[dict[str, Any], Any, str]] = [
    ({"pluck": "subject"}, ["Alpha", "Beta", "Gamma"], "6.1 pluck"),
    ({"fields": ["subject"], "as_list": True}, [("Alpha",), ("Beta",), ("Gamma",)], "6.1 as_list: tuples"),
    ({"filters": {"count": 2}, "fields": ["subject as s"]}, [{"s": "Beta"}], "6.1 alias"),
    ({"fields": ["count(name) as n", "sum(count) as total"], "order_by": None}, [{"n": 3, "total": 6}], "6.1"),
    ({"fields": [{"COUNT": "name", "as": "n"}], "order_by": None}, [{"n": 3}], "6.1 functions as dicts (v16)"),
    ({"fields": ["subject", "party.city"], "filters": {"count": 1}}, [{"subject": "Alpha", "city": "Bonn"}], "6.1"),
    ({"fields": ["subject", "rows.item"], "filters": {"count": 1}}, [{"subject": "Alpha", "item": "A"}], "6.1"),
    ({"limit": 1, "start": 1, "pluck": "subject"}, ["Beta"], "6.1 paging"),
    ({"limit_page_length": 2, "limit_start": 1, "pluck": "subject"}, ["Beta", "Gamma"], "6.1 paging"),
    ({"filters": {"count": [">", 1]}, "pluck": "subject"}, ["Beta", "Gamma"], "6.2 dict with operator"),
    ({"filters": [["count", "between", [2, 3]]], "pluck": "subject"}, ["Beta", "Gamma"], "6.2 between"),
    ({"filters": [["Point Paper", "count", "in", "1,3"]], "pluck": "subject"}, ["Alpha", "Gamma"], "6.2 four parts"),
    ({"filters": [["Point Row", "item", "=", "B"]], "pluck": "subject"}, ["Beta"], "6.2 child DocType"),
    ({"filters": {"subject": ["in", []]}, "pluck": "subject"}, [], "6.2 in of nothing"),
    ({"filters": {"subject": ["not in", []]}, "pluck": "subject"}, ["Alpha", "Beta", "Gamma"], "6.2 not in of nothing"),
    ({"filters": {"day": ["is", "not set"]}, "pluck": "subject"}, ["Gamma"], "6.2 is not set"),
    ({"filters": {"day": ["is", "set"]}, "pluck": "subject"}, ["Alpha", "Beta"], "6.2 is set"),
    ({"filters": {"day": ["timespan", "last month"]}, "pluck": "subject"}, ["Beta"], "6.2 timespan"),
    ({"filters": {"day": ["<", "2026-03-01"]}, "pluck": "subject"}, ["Beta", "Gamma"], "6.2 null and <"),
    ({"filters": {"party": None}, "pluck": "subject"}, ["Gamma"], "6.2 None"),
    ({"or_filters": {"count": 1, "subject": "Beta"}, "pluck": "subject"}, ["Alpha", "Beta"], "6.2 or_filters"),
    ({"group_by": "party", "fields": ["count(name) as n"], "order_by": "n desc", "pluck": "n"}, [1, 1, 1], "6.1 group"),
    ({"order_by": "count desc", "pluck": "count"}, [3, 2, 1], "6.1 order"),
    ({"distinct": True, "fields": ["flag"], "order_by": None}, [{"flag": 0}], "6.1 distinct"),
]  # fmt: skip


def test_lists(rows: Any) -> None:
    with freeze_time("2026-03-04 10:30:00"):
        found = [
            (options, frappe.get_all("Point Paper", **{"order_by": "count asc", **options}))
            for options, *_rest in LISTS
        ]

    assert [(o, f, e, s) for (o, f), (_o, e, s) in zip(found, LISTS, strict=True) if f != e] == []


def test_fields_and_filters_come_in_either_order(rows: Any) -> None:
    one = frappe.get_all("Point Paper", {"count": 2}, ["subject"])

    assert one == frappe.get_all("Point Paper", ["subject"], {"count": 2}) == [{"subject": "Beta"}]
    assert one[0].subject == "Beta"


@pytest.mark.parametrize(
    "options",
    [
        {"fields": ["(select password from __Auth)"]},
        {"fields": ["user()"]},
        {"fields": ["concat(name, subject)"]},
        {"fields": ["@@version"]},
        {"fields": ["name from tabUser"]},
        {"order_by": "sleep(5)"},
        {"order_by": "count; drop table x"},
        {"order_by": "(select 1 from tabUser)"},
        {"group_by": "count; drop table x"},
        {"filters": {"ifnull(name, '') or 1=1": 1}},
        {"filters": [["name", "regexp_or_so", "x"]]},
    ],
)
def test_what_is_no_field_order_or_filter_is_refused(rows: Any, options: dict[str, Any]) -> None:
    with pytest.raises((DataError, ValidationError)):
        frappe.get_all("Point Paper", **options)


def test_database_calls(rows: Any) -> None:
    db, name = frappe.db, frappe.db.get_value("Point Paper", {"subject": "Alpha"})

    assert db.exists("Point Paper", {"subject": "Beta"}) and not db.exists("Point Paper", "none")
    assert db.exists({"doctype": "Point Paper", "subject": "Alpha"}) == name
    assert db.count("Point Paper", {"count": [">", 1]}) == 2
    assert db.get_values("Point Paper", {"count": [">", 1]}, "subject", order_by="count asc") == [("Beta",), ("Gamma",)]
    assert db.sql("select subject from `tabPoint Paper` where count = %s", 1) == (("Alpha",),)
    assert db.sql("select subject from `tabPoint Paper` where count = %(n)s", {"n": 1}, as_dict=1) == [
        {"subject": "Alpha"}
    ]
    assert db.sql("select subject from `tabPoint Paper` where count in %s order by count", ((1, 2),), pluck=True) == [
        "Alpha", "Beta",
    ]  # fmt: skip
    assert db.sql("update `tabPoint Paper` set count = 9 where subject = 'Gamma'") == ()
    assert db.sql("select ifnull(party, 'none') from `tabPoint Paper` where count = 9", as_list=1) == [["none"]]
    assert db.escape("it's") in ("'it''s'", "'it\\'s'")
    db.set_value("Point Paper", name, {"subject": "A2", "rate": 1.5})
    assert db.get_value("Point Paper", name, ["subject", "rate"]) == ("A2", 1.5)
    db.savepoint("here")
    db.delete("Point Paper", {"count": 9})
    db.rollback(save_point="here")
    assert db.count("Point Paper") == 3
    assert db.get_last_created("Point Paper") is not None
    assert db.get_descendants("User", "Administrator") == [] if db.has_column("User", "lft") else True
    assert db.has_column("Point Paper", "subject") and not db.has_column("Point Paper", "none")


def test_query_builder(rows: Any) -> None:
    paper = frappe.qb.DocType("Point Paper")

    query = frappe.qb.from_(paper).select(paper.subject).where(paper["count"] > 1).orderby(paper["count"])
    sql, values = query.walk()

    assert query.run() == (("Beta",), ("Gamma",))
    assert query.run(as_dict=True) == [{"subject": "Beta"}, {"subject": "Gamma"}]
    assert query.run(pluck=True) == ["Beta", "Gamma"]
    assert values == {"param1": 1} and "%(param1)s" in sql
    assert frappe.qb.get_query("Point Paper", fields=["subject"], filters={"count": 1}).run(pluck=True) == ["Alpha"]
    assert frappe.qb.max("Point Paper", "count") == 3
