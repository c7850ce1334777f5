"""Imports with rows of tables, of records that may exist, with records made for links, and with headings above."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from data_import_site import cells_of, field, found, preview, start, stored, upload
from frappe.context import local
from frappe.core.doctype.data_import import data_import
from frappe.operations import undo

UPDATE, UPSERT = "Update Existing Records", "Insert or Update Records"
SHEET = "Import Sheet"
HEAD = ["ID", "Title", "Item (Lines)", "Qty (Lines)", "Note (Notes)"]


@pytest.fixture(autouse=True)
def sheets(site: Any) -> Iterator[None]:
    rights = {"role": "System Manager", **dict.fromkeys(("read", "write", "create", "delete", "import", "export"), 1)}
    _doctype("Import Item", [field("Title", reqd=1)], [{**rights, "import": 0}], autoname="field:title")
    _doctype("Import Line", [field("Item", "Link", "Import Item", reqd=1), field("Qty", "Float")], [], istable=1)
    _doctype("Import Note", [field("Note", length=10)], [], istable=1)
    fields = [
        field("Title", reqd=1),
        field("Code", unique=1),
        field("Lines", "Table", "Import Line"),
        field("Notes", "Table", "Import Note"),
    ]
    _doctype(SHEET, fields, [rights], autoname="SHEET-.###", allow_import=1)
    for title in ("Pole", "Mast"):
        frappe.get_doc({"doctype": "Import Item", "title": title}).insert()
    yield


def _doctype(name: str, fields: list[dict[str, Any]], permissions: list[dict[str, Any]], **options: Any) -> None:
    values = {"doctype": "DocType", "name": name, "module": "Core", "custom": 1, "fields": fields}
    frappe.get_doc({**values, "permissions": permissions, **options}).insert()


def rows_of(name: str, table: str = "lines") -> list[tuple[Any, ...]]:
    return [tuple(row.get(key) for key in ("item", "qty", "note") if key in row.meta.column_set)
            for row in frappe.get_doc(SHEET, name).get(table)]  # fmt: skip


def test_lines_below_a_document_are_rows_of_its_tables() -> None:
    answer = start(
        HEAD[1:],
        ["First", "Pole", 2, "a"],
        [None, "Mast", 1, "b"],
        [None, None, None, "c"],
        ["Second", None, None, None],
        doctype=SHEET,
    )

    assert (answer["imported"], answer["failed"]) == (2, 0)
    assert rows_of("SHEET-001") == [("Pole", 2), ("Mast", 1)]
    assert rows_of("SHEET-001", "notes") == [("a",), ("b",), ("c",)]
    assert rows_of("SHEET-002") == []


def test_columns_of_tables_may_be_headed_by_fieldname_and_in_chinese() -> None:
    for source, text in (("Lines", "明细"), ("Qty", "数量")):
        frappe.get_doc(
            {"doctype": "Translation", "language": "zh", "source_text": source, "translated_text": text}
        ).insert()

    answer = preview(["title", "lines.item", "数量 (明细)"], ["x", "Pole", 1], doctype=SHEET)

    assert [column["fieldname"] for column in answer["columns"]] == ["title", "lines.item", "lines.qty"]
    assert answer["problems"] == []


def test_a_problem_of_a_row_stands_at_its_line_and_keeps_the_whole_document_out() -> None:
    answer = preview(
        HEAD[1:],
        ["First", "Pole", "many", None],
        [None, "Nothing", 1, None],
        [None, None, 3, "much too long a note"],
        ["Second", "Pole", 1, None],
        doctype=SHEET,
    )

    assert [problem[:3] for problem in found(answer)] == [
        (2, "C", "many"),
        (3, "B", "Nothing"),
        (4, "D", "much too long a note"),
    ]
    assert (answer["total_rows"], answer["good_rows"]) == (2, 1)


def test_what_the_document_refuses_of_a_row_stands_at_its_line() -> None:
    answer = preview(HEAD[1:], ["First", "Pole", 1, None], [None, None, 2, None], doctype=SHEET)

    assert found(answer) == [(3, "B", None, "This value is mandatory.")]


def test_an_update_changes_rows_by_their_id_adds_others_and_keeps_the_rest() -> None:
    doc = frappe.get_doc(
        {"doctype": SHEET, "title": "x", "lines": [{"item": "Pole", "qty": 1}, {"item": "Mast", "qty": 2}]}
    ).insert()

    answer = start(
        ["ID", "ID (Lines)", "Item (Lines)", "Qty (Lines)"],
        [doc.name, doc.lines[1].name, None, 5],
        [None, None, "Pole", 7],
        doctype=SHEET,
        import_type=UPDATE,
    )

    assert (answer["imported"], answer["failed"]) == (1, 0)
    assert rows_of(doc.name) == [("Pole", 1), ("Mast", 5), ("Pole", 7)]


def test_a_row_id_of_another_document_is_refused() -> None:
    docs = [frappe.get_doc({"doctype": SHEET, "title": "x", "lines": [{"item": "Pole"}]}).insert() for _ in range(2)]

    answer = start(
        ["ID", "ID (Lines)", "Qty (Lines)"], [docs[0].name, docs[1].lines[0].name, 9], doctype=SHEET, import_type=UPDATE
    )

    assert answer["imported"] == 0 and "has no row" in answer["problems"][0]["message"]
    assert rows_of(docs[1].name) == [("Pole", 0)]


def test_records_that_exist_are_changed_and_others_are_made() -> None:
    frappe.get_doc({"doctype": SHEET, "title": "old", "code": "A"}).insert()
    rows = (["Code", "Title"], ["A", "new"], ["B", "made"])

    looked = preview(*rows, doctype=SHEET, import_type=UPSERT)
    answer = start(*rows, doctype=SHEET, import_type=UPSERT)

    assert (looked["inserts"], looked["updates"], looked["problems"]) == (1, 1, [])
    assert answer["imported"] == 2
    assert stored("code", "title", doctype=SHEET) == [("A", "new"), ("B", "made")]
    assert start(*rows, doctype=SHEET, import_type=UPSERT)["imported"] == 2
    assert len(stored("name", doctype=SHEET)) == 2


def test_records_for_links_are_made_on_request_and_go_with_the_import() -> None:
    rows = (HEAD[1:4], ["First", "Tripod", 1], [None, "tripod", 2], ["Second", "Guy Wire", 1])

    refused = preview(*rows, doctype=SHEET)
    looked = preview(*rows, doctype=SHEET, create_links=1)
    before = set(stored("name", doctype="Import Item"))
    answer = start(*rows, doctype=SHEET, create_links=1)

    assert len(found(refused)) == 3
    assert found(looked) == [] and len(found(looked, "warning")) == 3
    assert before == {"Pole", "Mast"}
    assert set(stored("name", doctype="Import Item")) - before == {"Tripod", "Guy Wire"}
    undo(answer["operation"])
    assert set(stored("name", doctype="Import Item")) == before and stored("name", doctype=SHEET) == []


def test_cells_are_replaced_as_the_user_says() -> None:
    answer = start(
        HEAD[1:4], ["First", "杆", "1"], doctype=SHEET, value_mapping=json.dumps({"B": {"杆": "Pole"}})
    )  # fmt: skip

    assert answer["imported"] == 1 and rows_of("SHEET-001") == [("Pole", 1)]


def test_titles_notes_and_merged_headings_may_stand_above_the_labels() -> None:
    answer = preview(
        ["Orders of the year"],
        ["Please fill in the white cells."],
        ["Title", "Lines", None],
        [None, "Item (Lines)", "Qty (Lines)"],
        ["First", "Pole", 2],
        doctype=SHEET,
    )

    assert [column["fieldname"] for column in answer["columns"]] == ["title", "lines.item", "lines.qty"]
    assert (answer["row_numbers"], answer["problems"]) == ([5], [])


def test_what_a_document_tells_is_a_warning_of_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    from frappe.model.document import Document

    def validate(self: Any) -> None:
        if self.get("doctype") == SHEET and self.title == "Twin":
            frappe.msgprint("It may be a duplicate.")

    monkeypatch.setattr(Document, "validate", validate, raising=False)

    answer = preview(["Title"], ["One"], ["Twin"], doctype=SHEET)

    assert found(answer, "warning") == [(3, None, None, "It may be a duplicate.")] and answer["good_rows"] == 2


def test_exported_records_come_back_without_a_change() -> None:
    for number in range(3):
        lines = [{"item": "Pole", "qty": number + 0.5}, {"item": "Mast", "qty": 2}][: number + 1]
        frappe.get_doc({"doctype": SHEET, "title": f"T{number}", "lines": lines, "notes": [{"note": "n"}]}).insert()
    before = [frappe.get_doc(SHEET, name).as_dict() for name in stored("name", doctype=SHEET)]
    data_import.download_template(SHEET, export_records="all", file_type="Excel")
    content = local.response.filecontent
    head, *lines = cells_of(content)
    file_url = upload(content)

    answer = data_import.start(SHEET, file_url, import_type=UPDATE)

    assert {"ID (Lines)", "Item (Lines)", "Note (Notes)"} <= {cell.rstrip(" *") for cell in head} and len(lines) == 5
    assert (answer["imported"], answer["failed"]) == (3, 0)
    assert [frappe.get_doc(SHEET, doc.name).as_dict() for doc in before] == before


def test_bad_lines_come_back_with_their_document() -> None:
    answer = start(
        HEAD[1:4],
        ["First", "Pole", 1],
        [None, "Nothing", 2],
        ["Second", "Mast", 3],
        doctype=SHEET,
        mode="partial",
    )
    data_import.download_errored_template(answer["data_import"])

    rows = cells_of(local.response.filecontent)
    assert [row[:3] for row in rows[1:]] == [("First", "Pole", 1), (None, "Nothing", 2)]
    assert rows[1][3] is None and "There is no Import Item" in rows[2][3]
