"""Tables as csv and xlsx: what is written is read back, and never is a formula."""

from __future__ import annotations

import datetime
import io
from typing import Any

import frappe
import openpyxl
import pytest
from frappe.core.sheets import safe_cell
from frappe.exceptions import NotAvailableYetError, ValidationError
from frappe.utils.csvutils import (
    UnicodeWriter,
    build_csv_response,
    get_csv_content_from_google_sheets,
    read_csv_content,
    read_csv_content_from_attached_file,
    to_csv,
)
from frappe.utils.file_manager import save_file
from frappe.utils.xlsxutils import build_xlsx_response, make_xlsx, read_xlsx_file_from_attached_file

ROWS = [["Name", "Amount", "Day"], ["客户", 12.5, datetime.date(2026, 3, 4)], ['Ärger, "x"', 3, None]]


def test_csv_is_read_back() -> None:
    text = to_csv(ROWS)

    assert read_csv_content(text) == [
        ["Name", "Amount", "Day"],
        ["客户", "12.5", "2026-03-04"],
        ['Ärger, "x"', "3", None],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_that_spreadsheets_write(encoding: str) -> None:
    assert read_csv_content("客户;数量\n甲;1\n".encode(encoding), use_sniffer=True) == [["客户", "数量"], ["甲", "1"]]


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd", "@x", "\tx", "\rx", "  =x"])
def test_text_never_starts_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text
    assert not to_csv([[text]]).lstrip('"').startswith(("=", "+", "-", "@"))
    assert read_xlsx_file_from_attached_file(fcontent=make_xlsx([[text]], "x").getvalue()) is not None


@pytest.mark.parametrize("text", ["-12.5", "+3", "plain", ""])
def test_numbers_and_plain_text_stay(text: str) -> None:
    assert safe_cell(text) == text


def test_xlsx_is_read_back_with_its_types() -> None:
    content = make_xlsx(ROWS, "Customers", column_widths=[20, 10]).getvalue()

    assert read_xlsx_file_from_attached_file(fcontent=content) == [
        ["Name", "Amount", "Day"],
        ["客户", 12.5, datetime.date(2026, 3, 4)],
        ['Ärger, "x"', 3, None],
    ]


def test_title_with_signs_that_sheets_refuse_is_written_and_its_header_is_bold() -> None:
    content = make_xlsx(ROWS, "Sales / Region [2026]: a long title of a report").getvalue()

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.title == "Sales   Region  2026   a long t"
    assert [[cell.font.bold for cell in row] for row in sheet.iter_rows(max_row=2)] == [[True] * 3, [False] * 3]


def test_html_is_written_as_text_and_forbidden_signs_are_dropped() -> None:
    content = make_xlsx([["<p>a <b>b</b></p>", "x\x00y"]], "Sheet").getvalue()

    assert read_xlsx_file_from_attached_file(fcontent=content) == [["a b", "xy"]]


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(ValidationError, match="not an Excel workbook"):
        read_xlsx_file_from_attached_file(fcontent=b"no workbook")


def test_attached_files_are_read(site: Any) -> None:
    note = frappe.get_doc({"doctype": "Note", "title": "With a file"}).insert()
    with pytest.raises(ValidationError, match="Unable to open attached file"):
        read_csv_content_from_attached_file(note)

    save_file("rows.csv", to_csv([["a", "b"]]), "Note", note.name)
    sheet = save_file("rows.xlsx", make_xlsx([["a", 1]], "x").getvalue(), is_private=1)

    assert read_csv_content_from_attached_file(note) == [["a", "b"]]
    assert read_xlsx_file_from_attached_file(file_url=sheet.file_url) == [["a", 1]]


def test_answers_are_downloads(site: Any) -> None:
    build_csv_response([["客户"]], "rows")
    csv_answer = dict(frappe.local.response)
    build_xlsx_response([["客户"]], "rows")

    assert (csv_answer["filename"], csv_answer["filecontent"].decode()) == ("rows.csv", '\ufeff"客户"\r\n')
    assert frappe.local.response.filename == "rows.xlsx"
    assert read_xlsx_file_from_attached_file(fcontent=frappe.local.response.filecontent) == [["客户"]]


def test_writer_collects_rows() -> None:
    writer = UnicodeWriter()
    writer.writerow(["a", 1, "=x"])

    assert writer.getvalue() == '"a",1,"\'=x"\r\n'


def test_workbook_given_by_the_caller_gets_the_sheet() -> None:
    from openpyxl import Workbook, load_workbook

    book = Workbook(write_only=True)
    book.create_sheet("Other").append(["o"])
    content = make_xlsx([["a"]], "First", wb=book)

    assert load_workbook(io.BytesIO(content.getvalue())).sheetnames == ["First", "Other"]


def test_google_sheets_are_not_built() -> None:
    with pytest.raises(NotAvailableYetError):
        get_csv_content_from_google_sheets("https://example.com")
