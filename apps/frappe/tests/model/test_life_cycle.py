"""The life of a document in the contract's order (3.2, 3.3, section 12.2-12.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.exceptions import (
    CannotChangeConstantError,
    DocstatusTransitionError,
    MandatoryError,
    TimestampMismatchError,
    UniqueValidationError,
    UpdateAfterSubmitError,
    ValidationError,
    words_of,
)
from frappe.model import life_cycle


def test_insert_runs_its_events_in_order(make_paper: Callable[..., Any], events: list[str]) -> None:
    make_paper().insert()

    assert events == [
        "before_insert", "before_naming", "autoname", "before_validate", "validate", "before_save",
        "after_insert", "on_update", "on_change",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "act", "expected"),
    [
        (0, "save", ["before_validate", "validate", "before_save", "on_update", "on_change"]),
        (0, "submit", ["before_validate", "validate", "before_submit", "on_update", "on_submit", "on_change"]),
        (1, "save", ["before_update_after_submit", "on_update_after_submit", "on_change"]),
        (1, "cancel", ["before_cancel", "on_cancel", "on_change"]),
        (0, "discard", ["before_discard", "before_change", "on_change", "on_discard"]),
    ],
)
def test_each_action_runs_its_events_in_order(
    make_paper: Callable[..., Any], events: list[str], before: int, act: str, expected: list[str]
) -> None:
    doc = make_paper(docstatus=before).insert()
    events.clear()

    getattr(doc, act)()

    assert events == expected


def test_a_new_document_may_be_submitted_at_once(make_paper: Callable[..., Any], events: list[str]) -> None:
    doc = make_paper(docstatus=1).insert()

    assert (doc.docstatus, "before_submit" in events, "before_save" in events) == (1, True, False)


@pytest.mark.parametrize(("start", "target"), [(0, 2), (1, 0), (2, 0), (2, 1), (2, 2)])
def test_illegal_docstatus_changes_are_refused(make_paper: Callable[..., Any], start: int, target: int) -> None:
    doc = make_paper(docstatus=min(start, 1)).insert()
    if start == 2:
        doc.cancel()

    doc.docstatus = target
    with pytest.raises((DocstatusTransitionError, ValidationError)):
        doc.save()

    assert frappe.db.get_value("Life Paper", doc.name, "docstatus") == start


def test_stale_copy_is_refused_and_names_who_changed_it(make_paper: Callable[..., Any]) -> None:
    doc = make_paper().insert()
    other = frappe.get_doc("Life Paper", doc.name)
    other.subject = "theirs"
    other.save()

    doc.subject = "mine"
    with pytest.raises(TimestampMismatchError) as refused:
        doc.save()

    assert frappe.db.get_value("Life Paper", doc.name, "subject") == "theirs"
    assert refused.value.http_status_code == 417
    assert frappe.get_doc("Life Paper", doc.name).save().name == doc.name


def test_name_given_to_insert_is_discarded_but_not_set_name(make_paper: Callable[..., Any]) -> None:
    given, forced = make_paper(name="MINE").insert(), make_paper().insert(set_name="MINE-2")

    assert given.name != "MINE"
    assert forced.name == "MINE-2"


def test_before_insert_does_not_know_the_name_and_validate_does(
    make_paper: Callable[..., Any], events: list[str]
) -> None:
    names: dict[str, Any] = {}
    doc = make_paper()
    hooks = frappe.local.slot_overlay or frappe.local.site_state._slots
    for event in ("before_insert", "validate"):
        hooks["hooks"]["doc_events"]["Life Paper"][event] = [lambda doc, method: names.update({method: doc.name})]

    doc.insert()

    assert names == {"before_insert": None, "validate": doc.name}


def test_defaults_fill_what_is_missing_and_keep_what_is_given(make_paper: Callable[..., Any]) -> None:
    doc, closed = make_paper().insert(), make_paper(is_open=0, status="Done").insert()

    assert (doc.is_open, doc.status, doc.amount, doc.count) == (1, "Open", 0, 0)
    assert (closed.is_open, closed.status) == (0, "Done")


def test_missing_mandatory_fields_are_named(make_paper: Callable[..., Any]) -> None:
    local.message_log = []
    with pytest.raises(MandatoryError) as caught:
        make_paper(name="P1", subject="<p> </p>", naming_series="LP-.YYYY.-").insert()

    error = caught.value
    assert str(error) == f"[Life Paper, {error.name}]: subject"
    assert words_of(error) == f"Value missing for Life Paper {error.name}: Subject"
    assert [message["message"] for message in local.message_log] == ["Value missing for Life Paper: Subject"]


def test_rows_are_matched_by_name_and_those_left_out_go(make_paper: Callable[..., Any]) -> None:
    doc = make_paper(lines=[{"item": "a"}, {"item": "b"}, {"item": "c"}]).insert()
    kept = doc.lines[1].name

    doc.set("lines", [{"name": kept, "item": "B"}, {"item": "d"}])
    doc.save()

    rows = frappe.get_all("Life Line", {"parent": doc.name}, ["name", "item", "idx"], order_by="idx")
    assert [(row.item, row.idx) for row in rows] == [("B", 1), ("d", 2)]
    assert rows[0].name == kept


def test_a_row_of_another_document_cannot_be_taken(make_paper: Callable[..., Any]) -> None:
    other = make_paper(lines=[{"item": "theirs"}]).insert()
    doc = make_paper().insert()

    doc.append("lines", {"name": other.lines[0].name, "item": "stolen"})
    doc.save()

    assert frappe.db.get_value("Life Line", other.lines[0].name, ["item", "parent"]) == ("theirs", other.name)


def test_set_only_once_stays(make_paper: Callable[..., Any]) -> None:
    doc = make_paper(born="here").insert()

    doc.born = "there"
    with pytest.raises(CannotChangeConstantError):
        doc.save()


def test_unique_value_is_refused_with_its_label_and_blanks_are_free(make_paper: Callable[..., Any]) -> None:
    make_paper(code="A").insert()
    make_paper(code="").insert()
    make_paper(code="").insert()

    with pytest.raises(UniqueValidationError, match="Code must be unique"):
        make_paper(code="a").insert()


def test_after_submission_only_allowed_fields_change(make_paper: Callable[..., Any]) -> None:
    doc = make_paper(docstatus=1, lines=[{"item": "a"}]).insert()

    doc.remark = "later"
    doc.lines[0].kept = "later too"
    doc.append("more_lines", {"item": "new"})
    doc.save()
    doc.reload()
    doc.subject = "changed"
    with pytest.raises(UpdateAfterSubmitError, match="Subject"):
        doc.save()

    stored = frappe.get_doc("Life Paper", doc.name)
    assert (stored.subject, stored.remark, stored.lines[0].kept, len(stored.more_lines)) == (
        "x",
        "later",
        "later too",
        1,
    )


def test_rows_of_a_submitted_table_neither_come_nor_go(make_paper: Callable[..., Any]) -> None:
    doc = make_paper(docstatus=1, lines=[{"item": "a"}]).insert()

    doc.append("lines", {"item": "b"})
    with pytest.raises(UpdateAfterSubmitError, match="Lines"):
        doc.save()


def test_amendment_takes_the_next_number_of_its_original(make_paper: Callable[..., Any]) -> None:
    first = make_paper(docstatus=1).insert()
    first.cancel()
    second = frappe.copy_doc(first)
    second.amended_from = first.name
    second.insert()
    second.submit()
    second.cancel()
    third = frappe.copy_doc(second)
    third.amended_from = second.name
    third.insert()

    assert (second.name, third.name) == (f"{first.name}-1", f"{first.name}-2")


def test_what_is_not_cancelled_cannot_be_amended(make_paper: Callable[..., Any]) -> None:
    first = make_paper(docstatus=1).insert()
    second = frappe.copy_doc(first)
    second.amended_from = first.name

    with pytest.raises(ValidationError):
        second.insert()


def test_has_value_changed_compares_with_the_stored_state(make_paper: Callable[..., Any]) -> None:
    doc = make_paper(amount=5, day="2026-01-02").insert()
    again = frappe.get_doc("Life Paper", doc.name)
    again.amount, again.day, again.subject = "5.0", "2026-01-02", "y"
    again.load_doc_before_save()

    assert [again.has_value_changed(name) for name in ("amount", "day", "subject")] == [False, False, True]
    assert again.get_value_before_save("subject") == "x"


def test_db_set_writes_without_checks_and_ends_with_on_change(
    make_paper: Callable[..., Any], events: list[str]
) -> None:
    doc = make_paper().insert()
    events.clear()

    doc.db_set("subject", "direct")

    assert events == ["before_change", "on_change"]
    assert frappe.db.get_value("Life Paper", doc.name, "subject") == "direct"


def test_events_may_not_commit(make_paper: Callable[..., Any], events: list[str]) -> None:
    doc = make_paper()
    hooks = frappe.local.slot_overlay or frappe.local.site_state._slots
    hooks["hooks"]["doc_events"]["Life Paper"]["validate"] = [lambda doc, method: frappe.db.commit()]

    with pytest.warns(UserWarning, match="does nothing"):
        doc.insert()

    frappe.db.rollback()
    assert not frappe.db.exists("DocType", "Life Paper") or not frappe.db.exists("Life Paper", doc.name)


def test_steps_are_functions_with_names_for_the_docs() -> None:
    names = [step.__name__ for step in (*life_cycle.INSERT_STEPS, *life_cycle.SAVE_STEPS)]

    assert all(not name.startswith(("_", "<")) for name in names)
