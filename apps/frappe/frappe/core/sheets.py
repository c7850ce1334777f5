"""Tables as csv and xlsx (``frappe.utils.csvutils`` and ``xlsxutils``).

What is written never starts a formula in a spreadsheet: such texts get an apostrophe in front.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.core.stored_files import get_file_path
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.utils import cstr
from frappe.utils.html_utils import strip_html

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = Iterable[Sequence[Any]]


def safe_cell(value: Any) -> Any:
    """Return a value that a spreadsheet does not take for a formula; numbers written as text stay."""
    if not isinstance(value, str) or not value.lstrip(" ").startswith(FORMULA_STARTS):
        return value
    try:
        float(value)
    except ValueError:
        return "'" + value
    return value


def sheet_title(text: str) -> str:
    """Return a text as the title of a sheet, which is short and knows some signs not."""
    return _NO_SHEET_NAME.sub(" ", text)[:31].strip() or "Sheet"


def send_table(title: str, table: Rows, kind: str) -> None:
    """Answer the request under way with a table: ``kind`` is CSV or Excel."""
    build_csv_response(table, title) if kind == "CSV" else build_xlsx_response(table, title)


# -- csv


def to_csv(data: Rows, quoting: str | int = csv.QUOTE_ALL, delimiter: str = ",") -> str:
    """Return rows as csv text."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=int(quoting), delimiter=delimiter)  # type: ignore[arg-type]
    writer.writerows([safe_cell(cstr(value)) for value in row] for row in data)
    return out.getvalue()


class UnicodeWriter:
    """Collects rows as csv text."""

    def __init__(self, encoding: str = "utf-8", quoting: int = csv.QUOTE_NONNUMERIC) -> None:
        self.encoding = encoding
        self.queue = io.StringIO()
        self.writer = csv.writer(self.queue, quoting=quoting)  # type: ignore[arg-type]

    def writerow(self, row: Sequence[Any]) -> None:
        self.writer.writerow([safe_cell(value) for value in row])

    def getvalue(self) -> str:
        return self.queue.getvalue()


def read_csv_content(fcontent: bytes | str, use_sniffer: bool = False) -> list[list[Any]]:
    """Return the rows of csv content; blank cells are None.

    Raises:
        ValidationError: the bytes are text of no known encoding.
    """
    text = fcontent if isinstance(fcontent, str) else _decode(fcontent)
    dialect: Any = csv.excel
    if use_sniffer:
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), dialect)
    return [[value.strip() or None for value in row] for row in rows]


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030", "windows-1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("Unknown file encoding. Save the file as UTF-8."))


def read_csv_content_from_attached_file(doc: Any) -> list[list[Any]]:
    """Return the rows of the csv file attached to a document.

    Raises:
        ValidationError: nothing is attached.
    """
    fid = local.db.get_value("File", {"attached_to_doctype": doc.doctype, "attached_to_name": doc.name}, "name")
    if not fid:
        raise ValidationError(_("Unable to open attached file. Did you export it as CSV?"))
    return read_csv_content(Path(get_file_path(fid)).read_bytes())


def build_csv_response(data: Rows, filename: str) -> None:
    """Answer the request under way with rows as a csv file."""
    content = ("\ufeff" + to_csv(data)).encode()
    local.response.update(
        type="download", filename=f"{filename}.csv", filecontent=content, content_type="text/csv; charset=utf-8"
    )


def send_csv_to_client(args: Any) -> None:
    """Answer the request under way with ``args.data`` as the csv file ``args.filename``."""
    build_csv_response(args["data"], args["filename"])


# -- xlsx


def make_xlsx(
    data: Rows, sheet_name: str, wb: Any = None, column_widths: Sequence[float] | None = None, **_options: Any
) -> io.BytesIO:
    """Return a workbook with the rows on a sheet, the first one bold; HTML is written as its text."""
    from openpyxl import Workbook  # heavy, and only exports need it
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True) if wb is None else wb
    sheet = book.create_sheet(sheet_title(sheet_name), 0)
    for index, width in enumerate(column_widths or (), start=1):
        if width:
            sheet.column_dimensions[get_column_letter(index)].width = width
    for number, row in enumerate(data):
        cells = [WriteOnlyCell(sheet, value=_cell(value, sheet_name)) for value in row]
        for cell in cells if number == 0 else ():
            cell.font = Font(bold=True)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def _cell(value: Any, sheet_name: str) -> Any:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value if value is None or isinstance(value, (int, float, datetime.date, datetime.time)) else cstr(value)
    text = value if sheet_name in ("Data Import Template", "Data Export") else handle_html(value)
    return safe_cell(ILLEGAL_CHARACTERS_RE.sub("", text))


def handle_html(data: str) -> str:
    """Return the text of HTML; what has no tags stays."""
    return strip_html(data) if "<" in data and ">" in data else data


def read_xlsx_file_from_attached_file(
    file_url: str | None = None, fcontent: bytes | None = None, filepath: str | None = None
) -> list[list[Any]] | None:
    """Return the rows of a workbook's first sheet, given as a File's address, bytes or a path; blank cells are None."""
    if file_url:
        return _read_sheet(Path(get_file_path(file_url)).read_bytes())
    if fcontent is not None:
        return _read_sheet(fcontent)
    return _read_sheet(Path(filepath).read_bytes()) if filepath else None


def read_xls_file_from_attached_file(content: bytes) -> list[list[Any]]:
    """Return the rows of an old workbook's first sheet."""
    return _read_sheet(content)


def _read_sheet(content: bytes) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook  # only imports need it

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except Exception as error:  # the library has no common class for what it cannot read
        raise ValidationError(_("The file is not an Excel workbook that can be read: {0}").format(error)) from error
    return [[None if value == "" else _whole(value) for value in row] for row in sheet.to_python()]


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def build_xlsx_response(data: Rows, filename: str) -> None:
    """Answer the request under way with rows as a workbook."""
    content = make_xlsx(data, filename).getvalue()
    local.response.update(type="download", filename=f"{filename}.xlsx", filecontent=content, content_type=XLSX)
