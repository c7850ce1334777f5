"""Sheets of the demand collection form: read .xlsx and .csv into cells, write the empty form; no database."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from python_calamine import CalamineError, CalamineWorkbook

MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_UNPACKED_BYTES = 200_000_000
CSV_ENCODINGS = ("utf-8-sig", "gb18030")
PREPARED_ROWS = 500
LISTS_SHEET = "Lists"
REQUIRED_FILL = PatternFill("solid", fgColor="FFF2CC")


class UnreadableSheet(ValueError):
    """The file is no sheet, or too large; the text is ``format``, ``encoding``, ``large`` or ``rows``."""


def read_cells(file_name: str, content: bytes) -> list[list[Any]]:
    """Return the cells of the first sheet, row 1 first, whatever rows are empty.

    Raises:
        UnreadableSheet: the file is damaged, of another kind or too large.
    """
    rows = _read_csv(content) if file_name.lower().endswith(".csv") else _read_workbook(content)
    if len(rows) > MOST_ROWS + 1 or any(len(row) > MOST_COLUMNS for row in rows):
        raise UnreadableSheet("rows")
    return rows


def _read_csv(content: bytes) -> list[list[Any]]:
    for encoding in CSV_ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return [list(row) for row in csv.reader(io.StringIO(text))]
    raise UnreadableSheet("encoding")


def _read_workbook(content: bytes) -> list[list[Any]]:
    _check_unpacked_size(content)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except CalamineError:
        raise UnreadableSheet("format") from None
    if sheet.total_height > MOST_ROWS or sheet.total_width >= MOST_COLUMNS:  # both name the last place, from 0
        raise UnreadableSheet("rows")
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


def _check_unpacked_size(content: bytes) -> None:
    """Refuse a small file that unpacks into a huge one before anything unpacks it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise UnreadableSheet("format") from None
    if unpacked > MOST_UNPACKED_BYTES:
        raise UnreadableSheet("large")


def build_form(
    title: str,
    headers: Mapping[str, str],
    required: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    notes: Mapping[str, str],
) -> bytes:
    """Return an empty form as .xlsx: required columns marked, a drop-down for each list of choices, notes as comments.

    All mappings are by fieldname; ``headers`` gives the order of the columns.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    lists = book.create_sheet(LISTS_SHEET)
    lists.sheet_state = "hidden"
    for place, (name, label) in enumerate(headers.items(), start=1):
        cell = sheet.cell(1, place, f"{label}*" if name in required else label)
        cell.font = Font(bold=True)
        if name in required:
            cell.fill = REQUIRED_FILL
        if name in notes:
            cell.comment = Comment(notes[name], "CRM Suite")
        sheet.column_dimensions[get_column_letter(place)].width = max(12, 2 * len(label) + 4)
        if choices.get(name):
            _add_drop_down(sheet, lists, place, choices[name])
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _add_drop_down(sheet: Any, lists: Any, place: int, values: Sequence[str]) -> None:
    """Offer values in a column; they stand in a hidden sheet, since a list written inline is short."""
    letter = get_column_letter(place)
    for row, value in enumerate(values, start=1):
        lists.cell(row, place, value)
    rule = DataValidation(type="list", formula1=f"{LISTS_SHEET}!${letter}$1:${letter}${len(values)}", allow_blank=True)
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{PREPARED_ROWS + 1}")
