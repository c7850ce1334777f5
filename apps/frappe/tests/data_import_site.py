"""Sheets, DocTypes and users that the tests of imports share."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import frappe
from frappe.core.doctype.data_import import data_import
from openpyxl import Workbook, load_workbook

DOCTYPE = "Import Thing"
WRITE = {"read": 1, "write": 1, "create": 1, "select": 1, "report": 1, "export": 0}
ZH = {
    "Title": "名称", "Kind": "类别", "Big": "大型", "Small": "小型", "Amount": "金额", "Due": "到期日",
    "Active": "启用", "Colour": "颜色",
}  # fmt: skip
Row = Sequence[Any]


def field(label: str, fieldtype: str = "Data", options: str | None = None, **more: Any) -> dict[str, Any]:
    return {"fieldname": frappe.scrub(label), "label": label, "fieldtype": fieldtype, "options": options, **more}


def make_doctypes() -> None:
    """Make what is imported, what it links to, and the Chinese words for both."""
    _doctype("Import Colour", [field("Title")], autoname="prompt", title_field="title")
    fields = [
        field("Title", reqd=1), field("Kind", "Select", "Big\nSmall"), field("Amount", "Currency"),
        field("Due", "Date"), field("Starts At", "Datetime"), field("Active", "Check"),
        field("Colour", "Link", "Import Colour"), field("Code", unique=1), field("Count", "Int", non_negative=1),
        field("Share", "Percent"),
        field("Took", "Duration"), field("Mail", options="Email"), field("Short", length=5),
        field("Secret", permlevel=1), field("Filled", read_only=1), field("Notes", "Small Text"),
    ]  # fmt: skip
    _doctype(DOCTYPE, fields, autoname="THING-.####", allow_import=1, is_submittable=1)
    for name, title in (("RED", "Scarlet"), ("BLUE", "Sky"), ("NAVY", "Sky")):
        frappe.get_doc({"doctype": "Import Colour", "name": name, "title": title}).insert()
    for source, text in ZH.items():
        frappe.get_doc(
            {"doctype": "Translation", "language": "zh", "source_text": source, "translated_text": text}
        ).insert()


def _doctype(name: str, fields: list[dict[str, Any]], **options: Any) -> None:
    permissions = [
        {"role": "System Manager", **WRITE, "import": 1, "export": 1, "submit": 1, "cancel": 1},
        {"role": "Translator", **WRITE, "import": 1},
        {"role": "Inbox User", **WRITE},
    ]
    denied = set() if options.get("allow_import") else {"import", "submit", "cancel"}
    permissions = [{key: value for key, value in row.items() if key not in denied} for row in permissions]
    frappe.get_doc(
        {
            "doctype": "DocType", "name": name, "module": "Core", "custom": 1, "fields": fields,
            "permissions": permissions, **options,
        }
    ).insert()  # fmt: skip


def make_user(email: str, *roles: str) -> str:
    values = {
        "first_name": email.partition("@")[0],
        "send_welcome_email": 0,
        "roles": [{"role": role} for role in roles],
    }
    return str(frappe.get_doc({"doctype": "User", "email": email, **values}).insert().name)


def xlsx(*rows: Row) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for row in book.active.iter_rows():
        for cell in row:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_bytes(*rows: Row, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def upload(content: bytes, name: str = "things.xlsx") -> str:
    file = frappe.new_doc("File", file_name=name, is_private=1)
    file.content = content
    return str(file.insert().file_url)


def preview(*rows: Row, doctype: str = DOCTYPE, **options: Any) -> dict[str, Any]:
    return dict(data_import.preview(doctype, upload(xlsx(*rows)), **options))


def start(*rows: Row, doctype: str = DOCTYPE, **options: Any) -> dict[str, Any]:
    return data_import.start(doctype, upload(xlsx(*rows)), **options)


def found(answer: dict[str, Any], level: str = "error") -> list[tuple[Any, Any, Any, str]]:
    """Row, column, value and reason of each problem."""
    return [(p["row"], p["column"], p["value"], p["message"]) for p in answer["problems"] if p["level"] == level]


def stored(*fieldnames: str, doctype: str = DOCTYPE) -> list[Any]:
    rows = frappe.get_all(doctype, fields=list(fieldnames), order_by="name asc", limit=0)
    return [row[fieldnames[0]] if len(fieldnames) == 1 else tuple(row[name] for name in fieldnames) for row in rows]


def cells_of(content: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
