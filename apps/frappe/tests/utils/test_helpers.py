"""The pure helpers behind ``frappe.utils``: numbers, dates, text, HTML, validation, filters, passwords."""

from __future__ import annotations

import copy
import datetime
import pickle
from typing import Any

import frappe.utils
import frappe.utils.data
import pytest
from frappe.exceptions import DataError, InvalidEmailAddressError, InvalidRoundingMethod, ValidationError
from frappe.messages import _lt
from frappe.types import DF, _dict
from frappe.utils.casting import cast
from frappe.utils.dates import (
    add_to_date,
    duration_to_seconds,
    format_duration,
    get_time,
    guess_date_format,
    to_timedelta,
)
from frappe.utils.filters import compare, evaluate_filters, get_filter, sql_like
from frappe.utils.html_utils import clean_html, sanitize_html
from frappe.utils.markdown_text import md_to_html, to_markdown
from frappe.utils.numbers import LEGACY, cint, flt, format_number, remainder, rounded, sbool
from frappe.utils.password_strength import test_password_strength as password_strength
from frappe.utils.text import as_json, comma_and, dump_json, format_timedelta, parse_json, strip
from frappe.utils.validation import (
    extract_email_id,
    is_valid_scheme,
    split_emails,
    validate_email_address,
    validate_name,
    validate_python_code,
    validate_url,
)


def test_every_name_of_the_doorway_exists() -> None:
    for name in frappe.utils._HOME_OF:
        if name != "get_test_client":
            assert callable(getattr(frappe.utils.data, name)), name


def test_dict_gives_none_for_what_is_missing_and_survives_copies() -> None:
    value = _dict(a=1, inner=_dict(b=2))

    assert value.missing is None
    assert value.update(c=3) is value
    assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value
    assert type(copy.deepcopy(value).inner) is _dict
    assert DF.Table["X"] and DF.Literal["a"]


@pytest.mark.parametrize(
    ("value", "precision", "method", "expected"),
    [
        (2.5, 0, None, 2),
        (3.5, 0, None, 4),
        (0.125, 2, None, 0.12),
        (2.675, 2, "Commercial Rounding", 2.68),
        (-2.5, 0, "Commercial Rounding", -3),
        (1.25, 1, LEGACY, 1.3),
        (2.5, 0, LEGACY, 2),
        ("1,234.567", 1, None, 1234.6),
        ("abc", 2, None, 0),
    ],
)
def test_rounding(value: Any, precision: int, method: str | None, expected: float) -> None:
    assert rounded(value, precision, method) == flt(value, precision, method) == expected


def test_numbers_are_read_from_what_people_type() -> None:
    assert (cint("12.7"), cint(None), cint("x", 5), cint(True)) == (12, 0, 5, 1)
    assert (flt("1,200.5"), flt(None), flt("inf")) == (1200.5, 0.0, 0.0)
    assert (sbool("Yes"), sbool("0"), sbool("maybe")) == (True, False, "maybe")
    assert remainder(0.3, 0.1) == 0
    assert format_number(-1234567.891, "#.###,##") == "-1.234.567,89"
    with pytest.raises(InvalidRoundingMethod):
        rounded(1, 0, "Upwards")


def test_dates_and_times_are_moved_and_read() -> None:
    assert add_to_date(datetime.date(2026, 1, 31), months=1) == datetime.date(2026, 2, 28)
    assert to_timedelta("12:30:15.5") == datetime.timedelta(hours=12, minutes=30, seconds=15.5)
    assert get_time("2026-01-01 10:20") == datetime.time(10, 20)
    assert get_time("10:20 PM") == datetime.time(22, 20)
    assert guess_date_format("31/12/2026 10:00") == "%d/%m/%Y %H:%M"
    assert format_timedelta(datetime.timedelta(hours=-1, minutes=-30)) == "-1:30:00"


def test_durations_go_both_ways() -> None:
    assert format_duration(93784) == "1d 2h 3m 4s"
    assert duration_to_seconds("1d 2h 3m 4s") == 93784
    assert format_duration(93784, hide_days=True) == "26h 3m 4s"
    with pytest.raises(ValidationError):
        duration_to_seconds("soon")


def test_values_are_cast_to_their_field() -> None:
    assert cast("Int", "12.5") == 12
    assert cast("Check", "yes") == 1
    assert cast("Date", None) == datetime.date(1, 1, 1)
    assert cast("Datetime", "2026-01-01 10:00:00") == datetime.datetime(2026, 1, 1, 10)


@pytest.mark.parametrize(
    ("value", "operator", "other", "expected"),
    [
        (5, ">", "3", True),
        ("b", "in", "a, b", True),
        (None, "in", ["a"], False),
        ("Open", "=", "Open", True),
        (datetime.date(2026, 1, 2), ">", "2026-01-01", True),
        ("2026-01-02", "<", datetime.date(2026, 1, 3), True),
        (datetime.datetime(2026, 1, 2, 18), "between", ["2026-01-01", "2026-01-02"], True),
        (7, "between", ["5", "10"], True),
        ("", "is", "not set", True),
        ("Hello", "like", "he%l_", True),
        ("Hello", "not like", "%x%", True),
        (1, "unknown", 1, False),
    ],
)
def test_values_compare_as_in_queries(value: Any, operator: str, other: Any, expected: bool) -> None:
    assert compare(value, operator, other) is expected


def test_like_has_no_costly_patterns() -> None:
    assert not sql_like("a" * 5000, "%a" * 200 + "b")
    assert sql_like("50% off", "50\x25 off")
    assert not sql_like("a.c", "abc")


def test_filters_of_all_forms_are_evaluated() -> None:
    doc = {"status": "Open", "qty": 5}

    assert evaluate_filters(doc, {"status": "Open", "qty": [">", 3]})
    assert evaluate_filters(doc, [["Lead", "status", "=", "Open"], ["qty", "in", [4, 5]]])
    assert not evaluate_filters(doc, [["status", "!=", "Open"]])
    assert get_filter("Lead", ["qty", ">", 1]) == {
        "doctype": "Lead", "fieldname": "qty", "operator": ">", "value": 1, "fieldtype": None,
    }  # fmt: skip
    with pytest.raises(DataError):
        get_filter("Lead", ["qty", "; drop", 1])


def test_json_knows_dates_lazy_texts_and_mixed_keys() -> None:
    value = {"day": datetime.date(2026, 1, 2), "text": _lt("x"), "row": _dict(a={1})}

    assert dump_json(value) == b'{"day":"2026-01-02","text":"x","row":{"a":[1]}}'
    assert as_json({"b": 1, 2: 3}) == '{\n "b": 1,\n "2": 3\n}'
    assert parse_json('{"a": 1}').a == 1


def test_lists_are_joined_as_sentences() -> None:
    assert comma_and(["a", "b", "c"]) == "'a', 'b' and 'c'"
    assert comma_and(["a"]) == "a"
    assert strip("\ufeff x\u200b ") == "x"


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<svg/onload=alert(1)>",
        "<iframe src=//evil></iframe>",
        "<p style='position:fixed;background:url(//evil)'>x</p>",
        "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
        '{"a": "<img src=x onerror=alert(1)>"}',
        "<form action=//evil><input name=a></form>",
    ],
)
def test_markup_that_acts_is_removed(markup: str) -> None:
    cleaned = str(sanitize_html(markup)).lower()

    assert not any(
        part in cleaned for part in ("script", "onerror", "onload", "iframe", "evil", "data:", "<form", "<svg")
    )


def test_harmless_markup_and_comparisons_stay() -> None:
    rich = '<p class="ql-align-center">a <strong>b</strong></p>'

    assert sanitize_html(rich) == rich
    assert sanitize_html("a < b and c > d") == "a < b and c > d"
    assert sanitize_html('[["qty", "<", 5]]') == '[["qty", "<", 5]]'
    assert sanitize_html("https://x.example <b>y</b>", linkify=True).startswith('<a href="https://x.example"')
    assert clean_html("<p style='x'>a<img src=x></p>") == "<p>a</p>"


def test_markdown_goes_both_ways_and_is_clean() -> None:
    html = md_to_html("# Title\n\n**bold** <script>x</script>\n\n- one\n- two") or ""

    assert "<h1>Title</h1>" in html and "<strong>bold</strong>" in html and "script" not in html
    assert (
        to_markdown("<h1>T</h1><p>Hi <b>x</b> <a href='u'>l</a></p><ul><li>a</li></ul>")
        == "# T\n\nHi **x** [l](u)\n\n- a"
    )


def test_addresses_are_checked() -> None:
    assert validate_email_address("Ann <ann@example.com>, b@example.org") == "ann@example.com, b@example.org"
    assert validate_email_address("ann@example.com, nobody") == "ann@example.com"
    assert validate_email_address("a@b\r\nBcc: c@d.ee") == ""
    assert split_emails('"Doe, Jane" <j@x.io>; b@x.io') == ['"Doe, Jane" <j@x.io>', "b@x.io"]
    assert extract_email_id("Jane <j@x.io>") == "j@x.io"
    assert validate_name("Zoë O'Neil-小明") and not validate_name("<b>")
    with pytest.raises(InvalidEmailAddressError):
        validate_email_address("x@y", throw=True)


def test_links_that_run_code_are_refused() -> None:
    assert validate_url("https://example.com/a?b=1")
    assert not validate_url("javascript:alert(1)")
    assert not validate_url("https://exa mple.com")
    assert is_valid_scheme("/files/a.png") and is_valid_scheme("mailto:a@b.cc")
    assert not is_valid_scheme(" java\tscript:alert(1)") and not is_valid_scheme("data:text/html,x")


def test_python_errors_name_their_place() -> None:
    validate_python_code("doc.a > 1")
    with pytest.raises(ValidationError, match="line 1"):
        validate_python_code("doc.a >", fieldname="condition")


def test_doorway_of_data_is_utils() -> None:
    assert frappe.utils.data.cint is frappe.utils.cint


@pytest.mark.parametrize(
    ("password", "highest"),
    [("password", 0), ("P@ssw0rd1", 1), ("qwerty123456", 1), ("ann.lee2024", 1), ("aaaaaaaaaaaa", 1), ("20240101", 1)],
)
def test_common_passwords_score_low(password: str, highest: int) -> None:
    assert password_strength(password, ["ann.lee@example.com"]).score <= highest


@pytest.mark.parametrize("password", ["correct horse battery staple", "vB7#kq!2Lm9", "我爱北京天安门太阳升"])
def test_long_or_mixed_passwords_score_high(password: str) -> None:
    assert password_strength(password).score == 4
