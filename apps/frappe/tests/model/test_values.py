"""Values of every fieldtype: checked, cast, stored and read back (contract 2.5, 3.5; 12.9, 12.24)."""

from __future__ import annotations

import datetime
from typing import Any

import frappe
import pytest
from frappe.exceptions import (
    CharacterLengthExceededError,
    InvalidPhoneNumberError,
    NonNegativeError,
    ValidationError,
)

from .conftest import field, make_doctype

FIELDS = [
    field("data"), field("email", options="Email"), field("url", options="URL"), field("tel", options="Phone"),
    field("phone", "Phone"), field("small", "Small Text"), field("long", "Long Text"), field("rich", "Text Editor"),
    field("code", "Code", "Python"), field("json", "JSON"), field("int", "Int", non_negative=1),
    field("big", "Int", length=12),
    field("check", "Check"), field("float", "Float", precision="2"), field("percent", "Percent"),
    field("money", "Currency"),
    field("rating", "Rating"), field("duration", "Duration"), field("date", "Date"), field("at", "Datetime"),
    field("time", "Time"), field("select", "Select", "\nA\nB"), field("secret", "Password"), field("short", length=5),
    field("color", "Color"), field("place", "Geolocation"),
    field("shout", is_virtual=1, options="(doc.data or '').upper()"),
]  # fmt: skip


@pytest.fixture
def make(site: Any) -> Any:
    make_doctype("Valued Thing", FIELDS, autoname="hash")

    def make(**values: Any) -> Any:
        return frappe.get_doc({"doctype": "Valued Thing", **values})

    return make


@pytest.mark.parametrize(
    ("fieldname", "given", "read"),
    [
        ("data", "Grüße 你好", "Grüße 你好"),
        ("data", 5, "5"),
        ("small", "a\nb", "a\nb"),
        ("json", {"a": [1, 2]}, '{"a":[1,2]}'),
        ("int", "7", 7),
        ("int", "", 0),
        ("int", None, 0),
        ("big", 2**40, 2**40),
        ("check", "1", 1),
        ("check", True, 1),
        ("float", "1.25", 1.25),
        ("float", None, 0.0),
        ("money", "12.5", 12.5),
        ("percent", 50, 50.0),
        ("rating", 7, 1.0),
        ("rating", 0.5, 0.5),
        ("duration", 90, 90.0),
        ("duration", None, None),
        ("date", "2026-02-28", datetime.date(2026, 2, 28)),
        ("date", "", None),
        ("at", "2026-02-28 10:11:12.131415", datetime.datetime(2026, 2, 28, 10, 11, 12, 131415)),
        ("time", "23:59:58", datetime.timedelta(hours=23, minutes=59, seconds=58)),
        ("select", " A ", "A"),
        ("select", "", ""),
        ("email", "a.b@example.com", "a.b@example.com"),
        ("url", "https://example.com/x", "https://example.com/x"),
        ("phone", "+86-13812345678", "+86-13812345678"),
        ("color", "#aabbcc", "#aabbcc"),
    ],
)
def test_value_is_stored_and_read_back(make: Any, fieldname: str, given: Any, read: Any) -> None:
    doc = make(**{fieldname: given}).insert()

    stored = frappe.get_doc("Valued Thing", doc.name).get(fieldname)
    assert stored == read
    assert type(stored) is type(read)


@pytest.mark.parametrize(
    ("fieldname", "value", "error"),
    [
        ("email", "nobody", ValidationError),
        ("url", "javascript:alert(1)", ValidationError),
        ("url", "data:text/html,x", ValidationError),
        ("tel", "call me", ValidationError),
        ("phone", "12", InvalidPhoneNumberError),
        ("select", "C", ValidationError),
        ("int", -1, NonNegativeError),
        ("int", 2**31, CharacterLengthExceededError),
        ("money", 1e12, CharacterLengthExceededError),
        ("float", -1e300, CharacterLengthExceededError),
        ("data", "x" * 141, CharacterLengthExceededError),
        ("short", "x" * 6, CharacterLengthExceededError),
        ("date", "31.31.2026", ValidationError),
        ("at", "yesterday-ish", ValidationError),
        ("int", "seven", ValidationError),
        ("json", "{not json", ValidationError),
        ("code", "def (", ValidationError),
        ("data", {"a": 1}, ValidationError),
        ("data", ["a"], ValidationError),
        ("float", "NaN", ValidationError),
        ("money", float("inf"), ValidationError),
    ],
)
def test_bad_value_is_refused_with_the_fields_label(
    make: Any, fieldname: str, value: Any, error: type[Exception]
) -> None:
    with pytest.raises(error) as refused:
        make(**{fieldname: value}).insert()

    assert frappe.get_meta("Valued Thing").get_label(fieldname) in str(refused.value)
    assert getattr(refused.value, "http_status_code", None) == 417


def test_script_in_text_is_taken_out(make: Any) -> None:
    doc = make(
        rich="<p>ok</p><script>alert(1)</script><img src=x onerror=alert(1)>", data="<b onclick=x>hi</b>"
    ).insert()

    assert "script" not in doc.rich and "onerror" not in doc.rich and "<p>ok</p>" in doc.rich
    assert "onclick" not in doc.data


def test_password_is_only_in_the_safe_and_stars_keep_it(make: Any) -> None:
    doc = make(secret="hunter2").insert()
    stars = frappe.get_doc("Valued Thing", doc.name)
    stars.data = "changed"
    stars.save()

    assert set(frappe.db.get_value("Valued Thing", doc.name, "secret")) == {"*"}
    assert frappe.get_doc("Valued Thing", doc.name).get_password("secret") == "hunter2"
    stars.secret = ""
    stars.save()
    assert not frappe.get_doc("Valued Thing", doc.name).get_password("secret", raise_exception=False)


def test_virtual_field_is_computed_and_not_stored(make: Any) -> None:
    doc = make(data="quiet").insert()

    assert frappe.get_doc("Valued Thing", doc.name).as_dict().shout == "QUIET"
    assert "shout" not in frappe.db.get_table_columns("Valued Thing")


@pytest.mark.parametrize(
    ("fieldname", "value"),
    [
        ("date", "soon"),
        ("date", {"a": 1}),
        ("at", [1]),
        ("time", "late"),
        ("int", {"a": 1}),
        ("data", ["x"]),
        ("float", "x"),
    ],
)
def test_wrong_types_from_a_door_are_refused_before_a_controller_sees_them(
    make: Any, fieldname: str, value: Any
) -> None:
    from frappe.model.conditions import through_door

    doc = through_door(make(**{fieldname: value}))
    seen: list[str] = []
    doc.__dict__["run_method"] = lambda method, *args, **kwargs: seen.append(method)

    with pytest.raises(ValidationError) as refused:
        doc.insert()

    assert frappe.get_meta("Valued Thing").get_label(fieldname) in str(refused.value)
    assert seen == []
