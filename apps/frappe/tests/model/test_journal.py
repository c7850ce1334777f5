"""Every journaled write leaves one row of its operation in the same transaction (design decision 2)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.journal import operation, start_operation

from .conftest import field, make_doctype


@pytest.fixture
def door(world: Any) -> Any:
    """A new operation, as a door makes it."""
    return start_operation("request", route="POST /test")


def rows_of(found: Any) -> list[Any]:
    sql = "select `doctype`, `name`, `action`, `old`, `new` from `__journal` where `operation` = %s order by `sequence`"
    rows = frappe.db.sql(sql, (found.id,), as_dict=True)
    return [frappe._dict(row, old=json.loads(row.old or "null"), new=json.loads(row.new or "null")) for row in rows]


def stored_operation(found: Any) -> list[Any]:
    return frappe.db.sql(
        "select `kind`, `user`, `route` from `__journal` where `operation` = %s and `kind` is not null", (found.id,)
    )


def test_reading_stores_no_operation(door: Any, make_paper: Callable[..., Any]) -> None:
    frappe.get_all("Life Paper")
    frappe.get_doc("Life Party", "Acme")

    assert stored_operation(door) == ()


def test_each_write_of_a_tracked_doctype_leaves_one_row(door: Any, make_paper: Callable[..., Any]) -> None:
    doc = make_paper(lines=[{"item": "a"}]).insert()
    doc.subject = "y"
    doc.lines[0].item = "b"
    doc.save()
    doc.submit()
    doc.db_set("remark", "direct")
    frappe.db.set_value("Life Paper", doc.name, "remark", "more")
    doc.reload()
    doc.cancel()
    doc.delete()

    rows = [row for row in rows_of(door) if row.doctype == "Life Paper"]
    assert [row.action for row in rows] == ["insert", "update", "submit", "set_value", "set_value", "cancel", "delete"]
    assert (rows[0].old, rows[0].new["subject"], rows[0].new["lines"][0]["item"]) == (None, "x", "a")
    assert (rows[1].old["subject"], rows[1].new["subject"], rows[1].new["lines"][0]["item"]) == ("x", "y", "b")
    assert "amount" not in rows[1].new
    assert rows[6].old["lines"][0]["item"] == "b" and rows[6].new is None
    assert stored_operation(door) == (("request", "Administrator", "POST /test"),)


def test_saving_without_a_change_leaves_no_row(door: Any, make_paper: Callable[..., Any]) -> None:
    doc = make_paper().insert()
    doc.save()

    assert [row.action for row in rows_of(door) if row.doctype == "Life Paper"] == ["insert"]


def test_rename_and_merge_are_journaled_with_what_went(door: Any, make_paper: Callable[..., Any]) -> None:
    one, two = make_paper(subject="one").insert(), make_paper(subject="two").insert()
    frappe.rename_doc("Life Paper", one.name, "ONE")
    frappe.rename_doc("Life Paper", "ONE", two.name, merge=True)

    renamed, merged = [row for row in rows_of(door) if row.action in ("rename", "merge")]
    assert (renamed.name, renamed.old["name"]) == ("ONE", one.name)
    assert (merged.name, merged.old["name"], merged.old["subject"]) == (two.name, "ONE", "one")


def test_untracked_doctypes_are_journaled_only_where_the_operation_asks(door: Any) -> None:
    frappe.get_doc({"doctype": "Life Party", "name": "Plain"}).insert()
    with operation("import", journal_all=True) as inner:
        frappe.get_doc({"doctype": "Life Party", "name": "Imported"}).insert()
        frappe.db.set_value("Life Party", "Imported", "city", "Rom")

    assert [row.doctype for row in rows_of(door)] == []
    assert [(row.name, row.action) for row in rows_of(inner)] == [("Imported", "insert"), ("Imported", "set_value")]
    assert frappe.db.sql(
        "select `parent` from `__journal` where `operation` = %s and `kind` is not null", (inner.id,)
    ) == ((door.id,),)


@pytest.mark.parametrize("doctype", ["Custom Field", "Property Setter", "Role", "Translation"])
def test_customisations_are_always_journaled(door: Any, doctype: str) -> None:
    values = {
        "Custom Field": {"dt": "Life Party", "fieldname": "extra", "fieldtype": "Data", "label": "Extra"},
        "Property Setter": {
            "doc_type": "Life Party", "doctype_or_field": "DocField", "field_name": "city", "property": "reqd",
            "value": "1", "property_type": "Check",
        },
        "Role": {"role_name": "Keeper"},
        "Translation": {"source_text": "City", "translated_text": "城市", "language": "zh"},
    }[doctype]  # fmt: skip
    frappe.get_doc({"doctype": doctype, **values}).insert()

    assert (doctype, "insert") in {(row.doctype, row.action) for row in rows_of(door)}


def test_passwords_are_never_in_the_journal(door: Any) -> None:
    make_doctype("Secret Thing", [field("title"), field("pin", "Password")], track_changes=1, autoname="hash")
    doc = frappe.get_doc({"doctype": "Secret Thing", "title": "x", "pin": "hunter2"}).insert()
    doc.pin = "hunter3"
    doc.title = "y"
    doc.save()
    doc.delete()

    text = "".join(str(row) for row in frappe.db.sql("select `old`, `new` from `__journal`"))
    assert "hunter" not in text and "pin" not in {key for row in rows_of(door) for key in (row.new or {})}


def test_rolled_back_write_leaves_neither_row_nor_operation(door: Any, make_paper: Callable[..., Any]) -> None:
    frappe.db.savepoint("before")
    make_paper().insert()
    frappe.db.rollback(save_point="before")
    doc = make_paper().insert()

    assert [row.name for row in rows_of(door)] == [doc.name]
    assert len(stored_operation(door)) == 1


def test_versions_name_their_operation_and_never_stand_for_inserts(door: Any, make_paper: Callable[..., Any]) -> None:
    doc = make_paper(lines=[{"item": "a"}]).insert()
    doc.subject = "y"
    doc.append("lines", {"item": "b"})
    doc.save(ignore_version=False)

    versions = frappe.get_all("Version", {"docname": doc.name}, ["data", "operation"])
    assert [version.operation for version in versions] == [door.id]
    changed = json.loads(versions[0].data)
    assert changed["changed"] == [["subject", "x", "y"]]
    assert [row[1]["item"] for row in changed["added"]] == ["b"]


def test_bulk_writes_are_journaled(door: Any, make_paper: Callable[..., Any]) -> None:
    names = [make_paper().insert().name for _ in range(3)]
    frappe.db.bulk_update("Life Paper", {name: {"remark": "bulk"} for name in names})
    frappe.db.set_value("Life Paper", {"name": ["in", names]}, "remark", "all")
    frappe.db.delete("Life Paper", {"name": names[0]})

    actions = [row.action for row in rows_of(door) if row.doctype == "Life Paper"]
    assert actions == ["insert"] * 3 + ["set_value"] * 6 + ["delete"]
    assert local.operation is door
