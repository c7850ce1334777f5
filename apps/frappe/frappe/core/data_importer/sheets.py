"""The cells of an uploaded file: xlsx, xls or csv, within limits that hold before anything large is unpacked.

A sheet is a list of rows of plain values; formulas come as their last result. Row numbers are those people see.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from frappe.exceptions import ValidationError
from frappe.messages import _

ENDINGS = ("csv", "xlsx", "xls")
MAX_BYTES = 25 * 1024 * 1024
MAX_UNPACKED_BYTES = 250 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 1000
MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELLS = 2_000_000
HEADER_ROWS = 20
DELIMITERS = (",", ";", "\t", "|")
_SHEET_PART = re.compile(r"xl/worksheets/.*\.xml$", re.IGNORECASE)
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
_PLAIN_REFERENCE = re.compile(rb"([A-Za-z]{0,3})([0-9]{1,7})$")
_CHUNK = 1024 * 1024


class SheetError(ValidationError):
    """The file cannot be read as a sheet."""


@dataclass(frozen=True)
class Sheet:
    """A header row and the filled rows below it, each with its number in the file."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    header_row: int = 1


def read_sheet(
    file_name: str,
    content: bytes,
    *,
    delimiters: Sequence[str] = DELIMITERS,
    is_label: Callable[[Any], bool] = lambda cell: False,
) -> Sheet:
    """Return the first sheet of a file that holds something.

    The header is the row with the most labels among the first that are filled, so that a title, notes or merged group
    headings may stand above it.

    Raises:
        SheetError: the file is too large, damaged, locked or empty.
    """
    ending = file_name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        raise SheetError(
            _("{0} cannot be imported: choose a file that ends with .xlsx, .xls or .csv.").format(file_name)
        )
    if len(content) > MAX_BYTES:
        raise SheetError(_("The file is larger than {0} MB. Split it into smaller files.").format(MAX_BYTES // 2**20))
    cells = _read_csv(content, delimiters) if ending == "csv" else _read_workbook(content, is_zip=ending == "xlsx")
    return _as_sheet(cells, is_label)


def _as_sheet(cells: list[list[Any]], is_label: Callable[[Any], bool]) -> Sheet:
    """Take a row as headers, those below it that are filled as rows."""
    filled = [(number, row) for number, row in enumerate(cells, start=1) if any(not is_blank(cell) for cell in row)]
    if not filled:
        raise SheetError(_("The file is empty: its first row must hold the column labels."))
    position = _header_position([row for _number, row in filled[:HEADER_ROWS]], is_label)
    header_row, headers = filled[position][0], _with_merged(filled, position, is_label)
    width = max(index for index, cell in enumerate(headers) if not is_blank(cell)) + 1
    width = max(width, max((_filled_width(row) for _number, row in filled), default=0))
    check_size(len(filled), width)
    padded = ["" if is_blank(cell) else cell for cell in (*headers, *[""] * (width - len(headers)))]
    rows = tuple((number, _row(row, width)) for number, row in filled[position + 1 :])
    return Sheet(tuple(str(cell).strip() for cell in padded[:width]), rows, header_row)


def _header_position(rows: list[list[Any]], is_label: Callable[[Any], bool]) -> int:
    counts = [sum(map(is_label, row)) for row in rows]
    most = max(counts)
    return counts.index(most) if most > 1 else 0


def _with_merged(filled: list[tuple[int, list[Any]]], position: int, is_label: Callable[[Any], bool]) -> list[Any]:
    """Return the headers; where a label is merged over two rows it stands in the upper one."""
    number, headers = filled[position]
    if not position or filled[position - 1][0] != number - 1:
        return headers
    above = filled[position - 1][1]
    width = max(len(headers), len(above))
    lower, upper = [*headers, *[None] * (width - len(headers))], [*above, *[None] * (width - len(above))]
    return [up if is_blank(low) and is_label(up) else low for low, up in zip(lower, upper, strict=True)]


def _filled_width(row: list[Any]) -> int:
    return next((index + 1 for index in range(len(row) - 1, -1, -1) if not is_blank(row[index])), 0)


def _row(row: list[Any], width: int) -> tuple[Any, ...]:
    cells = [None if is_blank(cell) else cell for cell in row[:width]]
    return (*cells, *[None] * (width - len(cells)))


def is_blank(cell: Any) -> bool:
    """Tell whether a cell holds nothing to see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def check_size(rows: int, columns: int) -> None:
    """Refuse a sheet that is too large.

    Raises:
        SheetError: the text names the limit.
    """
    if rows > MAX_ROWS + 1:
        raise SheetError(_("The sheet has more than {0} rows. Split it into smaller files.").format(MAX_ROWS))
    if columns > MAX_COLUMNS:
        raise SheetError(
            _("The sheet has more than {0} columns. Remove those that are not needed.").format(MAX_COLUMNS)
        )
    if rows * columns > MAX_CELLS:
        raise SheetError(_("The sheet has more than {0} cells. Split it into smaller files.").format(MAX_CELLS))


# -- csv


def _read_csv(content: bytes, delimiters: Sequence[str]) -> list[list[Any]]:
    text = decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=find_delimiter(text, delimiters))
    cells: list[list[Any]] = []
    count = 0
    try:
        for row in reader:
            count += len(row)
            if len(cells) > MAX_ROWS + 1 or count > MAX_CELLS:
                check_size(len(cells) + 1, max(len(row), 1))
                raise SheetError(_("The sheet has more than {0} cells. Split it into smaller files.").format(MAX_CELLS))
            cells.append([_unguarded(cell) for cell in row])
    except csv.Error as error:
        raise SheetError(
            _("Line {0} of the CSV file cannot be read: {1}").format(reader.line_num, str(error))
        ) from error
    return cells


def _unguarded(cell: str) -> str:
    """Return a cell without the sign that keeps its text from being a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") and cell[1:] else cell


def decode(content: bytes) -> str:
    """Return a text file's text: Unicode with or without a mark, else the Chinese encoding that Excel writes.

    Raises:
        SheetError: it is none of these.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SheetError(_("The encoding of the file is not known. Save it as CSV UTF-8 or as Excel (.xlsx)."))


def find_delimiter(text: str, delimiters: Sequence[str] = DELIMITERS) -> str:
    """Return the sign that splits the first filled line into most columns, outside of quotes."""
    line = _first_record(text)
    plain = re.sub(r'"[^"]*"', "", line)
    counts = {delimiter: plain.count(delimiter) for delimiter in delimiters if len(delimiter) == 1}
    best = max(counts, key=lambda delimiter: counts[delimiter], default=",")
    return best if counts.get(best) else ","


def _first_record(text: str) -> str:
    """Return the first filled line with the line breaks inside its quotes."""
    record = ""
    for line in io.StringIO(text):
        record += line
        if record.count('"') % 2 == 0 and record.strip(" \t\r\n,;|"):
            break
        if record.count('"') % 2 == 0:
            record = ""
    return record


# -- workbooks


def _read_workbook(content: bytes, *, is_zip: bool) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # heavy, only where a file is read

    if is_zip:
        check_archive(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [sheet.name for sheet in workbook.sheets_metadata if str(sheet.visible).endswith("Visible")]
        for name in visible or workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.end is not None:
                check_size(sheet.end[0] + 1, sheet.end[1] + 1)
                return sheet.to_python(skip_empty_area=False)
    except PasswordError as error:
        raise SheetError(_("The workbook is locked with a password. Save it without one.")) from error
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
        raise SheetError(
            _("The workbook is damaged or not an Excel file. Open it in Excel and save it again.")
        ) from error
    return []


def check_archive(content: bytes) -> None:
    """Refuse an xlsx that would unpack to far more than it is, before a reader unpacks it.

    Raises:
        SheetError: it is no archive, or too large inside.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
        too_large = SheetError(_("The workbook unpacks to more than it may. Save only the rows that are needed."))
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise too_large
        for part in parts:
            if part.file_size > 10 * _CHUNK and part.file_size > MAX_RATIO * max(part.compress_size, 1):
                raise too_large
            _check_part(archive, part)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError, OSError) as error:
        raise SheetError(
            _("The workbook is damaged or not an Excel file. Open it in Excel and save it again.")
        ) from error


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part in pieces: its size must be the stated one, and no sheet may reach far out.

    Readers hold every cell up to the last one, filled or not; that a size is stated too low shows in the checksum.
    """
    is_sheet = _SHEET_PART.match(part.filename) is not None
    rows = columns = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = tail + chunk
            for found in _REFERENCE.finditer(text) if is_sheet else ():
                row, column = _position(found.group(1))
                rows, columns = max(rows, row), max(columns, column)
            tail = text[-64:]
    check_size(rows, columns)


def _position(reference: bytes) -> tuple[int, int]:
    found = _PLAIN_REFERENCE.match(reference)
    if found is None:
        raise SheetError(_("The workbook is damaged or not an Excel file. Open it in Excel and save it again."))
    column = 0
    for letter in found.group(1).upper():
        column = column * 26 + letter - 64
    return int(found.group(2)), column


def column_letter(index: int) -> str:
    """Return the letters over a column, ``A`` for 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
