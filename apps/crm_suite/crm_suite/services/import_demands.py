"""Import a demand collection form: all rows or none in strict mode, and no number for a failed file (S24.10)."""

from __future__ import annotations

import csv
import io
from typing import Any

import frappe
from frappe import _
from openpyxl import load_workbook

from crm_suite.tower.demand_form import FormRow, columns_of, parse_form

SAVE_POINT = "import_demands"
TRANSLATED_LANGUAGES = ("en", "zh")


def import_batch(batch: Any) -> list[str]:
    """Make the demands of a batch from its file and return their numbers; problems stay in the batch's rows.

    The caller has checked that the user may write the batch; each demand needs create.
    """
    if batch.status not in ("Uploaded", "Failed"):
        frappe.throw(_("Batch {0} is imported already.").format(batch.name))
    rows = parse_form(batch.template, read_sheet(batch.file), _choices(batch))
    made = _make_demands(batch, rows)
    bad = [row for row in rows if row.problems]
    batch.row_count, batch.problem_count = len(rows), len(bad)
    batch.status = "Parsed" if made else "Failed"
    batch.set("rows", [])
    for row in rows:
        batch.append(
            "rows",
            {
                "row_no": row.number,
                "site_name": row.values.get("site_name"),
                "problem": "; ".join(_problem_text(batch.template, *problem) for problem in row.problems),
                "demand": made.get(row.number),
            },
        )
    batch.save()
    return list(made.values())


def read_sheet(file_url: str | None) -> list[list[Any]]:
    """Return the cells of an attached .xlsx or .csv file."""
    if not file_url:
        frappe.throw(_("Attach the demand collection form first."))
    content = frappe.get_doc("File", {"file_url": file_url}).get_content()
    if str(file_url).lower().endswith(".csv"):
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        return [list(row) for row in csv.reader(io.StringIO(text.lstrip("\ufeff")))]
    raw = content.encode("latin-1") if isinstance(content, str) else content
    sheet = load_workbook(io.BytesIO(raw), read_only=True, data_only=True).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _make_demands(batch: Any, rows: list[FormRow]) -> dict[int, str]:
    if not rows or (batch.strict and any(row.problems for row in rows)):
        return {}
    made: dict[int, str] = {}
    frappe.db.savepoint(SAVE_POINT)
    for row in rows:
        if row.problems:
            continue
        demand = frappe.new_doc("Site Demand")
        demand.update({**row.values, "template": batch.template, "batch": batch.name, "branch": batch.branch,
                       "customer_manager": batch.customer_manager})  # fmt: skip
        try:
            made[row.number] = demand.insert().name
        except frappe.ValidationError as error:
            row.problems.append(("refused", str(error)))
            if batch.strict:
                frappe.db.rollback(save_point=SAVE_POINT)
                return {}
    return made


def _choices(batch: Any) -> dict[str, dict[str, str]]:
    operators = frappe.get_all("Operator", {"name": batch.operator}, ["name", "short_code"])
    choices = {"operator": {}}  # type: dict[str, dict[str, str]]
    for row in operators:
        for text in _texts(row.name, row.short_code):
            choices["operator"][text] = row.name
    meta = frappe.get_meta("Site Demand")
    for name in columns_of(batch.template):
        field = meta.get_field(name)
        if field and field.fieldtype == "Select":
            options = (field.options or "").split("\n")
            choices[name] = {text: option for option in options if option for text in _texts(option)}
    return choices


def _texts(*values: str) -> list[str]:
    texts = {str(value) for value in values if value}
    texts |= {_(text, lang=lang) for text in tuple(texts) for lang in TRANSLATED_LANGUAGES}
    return [text.strip().casefold() for text in texts]


def _problem_text(template: str, problem: str, where: str) -> str:
    label = _(columns_of(template).get(where, (where,))[0])
    if problem == "missing":
        return _("{0} is missing").format(label)
    if problem == "value":
        return _("{0} can't be read").format(label)
    if problem == "swapped":
        return _("Longitude and latitude are swapped")
    if problem == "outside":
        return _("The position is outside the area served")
    return where
