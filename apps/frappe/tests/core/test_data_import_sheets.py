"""Reading files: what Excel and other programs write, and what is refused before it is unpacked."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from data_import_site import csv_bytes, xlsx
from frappe.core.data_importer import sheets
from frappe.core.data_importer.sheets import SheetError, column_letter, find_delimiter, read_sheet


def test_workbook_gives_values_with_the_row_numbers_people_see() -> None:
    day = datetime.datetime(2026, 1, 31)

    sheet = read_sheet("a.xlsx", xlsx(["Title", "Due"], ["A", day], [None, None], ["B", None]))

    assert sheet.headers == ("Title", "Due")
    assert [number for number, _cells in sheet.rows] == [2, 4]
    assert [cells[0] for _number, cells in sheet.rows] == ["A", "B"]
    assert str(sheet.rows[0][1][1])[:10] == "2026-01-31"


def test_formula_comes_as_its_last_result() -> None:
    content = _replaced(xlsx(["Count"], [4711]), b"<v>4711</v>", b"<f>4700+11</f><v>4711</v>")

    assert read_sheet("a.xlsx", content).rows == ((2, (4711,)),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_that_excel_writes(encoding: str) -> None:
    sheet = read_sheet("a.csv", csv_bytes(["名称", "金额"], ["铁塔", "1"], encoding=encoding))

    assert (sheet.headers, sheet.rows) == (("名称", "金额"), ((2, ("铁塔", "1")),))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_outside_of_quotes(delimiter: str) -> None:
    content = csv_bytes(['Title, "the; first|one"', "Kind", "Due"], ["A", "B", "C"], delimiter=delimiter)

    assert find_delimiter(content.decode()) == delimiter
    assert read_sheet("a.csv", content).rows == ((2, ("A", "B", "C")),)


def test_text_guarded_against_formulas_comes_back_as_it_was() -> None:
    sheet = read_sheet("a.csv", csv_bytes(["Title"], ["'=1+1"], ["'s Hertogenbosch"]))

    assert [cells for _number, cells in sheet.rows] == [("=1+1",), ("'s Hertogenbosch",)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF-1.7", "choose a file"),
        ("a.xlsx", b"PK\x03\x04 no archive", "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0 no workbook", "damaged"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\x00\x01\x02\xff\xfe", "encoding"),
        ("a.xlsx", xlsx([]), "empty"),
    ],
)
def test_file_that_is_no_sheet_is_refused_with_a_reason(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(SheetError, match=reason):
        read_sheet(name, content)


def test_archive_that_unpacks_to_too_much_is_refused_unread() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 1024 * 1024))

    with pytest.raises(SheetError, match="unpacks to more"):
        read_sheet("bomb.xlsx", out.getvalue())


def test_archive_that_states_a_part_too_small_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * 5_000_000)
    stated = (5_000_000).to_bytes(4, "little")
    content = out.getvalue().replace(stated, (1000).to_bytes(4, "little"))

    with pytest.raises(SheetError, match="damaged"):
        read_sheet("bomb.xlsx", content)


def test_cell_far_out_is_refused_before_a_reader_fills_the_space_up_to_it() -> None:
    content = _replaced(xlsx(["Title"], ["A"]), b'r="A2"', b'r="XFD1048576"')

    with pytest.raises(SheetError, match="more than"):
        read_sheet("far.xlsx", content)


def test_too_many_rows_columns_and_bytes_name_their_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    monkeypatch.setattr(sheets, "MAX_COLUMNS", 3)

    with pytest.raises(SheetError, match="more than 2 rows"):
        read_sheet("a.csv", csv_bytes(["A"], ["1"], ["2"], ["3"]))
    with pytest.raises(SheetError, match="more than 3 columns"):
        read_sheet("a.csv", csv_bytes(["A", "B", "C", "D"], ["1"]))
    with pytest.raises(SheetError, match="larger than"):
        read_sheet("a.csv", b"x" * (sheets.MAX_BYTES + 1))


def test_columns_have_the_letters_of_the_sheet() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def _replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    """Return a workbook with a part of its first sheet's XML replaced."""
    source, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            text = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                assert old in text
                text = text.replace(old, new)
            archive.writestr(part.filename, text)
    return out.getvalue()
