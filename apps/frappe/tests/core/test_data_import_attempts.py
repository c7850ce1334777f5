"""A part of a transaction that is taken back leaves nothing: rows, callbacks, remembered values."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.core.data_importer.rehearsal import QUEUES, Attempt


def queued() -> list[int]:
    return [len(getattr(local.db.connection, name)) for name in QUEUES]


def make_role(name: str) -> None:
    frappe.get_doc({"doctype": "Role", "role_name": name}).insert()


def test_undone_part_drops_its_callbacks_and_runs_those_of_a_rollback(site: Any) -> None:
    make_role("Before")
    before, told = queued(), []
    attempt = Attempt("part")
    local.db.after_commit.add(lambda: told.append("commit"))
    local.db.after_rollback.add(lambda: told.append("rollback"))

    attempt.undo()

    assert (told, queued()) == (["rollback"], before)


def test_kept_part_hands_its_callbacks_to_the_whole(site: Any) -> None:
    told: list[str] = []
    attempt = Attempt("part")
    make_role("Kept")
    local.db.after_commit.add(lambda: told.append("commit"))
    local.db.after_rollback.add(lambda: told.append("rollback"))
    attempt.keep()

    local.db.rollback()

    assert told == ["rollback"]
    assert not frappe.db.exists("Role", "Kept")


def test_part_inside_of_a_part_goes_with_it(site: Any) -> None:
    whole = Attempt("whole")
    inner = Attempt("inner")
    make_role("Inner")
    inner.keep()
    other = Attempt("inner")
    make_role("Other")
    other.undo()
    seen = (frappe.db.exists("Role", "Inner"), frappe.db.exists("Role", "Other"))

    whole.undo()

    assert seen == ("Inner", None)
    assert frappe.db.exists("Role", "Inner") is None


def test_definition_made_in_an_undone_part_is_forgotten(site: Any) -> None:
    make_role("Outer")
    attempt = Attempt("part")
    frappe.get_doc(
        {"doctype": "Property Setter", "doctype_or_field": "DocType", "doc_type": "ToDo", "property": "search_fields",
         "value": "status", "property_type": "Data"}
    ).insert()  # fmt: skip
    inside = frappe.get_meta("ToDo").search_fields

    attempt.undo()

    assert (inside, frappe.get_meta("ToDo").search_fields) == ("status", _stored_search_fields())


def test_value_read_in_an_undone_part_is_read_again(site: Any) -> None:
    make_role("Read")
    attempt = Attempt("part")
    frappe.db.set_value("Role", "Read", "disabled", 1)
    inside = frappe.db.get_value("Role", "Read", "disabled", cache=True)

    attempt.undo()

    assert (inside, frappe.db.get_value("Role", "Read", "disabled", cache=True)) == (1, 0)


@pytest.mark.parametrize("writes", [True, False])
def test_part_without_writes_can_be_kept_and_undone(site: Any, writes: bool) -> None:
    for end in ("keep", "undo"):
        attempt = Attempt("part")
        if writes:
            make_role(f"Role {end}")
        getattr(attempt, end)()

    assert frappe.db.exists("Role", "Role undo") is None
    assert bool(frappe.db.exists("Role", "Role keep")) is writes


def _stored_search_fields() -> str | None:
    value = frappe.db.get_value("DocType", "ToDo", "search_fields")
    return str(value) if value is not None else None
