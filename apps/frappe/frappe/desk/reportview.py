"""Lists of the desk: rows, counts, deleting, export (contract 7.9)."""

from __future__ import annotations

import csv
import io
from typing import Any

from frappe.api import rest_v1
from frappe.context import current_user, local
from frappe.database import savepoint
from frappe.exceptions import ValidationError
from frappe.localization import now_datetime
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.delete_doc import delete_doc
from frappe.model.documents import new_doc
from frappe.model.permitted_list import get_count as count_permitted
from frappe.model.permitted_list import get_http_list
from frappe.permissions import can_export
from frappe.rpc import whitelist
from frappe.utils import cint, cstr, parse_json


def _arguments() -> dict[str, Any]:
    form = local.form_dict
    found = rest_v1.list_arguments(form, start="start")
    found["limit"] = cint(form.get("page_length") if form.get("page_length") is not None else 20)
    if form.get("distinct") in (1, "1", True, "true"):
        found["distinct"] = True
    return found


@whitelist()
def get() -> dict[str, Any]:
    """Return rows as keys and values."""
    rows = get_list()
    keys = list(rows[0]) if rows else []
    return {"keys": keys, "values": [list(row.values()) for row in rows], "user_info": {}}


@whitelist()
def get_list() -> list[Any]:
    """Return rows as objects."""
    doctype = rest_v1.text_of(local.form_dict, "doctype")
    return list(get_http_list(doctype or "", **_arguments()))


@whitelist()
def get_count() -> int:
    """Return how many rows there are."""
    form = local.form_dict
    filters = rest_v1.parse(form.get("filters"), name="filters")
    or_filters = rest_v1.parse(form.get("or_filters"), name="or_filters")
    return count_permitted(rest_v1.text_of(form, "doctype") or "", filters, or_filters=or_filters)


@whitelist(methods=["POST", "DELETE"])
def delete_items(items: str | list[str], doctype: str) -> list[str]:
    """Delete documents, each for itself; return those that could not be deleted and say why."""
    names = parse_json(items)
    if not isinstance(names, list) or len(names) > 500:
        raise ValidationError(_("At most {0} at once.").format(500))
    failed: list[str] = []
    for name in names:
        with savepoint(ValidationError):
            try:
                delete_doc(doctype, str(name), ignore_missing=False)
            except ValidationError as error:
                failed.append(str(name))
                local.message_log.append({"message": f"{name}: {error}", "indicator": "red"})
                raise
    return failed


@whitelist(methods=["POST"])
def export_query() -> None:
    """Return a list as a file; the right to export is needed and the export is logged."""
    form = local.form_dict
    doctype = rest_v1.text_of(form, "doctype") or ""
    can_export(doctype, raise_exception=True)
    arguments = _arguments()
    arguments["limit"] = 0 if not form.get("page_length") else arguments["limit"]
    selected = rest_v1.parse(form.get("selected_items"), name="selected_items")
    if selected:
        arguments["filters"] = [["name", "in", selected]]
    rows = get_http_list(doctype, **arguments)
    meta = get_meta(doctype)
    header = [_(meta.get_label(key)) if "." not in key else key for key in (rows[0] if rows else ["name"])]
    kind = "CSV" if form.get("file_format_type") == "CSV" else "Excel"
    new_doc(
        "Access Log", export_from=doctype, user=current_user(), file_type=kind, filters=cstr(form.get("filters"))[:2000],
        timestamp=now_datetime(),
    ).insert(ignore_permissions=True)  # fmt: skip
    table = [header, *([_safe(value) for value in row.values()] for row in rows)]
    send_table(doctype, table, kind)


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def _safe(value: Any) -> Any:
    """Return a value that a spreadsheet does not take for a formula."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return "'" + value
    return value


def send_table(title: str, table: list[list[Any]], kind: str) -> None:
    """Answer with a table as csv or xlsx."""
    if kind == "CSV":
        out = io.StringIO()
        csv.writer(out).writerows([[cstr(value) for value in row] for row in table])
        content, ending, mime = ("\ufeff" + out.getvalue()).encode(), "csv", "text/csv; charset=utf-8"
    else:
        content, ending = make_xlsx(title, table), "xlsx"
        mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    local.response.update(type="download", filename=f"{title}.{ending}", filecontent=content, content_type=mime)


def make_xlsx(title: str, table: list[list[Any]]) -> bytes:
    """Return a workbook with one sheet."""
    from openpyxl import Workbook  # heavy, and only exports need it
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for index, row in enumerate(table):
        cells = [WriteOnlyCell(sheet, value=cstr(value) if isinstance(value, (dict, list)) else value) for value in row]
        for cell in cells:
            if index == 0:
                cell.font = Font(bold=True)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
