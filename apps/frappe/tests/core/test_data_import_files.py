"""Files that imports give: templates, records to change, and the bad rows with their reasons."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import frappe
import pytest
from data_import_site import DOCTYPE, cells_of, make_doctypes, make_user, preview, start, stored, upload
from frappe.context import local
from frappe.core.data_importer.sheets import read_sheet
from frappe.core.data_importer.workbooks import Heading, write_csv, write_xlsx
from frappe.core.doctype.data_export.data_export import export_data
from frappe.core.doctype.data_import import data_import
from frappe.exceptions import PermissionError as NoPermission
from openpyxl import load_workbook

DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


@pytest.fixture
def things(site: Any) -> Iterator[Any]:
    make_doctypes()
    yield site
    local.lang = "en"


def answer_of(file_type: str = "Excel", **options: Any) -> bytes:
    data_import.download_template(DOCTYPE, file_type=file_type, **options)
    return bytes(local.response.filecontent)


def test_template_has_labels_marks_choices_and_notes_in_the_users_language(things: Any) -> None:
    local.lang = "zh"

    book = load_workbook(io.BytesIO(answer_of()))

    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    assert headers[:3] == ["名称 *", "类别", "金额"]
    assert "Filled" not in headers
    assert sheet.max_row == 1
    assert "1234.50" in sheet["C1"].comment.text
    choices = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert choices["B2:B5000"] == "Lists!$B$1:$B$2"
    assert [cell.value for cell in book["Lists"]["B"][:2]] == ["大型", "小型"]
    assert book["Lists"].sheet_state == "hidden"


def test_filled_template_is_imported_as_it_is(things: Any) -> None:
    local.lang = "zh"
    book = load_workbook(io.BytesIO(answer_of()))
    sheet = book.worksheets[0]
    for column, value in (("A", "铁塔"), ("B", "小型"), ("C", "1,000")):
        sheet[f"{column}2"] = value
    out = io.BytesIO()
    book.save(out)

    result = data_import.start(DOCTYPE, upload(out.getvalue()))

    assert (result["status"], result["problems"]) == ("Success", [])
    assert stored("title", "kind", "amount") == [("铁塔", "Small", 1000.0)]


@pytest.mark.parametrize(("file_type", "name"), [("Excel", "things.xlsx"), ("CSV", "things.csv")])
def test_template_with_records_changes_them_and_comes_back_unchanged(things: Any, file_type: str, name: str) -> None:
    start(
        ["Title", "Kind", "Active", "Due", "Amount"],
        ["=1+1", "Small", "Yes", "2026-01-05", 3.5],
        ["B", "Big", 0, None, 0],
    )
    before = stored("name", "title", "kind", "active", "due", "amount")
    content = answer_of(file_type, export_records="all")

    result = data_import.start(DOCTYPE, upload(content, name), import_type="Update Existing Records")

    assert (result["status"], result["imported"], result["problems"]) == ("Success", 2, [])
    assert stored("name", "title", "kind", "active", "due", "amount") == before


def test_records_need_the_right_to_export_and_are_logged(things: Any) -> None:
    answer_of(export_records="all", export_fields=frappe.as_json({DOCTYPE: ["title"]}))
    logged = frappe.get_all("Access Log", {"export_from": DOCTYPE}, ["user", "file_type"])
    frappe.set_user(make_user("importer@example.com", "Translator"))

    with pytest.raises(NoPermission):
        answer_of(export_records="all")
    assert [tuple(row.values()) for row in logged] == [("Administrator", "Excel")]
    assert len(answer_of()) > 0


def test_chosen_columns_of_filtered_records_are_exported(things: Any) -> None:
    start(["Title", "Kind"], ["A", "Big"], ["B", "Small"])

    export_data(DOCTYPE, select_columns=["title"], filters={"kind": "Small"})
    filtered = cells_of(local.response.filecontent)
    export_data(DOCTYPE, with_data=0, select_columns=["title"])

    assert filtered == [("ID *", "Title"), ("THING-0002", "B")]
    assert cells_of(local.response.filecontent) == [("Title *",)]


def test_fields_above_the_users_level_are_not_in_his_template(things: Any) -> None:
    frappe.set_user(make_user("importer@example.com", "Translator"))

    headers = cells_of(answer_of())[0]

    assert "Secret" not in headers
    assert "Title *" in headers


def test_error_file_of_a_partial_import_holds_the_bad_rows_and_can_be_sent_again(things: Any) -> None:
    rows = (["Title", "Kind"], ["A", "Big"], ["B", "Huge"], [None, "Small"])
    result = start(*rows, mode="partial")

    data_import.download_errored_template(result["data_import"])
    cells = cells_of(local.response.filecontent)
    again = preview(["Title", "Kind", cells[0][2]], ["B", "Small", cells[1][2]])

    assert cells == [
        ("Title", "Kind", "Reason it was not imported"),
        ("B", "Huge", "Kind: This is none of the options. Write one of: Big, Small"),
        (None, "Small", "Title: This value is mandatory. Fill in the cell."),
    ]
    assert (again["problems"], again["good_rows"]) == ([], 1)


def test_error_file_of_a_strict_import_holds_the_whole_file(things: Any) -> None:
    result = start(["Title", "Kind"], ["A", "Big"], ["B", "Huge"])

    data_import.download_errored_template(result["data_import"])

    assert [row[:2] for row in cells_of(local.response.filecontent)] == [("Title", "Kind"), ("A", "Big"), ("B", "Huge")]
    assert parse_qs(urlsplit(result["error_file_url"]).query) == {"data_import_name": [result["data_import"]]}


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_runs_as_a_formula_and_each_comes_back(text: str) -> None:
    headings = [Heading("A"), Heading(text)]

    table = write_csv(headings, [["x", text]])
    cell = load_workbook(io.BytesIO(write_xlsx("t", headings, [["x", text]]))).active["B2"]

    assert table.decode("utf-8-sig").splitlines()[0].split(",")[1].lstrip('"').startswith("'")
    assert read_sheet("a.csv", table).rows[0][1][1] == text
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
