"""Import a demand collection form: all rows or none in strict mode, and no number for a failed file (S24.10).

Every row is tried, so that a person sees all problems at once: first what the cells say, then what the life cycle of
a demand refuses. In strict mode one problem takes back all demands with their numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _

from crm_suite.services.check_demand_duplicates import CHECKED_BATCH, PARSED_BATCH, count_suspected
from crm_suite.tower.demand_form import CellProblem, FormRow, columns_of, parse_form, required_columns
from crm_suite.tower.demand_workbook import MOST_COLUMNS, MOST_ROWS, UnreadableSheet, build_form, read_cells

FILE_SAVE_POINT, ROW_SAVE_POINT = "import_demands", "import_demand_row"
OPEN_STATES = ("Uploaded", "Failed")
LANGUAGES = ("en", "zh")
SHOWN_CHOICES = 12


def import_batch(batch: Any) -> list[str]:
    """Make the demands of a batch from its file and return their numbers; problems stay in the batch's rows.

    The caller has checked that the user may write the batch; each demand needs create.
    """
    if batch.status not in OPEN_STATES:
        frappe.throw(_("Batch {0} is imported already.").format(batch.name))
    rows = parse_form(batch.template, read_sheet(batch.file), _choices(batch.template, batch.operator))
    if not rows:
        frappe.throw(_("The file has no rows below its headers."))
    made = _make_demands(batch, rows)
    _write_result(batch, rows, made)
    return list(made.values())


def read_sheet(file_url: str | None) -> list[list[Any]]:
    """Return the cells of an attached .xlsx or .csv file that the user may read.

    Raises:
        ValidationError: no file is attached, or it is no sheet. PermissionError: the file is not the user's to read.
    """
    if not file_url:
        frappe.throw(_("Attach the demand collection form first."))
    file = frappe.get_doc("File", {"file_url": file_url})
    file.check_permission("read")
    content = file.get_content()
    try:
        return read_cells(str(file.file_name), content.encode() if isinstance(content, str) else content)
    except UnreadableSheet as error:
        frappe.throw(_sheet_problems()[str(error)])
        raise


def _sheet_problems() -> dict[str, str]:
    return {
        "format": _("The file can't be read. Use the form as .xlsx or .csv."),
        "encoding": _("The text of the file can't be read. Save it as CSV in UTF-8."),
        "large": _("The file is too large when unpacked. Split it into several files."),
        "rows": _("The file has more than {0} rows or {1} columns. Split it into several files.").format(
            MOST_ROWS, MOST_COLUMNS
        ),
    }


def build_template(template: str) -> bytes:
    """Return the empty form of a template in the user's language, with drop-downs."""
    meta = frappe.get_meta("Site Demand")
    columns = columns_of(template)
    choices: dict[str, list[str]] = {"operator": _enabled_operators()}
    notes = {"need_date": _("Date, such as 2027-03-31")}
    for name in columns:
        field = meta.get_field(name)
        if field and field.fieldtype == "Select":
            choices[name] = [_(option) for option in (field.options or "").split("\n") if option]
        elif field and field.fieldtype == "Check":
            choices[name] = [_("Yes"), _("No")]
    headers = {name: header_of(labels) for name, labels in columns.items()}
    return build_form(_(template), headers, required_columns(template), choices, notes)


def header_of(labels: Sequence[str]) -> str:
    """Return a column's header as the form knows it: the operators' Chinese word, or the English one."""
    english, chinese = labels[0], labels[1]
    return chinese if str(frappe.local.lang).startswith("zh") else english


def _enabled_operators() -> list[str]:
    names = frappe.get_all("Operator", {"enabled": 1}, pluck="name", order_by="short_code asc")
    return [_(name) for name in names]


def _make_demands(batch: Any, rows: list[FormRow]) -> dict[int, str]:
    """Insert a demand for each good row; in strict mode take all back when one row is bad."""
    made: dict[int, str] = {}
    frappe.db.savepoint(FILE_SAVE_POINT)
    for row in rows:
        if not row.problems:
            name = _make_demand(batch, row)
            if name:
                made[row.number] = name
    if batch.strict and any(row.problems for row in rows):
        frappe.db.rollback(save_point=FILE_SAVE_POINT)
        return {}
    return made


def _make_demand(batch: Any, row: FormRow) -> str | None:
    frappe.db.savepoint(ROW_SAVE_POINT)
    demand = frappe.new_doc("Site Demand")
    demand.update({**row.values, "template": batch.template, "batch": batch.name, "branch": batch.branch,
                   "customer_manager": batch.customer_manager})  # fmt: skip
    told = len(frappe.message_log)
    try:
        return str(demand.insert().name)
    except frappe.ValidationError as error:
        frappe.db.rollback(save_point=ROW_SAVE_POINT)
        row.problems.append(CellProblem("refused", value=str(error)))
        while len(frappe.message_log) > told:
            frappe.clear_last_message()
        return None


def _write_result(batch: Any, rows: list[FormRow], made: dict[int, str]) -> None:
    batch.row_count = sum(bool(row.values or row.number > 1) for row in rows)
    batch.problem_count = sum(bool(row.problems) for row in rows)
    batch.status = "Failed"
    if made:
        batch.status = PARSED_BATCH if count_suspected(batch.name) else CHECKED_BATCH
    batch.set("rows", [])
    for row in sorted(rows, key=lambda row: (not row.problems, row.number)):
        batch.append(
            "rows",
            {
                "row_no": row.number,
                "site_name": row.values.get("site_name"),
                "problem": "\n".join(_problem_text(batch, problem) for problem in row.problems),
                "demand": made.get(row.number),
            },
        )
    batch.save()


def _choices(template: str, operator: str) -> dict[str, dict[str, str]]:
    """Return fieldname -> text in a sheet, in either language and folded -> stored value."""
    short_code = frappe.get_cached_value("Operator", operator, "short_code")
    choices = {"operator": {text: operator for text in _texts(operator, short_code)}}
    meta = frappe.get_meta("Site Demand")
    for name in columns_of(template):
        field = meta.get_field(name)
        if field and field.fieldtype == "Select":
            options = (field.options or "").split("\n")
            choices[name] = {text: option for option in options if option for text in _texts(option)}
    return choices


def _texts(*values: str) -> list[str]:
    texts = [value for value in values if value]
    return [text.strip().casefold() for text in (*texts, *(_(text, lang=lang) for text in texts for lang in LANGUAGES))]


def _problem_text(batch: Any, problem: CellProblem) -> str:
    """Say where, what was found and the way out."""
    if problem.kind == "refused":
        return problem.value
    label = header_of(columns_of(batch.template)[problem.fieldname]) if problem.fieldname else problem.value
    where = _("Column {0}, {1}").format(problem.column, label) if problem.column else label
    texts = {
        "missing": _("is missing"),
        "number": _("{0} is not a number that fits").format(problem.value),
        "date": _("{0} is not a date; write it as 2027-03-31").format(problem.value),
        "yes_no": _("{0} is neither yes nor no").format(problem.value),
        "choice": _("{0} is not one of: {1}").format(problem.value, _shown_choices(batch, problem.fieldname)),
        "swapped": _("longitude and latitude are swapped"),
        "outside": _("{0} is outside longitude 73 to 136 and latitude 3 to 54").format(problem.value),
        "unknown_column": _("this header is not known; use the headers of the form or take the column out"),
        "double_column": _("this column stands twice"),
    }
    return f"{where}: {texts[problem.kind]}"


def _shown_choices(batch: Any, fieldname: str) -> str:
    if fieldname == "operator":
        return _(batch.operator)
    field = frappe.get_meta("Site Demand").get_field(fieldname)
    options = [_(option) for option in (field.options or "").split("\n") if option] if field else []
    return ", ".join(options[:SHOWN_CHOICES])
