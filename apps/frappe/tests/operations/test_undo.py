"""An operation taken back: what it did goes, what people changed since stays and is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.journal import operation, start_operation
from frappe.model.rename_doc import rename_doc
from frappe.operations import Undone, count_changes, head_of, undo

RIGHTS = dict.fromkeys(("read", "write", "create", "delete", "submit", "cancel"), 1)


def field(fieldname: str, fieldtype: str = "Data", options: str | None = None, **more: Any) -> dict[str, Any]:
    return {"fieldname": fieldname, "label": fieldname.title(), "fieldtype": fieldtype, "options": options, **more}


def make_doctype(name: str, fields: list[dict[str, Any]], **options: Any) -> None:
    rights = {key: 1 for key in RIGHTS if options.get("is_submittable") or key not in ("submit", "cancel")}
    permissions = [] if options.get("istable") else [{"role": "System Manager", **rights}]
    values = {"doctype": "DocType", "name": name, "module": "Core", "custom": 1, "autoname": "prompt"}
    frappe.get_doc({**values, "fields": fields, "permissions": permissions, **options}).insert()


@pytest.fixture(autouse=True)
def things(site: Any) -> Iterator[None]:
    make_doctype("Undo Line", [field("item")], istable=1, autoname="hash")
    own = [field("title"), field("city"), field("box", "Link", "Undo Box"), field("lines", "Table", "Undo Line")]
    make_doctype("Undo Box", [field("title")], allow_rename=1)
    make_doctype("Undo Thing", own, title_field="title")
    make_doctype("Undo Paper", [field("title")], is_submittable=1, track_changes=1)
    start_operation("request", route="POST /test")
    yield


def make(doctype: str, name: str, **values: Any) -> Any:
    return frappe.get_doc({"doctype": doctype, "name": name, **values}).insert()


def make_things(count: int, **values: Any) -> list[str]:
    return [make("Undo Thing", f"T{number}", title=f"Thing {number}", **values).name for number in range(count)]


def later(doctype: str, name: str, user: str = "Administrator", **values: Any) -> None:
    """Change a document in a request of its own."""
    start_operation("request", user=user)
    doc = frappe.get_doc(doctype, name)
    doc.update(values)
    doc.save()


def kept(outcome: Undone) -> list[tuple[str, str]]:
    return [(one.name, one.reason) for one in outcome.kept]


def test_what_was_inserted_goes_and_what_it_links_to_goes_after_it() -> None:
    with operation("import", journal_all=True) as found:
        make("Undo Box", "B1")
        make_things(3, box="B1", lines=[{"item": "a"}])

    outcome = undo(found.id)

    assert (outcome.count, outcome.kept) == (4, [])
    assert frappe.db.count("Undo Thing") == frappe.db.count("Undo Line") == frappe.db.count("Undo Box") == 0
    head = head_of(outcome.operation)
    assert head is not None and (head.kind, head.parent) == ("undo", found.id)


def test_an_update_gets_its_values_and_rows_again() -> None:
    make_things(2, city="Bonn", lines=[{"item": "a"}, {"item": "b"}])
    before = frappe.get_doc("Undo Thing", "T0").as_dict()
    with operation("import", journal_all=True) as found:
        doc = frappe.get_doc("Undo Thing", "T0")
        doc.update({"city": "Köln", "lines": [{"item": "c"}]})
        doc.save()
        doc.city = "Ulm"
        doc.save()

    outcome = undo(found.id)

    after = frappe.get_doc("Undo Thing", "T0").as_dict()
    assert (outcome.count, after.city, after.title) == (1, "Bonn", before.title)
    assert [(row.name, row.item) for row in after.lines] == [(row.name, row.item) for row in before.lines]


def test_what_a_person_changed_since_is_left_alone_and_named() -> None:
    with operation("import", journal_all=True) as found:
        make_things(3)
    later("Undo Thing", "T1", city="Changed")

    outcome = undo(found.id)

    assert outcome.count == 2
    assert [(one.doctype, one.name, one.title) for one in outcome.kept] == [("Undo Thing", "T1", "Thing 1")]
    assert outcome.kept[0].reason.startswith("changed since")
    assert frappe.get_all("Undo Thing", pluck="name") == ["T1"]


def test_a_change_that_is_journaled_names_who_made_it() -> None:
    with operation("import", journal_all=True) as found:
        make("Undo Paper", "P1")
    later("Undo Paper", "P1", user="someone@example.com", title="x")

    assert kept(undo(found.id)) == [("P1", "changed since by someone@example.com")]


def test_what_the_scheduler_wrote_since_does_not_keep_a_record_but_it_keeps_its_values() -> None:
    make("Undo Paper", "P1", title="old")
    with operation("import", journal_all=True) as found:
        make("Undo Paper", "P2")
        frappe.db.set_value("Undo Paper", "P1", "title", "imported")
    start_operation("job", route="scheduled")
    for name in ("P1", "P2"):
        frappe.db.set_value("Undo Paper", name, "title", "of the scheduler")

    outcome = undo(found.id)

    assert [one.name for one in outcome.kept] == ["P1"]
    assert frappe.db.get_value("Undo Paper", "P1", "title") == "of the scheduler"
    assert not frappe.db.exists("Undo Paper", "P2")


def test_what_others_link_to_by_now_stays_and_the_rest_goes() -> None:
    with operation("import", journal_all=True) as found:
        for number in range(5):
            make("Undo Box", f"B{number}")
    start_operation("request")
    make("Undo Thing", "T", box="B3")

    outcome = undo(found.id)

    assert outcome.count == 4
    assert frappe.get_all("Undo Box", pluck="name") == ["B3"]
    assert [(one.name, "Undo Thing T" in one.reason) for one in outcome.kept] == [("B3", True)]


def test_what_is_gone_already_is_named() -> None:
    with operation("import", journal_all=True) as found:
        make_things(2)
    start_operation("request")
    frappe.delete_doc("Undo Thing", "T0")

    outcome = undo(found.id)

    assert [(one.name, one.reason) for one in outcome.kept] == [("T0", "deleted or renamed since")]


def test_what_was_deleted_comes_back_with_its_rows_owner_and_date() -> None:
    make("Undo Thing", "T", title="x", lines=[{"item": "a"}])
    frappe.db.set_value("Undo Thing", "T", {"owner": "Guest", "creation": "2020-01-02 03:04:05"}, update_modified=False)
    with operation("bulk", journal_all=True) as found:
        frappe.delete_doc("Undo Thing", "T")

    undo(found.id)

    doc = frappe.get_doc("Undo Thing", "T")
    assert (doc.title, doc.owner, str(doc.creation)[:19]) == ("x", "Guest", "2020-01-02 03:04:05")
    assert [row.item for row in doc.lines] == ["a"]


def test_a_name_that_was_taken_meanwhile_is_not_overwritten() -> None:
    make_things(1)
    with operation("bulk", journal_all=True) as found:
        frappe.delete_doc("Undo Thing", "T0")
    start_operation("request")
    make("Undo Thing", "T0", title="another")

    outcome = undo(found.id)

    assert [one.name for one in outcome.kept] == ["T0"]
    assert frappe.db.get_value("Undo Thing", "T0", "title") == "another"


def test_a_rename_and_a_merge_are_taken_back_with_their_links() -> None:
    for name in ("B1", "B2", "B3"):
        make("Undo Box", name, title=name)
    make("Undo Thing", "T1", box="B1")
    make("Undo Thing", "T2", box="B2")
    make("Undo Thing", "T3", box="B3")
    with operation("request", journal_all=True) as found:
        rename_doc("Undo Box", "B1", "B9")
        rename_doc("Undo Box", "B2", "B3", merge=True)
    assert frappe.get_all("Undo Thing", pluck="box", order_by="name") == ["B9", "B3", "B3"]

    outcome = undo(found.id)

    assert outcome.kept == []
    assert frappe.get_all("Undo Thing", pluck="box", order_by="name") == ["B1", "B2", "B3"]
    boxes = frappe.get_all("Undo Box", fields=["name", "title"], order_by="name")
    assert [(box.name, box.title) for box in boxes] == [("B1", "B1"), ("B2", "B2"), ("B3", "B3")]


def test_what_was_submitted_too_is_cancelled_and_goes() -> None:
    with operation("import", journal_all=True) as found:
        make("Undo Paper", "P").submit()

    assert undo(found.id).count == 1
    assert not frappe.db.exists("Undo Paper", "P")


def test_a_submit_alone_becomes_a_cancel() -> None:
    make("Undo Paper", "P")
    with operation("bulk", journal_all=True) as found:
        frappe.get_doc("Undo Paper", "P").submit()

    assert undo(found.id).count == 1
    assert frappe.db.get_value("Undo Paper", "P", "docstatus") == 2


def test_a_second_undo_changes_and_names_nothing() -> None:
    make("Undo Thing", "OLD", city="a")
    with operation("import", journal_all=True) as found:
        make_things(2)
        frappe.db.set_value("Undo Thing", "OLD", "city", "b")
    undo(found.id)

    outcome = undo(found.id)

    assert (outcome.count, outcome.kept) == (0, [])
    assert frappe.db.get_value("Undo Thing", "OLD", "city") == "a"


def test_an_undo_can_be_undone() -> None:
    with operation("import", journal_all=True) as found:
        make_things(2, lines=[{"item": "a"}])

    undo(undo(found.id).operation)

    assert frappe.get_all("Undo Thing", pluck="name", order_by="name") == ["T0", "T1"]
    assert frappe.db.count("Undo Line") == 2


def test_rights_of_the_acting_user_count_for_each_document(site: Any) -> None:
    with operation("import", journal_all=True) as found:
        make_things(2)
    frappe.set_user("Guest")

    outcome = undo(found.id)

    assert (outcome.count, len(outcome.kept)) == (0, 2)
    assert frappe.db.count("Undo Thing") == 2


def test_more_than_one_part_is_taken_back_and_each_document_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frappe.operations.changes.PART", 4)
    make_things(6, city="a")
    with operation("import", journal_all=True) as found:
        for city in ("b", "c"):
            for number in range(6):
                frappe.db.set_value("Undo Thing", f"T{number}", "city", city)
        for number in range(6):
            make("Undo Box", f"B{number}")
    seen: list[int] = []

    outcome = undo(found.id, progress=seen.append)

    assert outcome.count == count_changes(found.id) == 12
    assert set(frappe.get_all("Undo Thing", pluck="city")) == {"a"} and frappe.db.count("Undo Box") == 0
    assert seen == sorted(seen) and seen[-1] == 12


def test_what_was_written_first_may_need_what_was_written_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frappe.operations.changes.PART", 2)
    with operation("import", journal_all=True) as found:
        frappe.get_doc({"doctype": "Undo Thing", "name": "T", "box": "B0"}).insert(ignore_links=True)
        for number in range(4):
            make("Undo Box", f"B{number}")

    outcome = undo(found.id)

    assert (outcome.count, outcome.kept) == (5, [])
    assert frappe.db.count("Undo Box") == 0


def test_definitions_are_left_to_a_person() -> None:
    with operation("request") as found:
        make_doctype("Undo Late", [field("title")])

    outcome = undo(found.id)

    assert "Undo Late" in [one.name for one in outcome.kept] and frappe.db.exists("DocType", "Undo Late")


def test_many_inserts_cost_few_statements_each() -> None:
    def statements(count: int) -> int:
        with operation("import", journal_all=True) as found:
            make_things(count, lines=[{"item": "a"}])
        before = local.db.connection.statement_count
        undo(found.id)
        return int(local.db.connection.statement_count - before)

    few, many = statements(20), statements(120)

    assert (many - few) / 100 <= 5.1  # read and delete a row and its children's, and the journal
