"""Cells turned into the values of a field, the ways people write them in Chinese and English sheets; pure but for
the site's number and date formats.

``reader_of`` makes one function for a column; it returns the value or raises `CellError` with a reason and a way out.
"""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from frappe.core.data_importer.columns import folded, texts_of
from frappe.core.data_importer.dates_as_written import DayOrder, day_order, parse_day, parse_moment, parse_time
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.metadata import DocField
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.model.validation import DATA_OPTIONS, INT_LIMITS, VARCHAR_LENGTH
from frappe.utils import cint, cstr, get_number_format_info
from frappe.utils.validation import is_international_phone_number

Reader = Callable[[Any], Any]
EXCEL_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"))
YES = frozenset(("1", "yes", "y", "true", "t", "on", "是", "对", "有", "√", "✓", "✔"))
NO = frozenset(("0", "no", "n", "false", "f", "off", "否", "不", "无", "×", "x", "✗"))
EXACT_DIGITS = 15
_UNITS = {"万": 10_000, "亿": 100_000_000}
_AROUND = re.compile(r"^(?:[¥￥$€£₹元]|rmb|cny|usd|eur|hkd|gbp)\s*|\s*(?:元|rmb|cny|usd|eur|hkd|gbp)$", re.IGNORECASE)
_DURATION = re.compile(
    r"(?:(\d+)\s*(?:d|天|日))?\s*(?:(\d+)\s*(?:h|小时|时))?\s*(?:(\d+)\s*(?:m|分钟|分))?\s*(?:(\d+)\s*(?:s|秒))?",
    re.IGNORECASE,
)


class CellError(Exception):
    """A cell cannot be the field's value: the reason, and the way out."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def reader_of(field: DocField, cells: Sequence[Any]) -> Reader:
    """Return the function that reads a column's cells; ``cells`` show how its dates are written."""
    make = _MAKERS.get(field.fieldtype, _text_reader)
    read = make(field, cells)

    def checked(cell: Any) -> Any:
        if isinstance(cell, str) and cell.strip() in EXCEL_ERRORS:
            raise CellError(_("The formula gives an error."), _("Correct the formula, or write the value."))
        return read(cell)

    return checked


# -- texts


def _text_reader(field: DocField, _cells: Sequence[Any]) -> Reader:
    limit = cint(field.length) or VARCHAR_LENGTH if FIELD_TYPES[field.fieldtype].kind == "varchar" else None
    kind = field.options if field.fieldtype == "Data" else None
    is_valid = DATA_OPTIONS.get(kind or "")

    def read(cell: Any) -> str:
        text = text_of(cell)
        if limit is not None and len(text) > limit:
            raise CellError(
                _("{0} characters are too long, at most {1} are allowed.").format(len(text), limit),
                _("Shorten the text."),
            )
        if is_valid is not None and not is_valid(text):
            raise CellError(_("This is not a valid {0}.").format(_(kind)), _("Correct the value."))
        return text

    return read


def text_of(cell: Any) -> str:
    """Return a cell as text; whole numbers without a point.

    Raises:
        CellError: the sheet holds a long number whose last digits Excel has dropped.
    """
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, (int, float)):
        if abs(cell) >= 10**EXACT_DIGITS:
            raise CellError(
                _("Excel keeps {0} digits of a number, so the last ones may be wrong.").format(EXACT_DIGITS),
                _("Format the column as text and enter the value again."),
            )
        return str(int(cell)) if float(cell).is_integer() else str(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return str(cell.date())
    return cstr(cell).strip()


def _select_reader(field: DocField, cells: Sequence[Any]) -> Reader:
    options = [option for option in field.select_options if option]
    if not options:
        return _text_reader(field, cells)
    by_text = {text: option for option in reversed(options) for text in texts_of(option)}

    def read(cell: Any) -> str:
        text = text_of(cell)
        if text in options:
            return text
        found = by_text.get(folded(text))
        if found is None:
            allowed = ", ".join(_(option) for option in options[:12]) + ("…" if len(options) > 12 else "")
            raise CellError(_("This is none of the options."), _("Write one of: {0}").format(allowed))
        return found

    return read


def _check_reader(_field: DocField, _cells: Sequence[Any]) -> Reader:
    def read(cell: Any) -> int:
        if isinstance(cell, bool) or cell in (0, 1):
            return int(cell)
        text = unicodedata.normalize("NFKC", str(cell)).strip().casefold()
        if text in YES or text in NO:
            return int(text in YES)
        raise CellError(_("This is neither yes nor no."), _("Write Yes or No, 是 or 否, 1 or 0."))

    return read


def _json_reader(_field: DocField, _cells: Sequence[Any]) -> Reader:
    def read(cell: Any) -> str:
        text = text_of(cell)
        try:
            json.loads(text)
        except ValueError:
            raise CellError(_("This is not valid JSON."), _("Correct the text, or leave the cell empty.")) from None
        return text

    return read


# -- numbers


def parse_number(cell: Any) -> float | int:
    """Return the number a cell shows: with thousands signs, currency, 万 and 亿, brackets for less than nothing.

    Raises:
        CellError: it is no number, or can be read in two ways.
    """
    if isinstance(cell, bool) or isinstance(cell, (int, float)):
        return cell
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    negative = text.startswith("(") and text.endswith(")")
    text = _AROUND.sub("", text.strip("()") if negative else text).strip()
    factor = 1
    if text[-1:] in _UNITS:
        factor, text = _UNITS[text[-1]], text[:-1].strip()
    number = _plain_number(text)
    whole = number * factor
    return -whole if negative else whole


def _plain_number(text: str) -> float | int:
    point, comma, _digits = get_number_format_info(str(get_setting("number_format")))
    point = point or "."
    marks = {mark for mark in (comma or ",", " ", "'", "\u00a0") if mark != point}
    whole, _point, rest = text.partition(point)
    sign = whole[:1] if whole[:1] in "+-−" else ""
    groups = re.split("[" + re.escape("".join(sorted(marks))) + "]", whole[len(sign) :])
    good = all(part.isascii() and part.isdigit() for part in groups if part) and (
        not rest or re.fullmatch(r"\d+(?:[eE][+-]?\d+)?", rest)
    )
    grouped = len(groups) == 1 or (
        groups[0] != "" and all(len(part) in (2, 3, 4) for part in groups[1:]) and len(groups[-1]) >= 3
    )
    if not good or not (groups[0] or rest):
        raise CellError(_("This is not a number."), _("Write digits only, such as 1234.5."))
    if not grouped:
        raise CellError(
            _("The thousands sign stands at an unusual place, so the number is not clear."), _("Write it as 1234.5.")
        )
    digits = "".join(groups) or "0"
    number: float | int = float(f"{digits}.{rest}") if rest else int(digits)
    return -number if sign in ("-", "−") and sign else number


def _number_reader(field: DocField, _cells: Sequence[Any]) -> Reader:
    whole = field.fieldtype in ("Int", "Long Int")
    limit = INT_LIMITS[cint(field.length) > 11 or field.fieldtype == "Long Int"] if whole else 10**15

    def read(cell: Any) -> float | int:
        if isinstance(cell, (datetime.date, datetime.time, datetime.timedelta)):
            raise CellError(_("This is a date or time, not a number."), _("Format the cell as a number."))
        if field.fieldtype == "Percent" and isinstance(cell, str):
            cell = cell.strip().rstrip("%％").strip()
        number = parse_number(cell)
        if whole and not float(number).is_integer():
            raise CellError(_("This is not a whole number."), _("Round it, or choose another field."))
        if abs(number) > limit:
            raise CellError(_("The number is too large."), _("Correct the value."))
        if field.non_negative and number < 0:
            raise CellError(_("The number cannot be negative."), _("Write 0 or more."))
        return int(number) if whole else float(number)

    return read


def _rating_reader(_field: DocField, _cells: Sequence[Any]) -> Reader:
    def read(cell: Any) -> float:
        number = float(parse_number(cell))
        if not 0 <= number <= 1:
            raise CellError(_("A rating is a number from 0 to 1."), _("Write 0.8 for four of five stars."))
        return number

    return read


def _duration_reader(_field: DocField, _cells: Sequence[Any]) -> Reader:
    def read(cell: Any) -> float:
        if isinstance(cell, datetime.timedelta):
            return cell.total_seconds()
        if isinstance(cell, datetime.time):
            return cell.hour * 3600.0 + cell.minute * 60 + cell.second
        if isinstance(cell, (int, float)):
            return float(cell)
        text = unicodedata.normalize("NFKC", str(cell)).strip()
        if text.isascii() and text.isdigit():
            return float(text)
        found = _DURATION.fullmatch(text)
        if found is None or not any(found.groups()):
            raise CellError(_("This is not a duration."), _("Write it as 1d 2h 3m 4s, or as seconds."))
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return float(days * 86400 + hours * 3600 + minutes * 60 + seconds)

    return read


# -- dates


def _date_reader(field: DocField, cells: Sequence[Any]) -> Reader:
    order = day_order(cells, str(get_setting("date_format")))
    parse: Callable[[Any, DayOrder], Any] = {"Date": parse_day, "Datetime": parse_moment}.get(
        field.fieldtype, parse_time
    )
    examples = {"Date": "2026-01-31", "Datetime": "2026-01-31 14:30", "Time": "14:30"}

    def read(cell: Any) -> Any:
        try:
            return parse(cell, order)
        except ValueError as error:
            unclear = str(error) == "unclear"
            reason = _("Day and month can be taken for each other.") if unclear else _("This is not a date or time.")
            raise CellError(reason, _("Write it as {0}.").format(examples[field.fieldtype])) from None

    return read


def _phone_reader(_field: DocField, _cells: Sequence[Any]) -> Reader:
    def read(cell: Any) -> str:
        text = text_of(cell)
        if not is_international_phone_number(text):
            raise CellError(_("This is not a phone number with its country."), _("Write it as +86-13812345678."))
        return text

    return read


_MAKERS: dict[str, Callable[[DocField, Sequence[Any]], Reader]] = {
    **dict.fromkeys(("Int", "Long Int", "Float", "Currency", "Percent"), _number_reader),
    **dict.fromkeys(("Date", "Datetime", "Time"), _date_reader),
    "Check": _check_reader,
    "Select": _select_reader,
    "Rating": _rating_reader,
    "Duration": _duration_reader,
    "JSON": _json_reader,
    "Phone": _phone_reader,
}
