"""Tables written as files: xlsx with drop-downs and notes, or csv; no text in them runs as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from frappe.core.sheets import FORMULA_STARTS, sheet_title
from frappe.utils import cstr

GUARD = "'"
DROP_DOWN_ROWS = 5_000
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Heading:
    """One column of a file to fill: its label, a note, what may be chosen, how its cells look."""

    label: str
    note: str = ""
    choices: tuple[str, ...] = ()
    number_format: str = "General"
    required: bool = False

    @property
    def text(self) -> str:
        return f"{self.label} *" if self.required else self.label


def guarded(text: str) -> str:
    """Return a text that a spreadsheet program does not take for a formula."""
    return GUARD + text if text.startswith(FORMULA_STARTS) else text


def write_csv(headings: Sequence[Heading], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a csv file in UTF-8 with a mark, as Excel reads it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([guarded(heading.text) for heading in headings])
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cstr(cell) for cell in row])
    return ("\ufeff" + out.getvalue()).encode()


def write_xlsx(
    title: str, headings: Sequence[Heading], rows: Sequence[Sequence[Any]], marked: Sequence[set[int]] = ()
) -> bytes:
    """Return a workbook; ``marked`` holds for each row the columns to colour."""
    from openpyxl import Workbook  # heavy, only where a file is made

    book = Workbook()
    sheet = book.active
    sheet.title = sheet_title(title)
    _write_headings(sheet, headings)
    _write_choices(book, sheet, headings)
    _write_rows(sheet, rows, marked)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_headings(sheet: Any, headings: Sequence[Heading]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    fills = {True: PatternFill("solid", fgColor="FDE9D9"), False: PatternFill("solid", fgColor="EAF1FB")}
    for index, heading in enumerate(headings, start=1):
        cell = sheet.cell(1, index)
        _set_text(cell, heading.text)
        cell.font = Font(bold=True)
        cell.fill = fills[heading.required]
        if heading.note:
            cell.comment = Comment(_NOT_IN_XML.sub("", heading.note), "CRM Suite", width=320, height=160)
        width = sum(2 if ord(char) > 0x2E7F else 1 for char in heading.text)
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = min(max(width + 4, 12), 45)
        dimension.number_format = heading.number_format
    sheet.freeze_panes = "A2"


def _write_choices(book: Any, sheet: Any, headings: Sequence[Heading]) -> None:
    """Put what may be chosen on a hidden sheet: a list written into the rule itself may hold 255 characters only."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = None
    for index, heading in enumerate(headings, start=1):
        if not heading.choices:
            continue
        if lists is None:
            lists = book.create_sheet("Lists")
            lists.sheet_state = "hidden"
        letter = get_column_letter(index)
        for number, choice in enumerate(heading.choices, start=1):
            _set_text(lists.cell(number, index), choice)
        rule = DataValidation("list", formula1=f"Lists!${letter}$1:${letter}${len(heading.choices)}", allow_blank=True)
        rule.errorStyle = "warning"
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{DROP_DOWN_ROWS}")


def _write_rows(sheet: Any, rows: Sequence[Sequence[Any]], marked: Sequence[set[int]]) -> None:
    from openpyxl.styles import PatternFill

    red = PatternFill("solid", fgColor="FFC7CE")
    for number, row in enumerate(rows, start=2):
        colours = marked[number - 2] if number - 2 < len(marked) else ()
        for index, value in enumerate(row, start=1):
            cell = sheet.cell(number, index)
            if isinstance(value, str):
                _set_text(cell, value)
            elif value is not None:
                cell.value = value
            if index - 1 in colours:
                cell.fill = red


def _set_text(cell: Any, text: str) -> None:
    """Write a text as text: neither a formula now nor when somebody edits the cell."""
    cell.value = _NOT_IN_XML.sub("", text)[:32_000]
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
        cell.number_format = "@"
