"""Names of new documents by every rule of contract 2.6, and what happens to counters (12.20)."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.exceptions import DuplicateEntryError, ValidationError
from frappe.exceptions import NameError as DocumentNameError
from frappe.model.naming import (
    append_number_if_name_exists,
    make_autoname,
    parse_naming_series,
    revert_series_if_last,
)

from .conftest import field, make_doctype

pytestmark = pytest.mark.usefixtures("site")


def made(autoname: str | None, /, **values: Any) -> Any:
    fields = [field("title"), field("kind"), field("naming_series", "Select", "\nNS-.YY.-\nXS-.###")]
    if not frappe.db.exists("DocType", "Named Thing"):
        make_doctype("Named Thing", fields, autoname=autoname)
    return frappe.get_doc({"doctype": "Named Thing", "title": "T", "kind": "K", **values}).insert()


@pytest.mark.parametrize(
    ("autoname", "first", "second"),
    [
        ("format:TH-{kind}-{##}", "TH-K-01", "TH-K-02"),
        ("TH-.kind.-.###", "TH-K-001", "TH-K-002"),
        ("TH.#####", "TH00001", "TH00002"),
        ("naming_series:", "NS-26-00001", "NS-26-00002"),
    ],
)
def test_counters_go_up_by_one(autoname: str, first: str, second: str) -> None:
    from frappe.localization.clock import frozen

    with frozen("2026-03-04 05:06:07"):
        names = [made(autoname).name, made(autoname).name]

    assert names == [first, second]


def test_chosen_series_wins() -> None:
    assert [made("naming_series:", naming_series="XS-.###").name for _ in range(2)] == ["XS-001", "XS-002"]


def test_autoincrement_counts_and_links_hold_text() -> None:
    names = [made("autoincrement").name for _ in range(2)]

    assert [int(name) for name in names] == [1, 2]


def test_uuid_names_are_in_time_order() -> None:
    names = [made("UUID").name for _ in range(20)]

    assert names == sorted(names)
    assert {name[14] for name in names} == {"7"}


def test_field_names_follow_their_field() -> None:
    doc = made("field:title", title="Alpha")
    doc.title = "Beta"
    doc.save()

    assert (doc.name, doc.title) == ("Alpha", "Alpha")


def test_field_name_is_required_and_unique() -> None:
    made("field:title", title="Alpha")

    with pytest.raises(ValidationError, match="Title is required"):
        made("field:title", title=" ")
    with pytest.raises(DuplicateEntryError, match="Alpha already exists"):
        made("field:title", title="Alpha")


def test_prompt_takes_the_given_name_and_needs_one() -> None:
    given = made("prompt", name="Mine")

    assert given.name == "Mine"
    with pytest.raises(ValidationError):
        made("prompt")


@pytest.mark.parametrize("name", ["a<b", "a>b", "Named Thing", "New Named Thing 1", "   "])
def test_names_that_confuse_are_refused(name: str) -> None:
    with pytest.raises((DocumentNameError, ValidationError)):
        made("prompt", name=name)


def test_hash_names_are_ten_characters() -> None:
    names = {made("hash").name for _ in range(50)}

    assert {len(name) for name in names} == {10}
    assert len(names) == 50


def test_naming_rule_beats_the_series() -> None:
    made("naming_series:")
    frappe.get_doc(
        {
            "doctype": "Document Naming Rule",
            "document_type": "Named Thing",
            "prefix": "RULE-",
            "prefix_digits": 3,
            "priority": 1,
            "conditions": [{"field": "kind", "condition": "=", "value": "VIP"}],
        }
    ).insert()

    assert [made("", kind="VIP").name, made("", kind="VIP").name] == ["RULE-001", "RULE-002"]
    assert made("", kind="other").name.startswith("NS-")


def test_deleting_the_last_document_gives_its_number_back_and_another_does_not() -> None:
    first, second = made("TH.###"), made("TH.###")

    first.delete()
    after_first = made("TH.###").name
    frappe.delete_doc("Named Thing", after_first)

    assert (second.name, after_first, made("TH.###").name) == ("TH002", "TH003", "TH003")


def test_refused_insert_uses_no_number() -> None:
    made("TH.###")
    with pytest.raises(ValidationError):
        frappe.get_doc({"doctype": "Named Thing", "title": {"bad": 1}}).insert()
    frappe.db.savepoint("before")
    with pytest.raises(ValidationError):
        made("TH.###", title=["bad"])
    frappe.db.rollback(save_point="before")

    assert made("TH.###").name in ("TH002", "TH003")


def test_functions_of_the_contract() -> None:
    made("TH.###")

    assert make_autoname("ZZ-.####") == "ZZ-0001"
    assert (
        parse_naming_series("AB-.kind.-.###", doc=frappe._dict(kind="Q"), number_generator=lambda key, n: "9" * n)
        == "AB-Q-999"
    )
    revert_series_if_last("ZZ-.####", "ZZ-0001")
    assert make_autoname("ZZ-.####") == "ZZ-0001"
    assert append_number_if_name_exists("Named Thing", "TH001") == "TH001-1"
