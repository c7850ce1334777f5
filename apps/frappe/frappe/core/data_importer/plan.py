"""A sheet as rows of field values, with every problem that can be known without writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from frappe.context import current_user
from frappe.core.data_importer.columns import NAME, Column, match_columns
from frappe.core.data_importer.lookups import LinkAnswer, holders_of, names_of, resolve_links
from frappe.core.data_importer.problems import ERROR, Problem, shown
from frappe.core.data_importer.sheets import Sheet
from frappe.core.data_importer.values import CellError, reader_of, text_of
from frappe.messages import _
from frappe.metadata import DocField, Meta
from frappe.model.documents import new_doc
from frappe.permissions import writable_levels
from frappe.utils import cstr

INSERT, UPDATE = "Insert New Records", "Update Existing Records"
LINKS = ("Link", "Dynamic Link")


@dataclass
class PlannedRow:
    """One row: its number in the file, the values it gives, what is wrong, and the record it changes."""

    number: int
    cells: tuple[Any, ...]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    target: str | None = None

    @property
    def is_good(self) -> bool:
        return not any(problem.level == ERROR for problem in self.problems)


@dataclass
class Plan:
    """What an import would do."""

    meta: Meta
    import_type: str
    sheet: Sheet
    columns: list[Column]
    rows: list[PlannedRow]
    problems: list[Problem] = field(default_factory=list)

    @property
    def fields(self) -> dict[str, Column]:
        """The used columns by fieldname."""
        return {column.field.fieldname: column for column in self.columns if column.field is not None}

    @property
    def is_insert(self) -> bool:
        return self.import_type == INSERT

    @property
    def blocks_all(self) -> bool:
        """Tell whether a problem of the file or of a column stops every row."""
        return any(problem.level == ERROR for problem in self.problems)

    def all_problems(self) -> list[Problem]:
        """Return the problems of the file, then those of the rows in order."""
        return [*self.problems, *(problem for row in self.rows for problem in row.problems)]

    def column_of(self, fieldname: str | None) -> Column | None:
        return self.fields.get(fieldname or "")

    def problem(self, row: PlannedRow, fieldname: str, message: str, hint: str | None = None) -> None:
        """Add a problem to a row at the column of a field."""
        column = self.column_of(fieldname)
        row.problems.append(
            Problem(
                message, row.number, column.letter if column else None, column.label if column else None, fieldname,
                shown(row.cells[column.index]) if column else None, hint,
            )
        )  # fmt: skip


def make_plan(meta: Meta, sheet: Sheet, import_type: str, mapping: Mapping[str, str]) -> Plan:
    """Return what a sheet would do to a DocType, with all problems that its fields show."""
    filled = [any(cells[index] is not None for _number, cells in sheet.rows) for index in range(len(sheet.headers))]
    levels = frozenset({0} | writable_levels(meta, current_user()))
    columns, problems = match_columns(meta, sheet.headers, filled, mapping, levels)
    rows = [PlannedRow(number, cells) for number, cells in sheet.rows]
    plan = Plan(meta, import_type, sheet, columns, rows, problems)
    if not rows:
        plan.problems.append(Problem(_("The file has no rows below its labels."), hint=_("Fill in at least one row.")))
    if not plan.fields and not plan.blocks_all:
        text = _("No column fits a field of {0}.").format(_(meta.name))
        plan.problems.append(Problem(text, hint=_("Download the template and compare the labels.")))
    _read_cells(plan)
    _read_links(plan)
    _check_mandatory(plan)
    _check_unique(plan)
    (_check_new_names if plan.is_insert else _find_targets)(plan)
    for row in plan.rows:
        row.problems.sort(key=lambda problem: (len(problem.column or ""), problem.column or ""))
    return plan


def _read_cells(plan: Plan) -> None:
    for column in plan.columns:
        target = column.field
        if target is None:
            continue
        cells = [row.cells[column.index] for row in plan.rows]
        read = reader_of(target, cells) if target.fieldtype not in LINKS else text_of
        for row, cell in zip(plan.rows, cells, strict=True):
            if cell is None:
                continue
            try:
                row.values[target.fieldname] = read(cell)
            except CellError as error:
                plan.problem(row, target.fieldname, str(error), error.hint)


# -- links


def _read_links(plan: Plan) -> None:
    uses = list(_link_uses(plan))
    wanted: dict[str, set[str]] = {}
    for _row, _field, target, value in uses:
        wanted.setdefault(target, set()).add(value)
    answers = resolve_links(wanted) if wanted else {}
    for row, link, target, value in uses:
        answer = answers[target].get(value.casefold(), LinkAnswer())
        if answer.name is not None:
            row.values[link.fieldname] = answer.name
            continue
        del row.values[link.fieldname]
        if answer.matches > 1:
            text = _("{0} records of {1} have this title.").format(answer.matches, _(target))
            plan.problem(row, link.fieldname, text, _("Write the ID of the one that is meant."))
        else:
            text = _("There is no {0} with this name or title.").format(_(target))
            plan.problem(row, link.fieldname, text, _("Correct the value, or make the record first."))


def _link_uses(plan: Plan) -> Iterator[tuple[PlannedRow, DocField, str, str]]:
    for column in plan.columns:
        link = column.field
        if link is None or link.fieldtype not in LINKS:
            continue
        for row in plan.rows:
            value = row.values.get(link.fieldname)
            target = link.options if link.fieldtype == "Link" else row.values.get(link.options or "")
            if value is not None and target:
                yield row, link, target, value


# -- what must be filled, and what must be unique


def _check_mandatory(plan: Plan) -> None:
    """Mark empty cells of mandatory columns; missing columns show in the rehearsal, as code may fill them."""
    if not plan.is_insert:
        return
    base = new_doc(plan.meta.name)
    for fieldname, column in plan.fields.items():
        if column.field is None or not column.field.reqd or column.field.fetch_from or base.get(fieldname):
            continue
        for row in plan.rows:
            if row.cells[column.index] is None:
                plan.problem(row, fieldname, _("This value is mandatory."), _("Fill in the cell."))


def _check_unique(plan: Plan) -> None:
    for fieldname, column in plan.fields.items():
        if column.field is None or not column.field.unique or fieldname == NAME:
            continue
        _check_once(plan, fieldname)
        if not plan.is_insert:
            continue
        values = {cstr(row.values[fieldname]) for row in plan.rows if fieldname in row.values}
        held = holders_of(plan.meta, fieldname, values)
        for row in plan.rows:
            holder = held.get(cstr(row.values.get(fieldname, "")).casefold())
            if fieldname in row.values and holder is not None:
                text = _("{0} has this value already; it must be unique.").format(holder)
                plan.problem(row, fieldname, text, _("Change the value, or import as an update."))


def _check_once(plan: Plan, fieldname: str) -> None:
    seen: dict[str, int] = {}
    for row in plan.rows:
        if fieldname not in row.values:
            continue
        first = seen.setdefault(cstr(row.values[fieldname]).casefold(), row.number)
        if first != row.number:
            text = _("Row {0} of the file has the same value; it must be unique.").format(first)
            plan.problem(row, fieldname, text, _("Correct or remove one of the two rows."))


# -- names


def _check_new_names(plan: Plan) -> None:
    """A name that is given, or taken from a field, may not exist."""
    autoname = plan.meta.autoname or ""
    source = autoname[len("field:") :].strip() if autoname.lower().startswith("field:") else None
    for fieldname in (NAME, source):
        column = plan.column_of(fieldname)
        if fieldname is None or column is None or (column.field is not None and column.field.unique):
            continue
        _check_once(plan, fieldname)
        taken = names_of(plan.meta.name, (cstr(row.values[fieldname]) for row in plan.rows if fieldname in row.values))
        for row in plan.rows:
            if fieldname in row.values and cstr(row.values[fieldname]).casefold() in taken:
                text = _("{0} {1} exists already.").format(_(plan.meta.name), row.values[fieldname])
                plan.problem(row, fieldname, text, _("Change the value, or import as an update."))


def _find_targets(plan: Plan) -> None:
    """Find the record that each row changes: by ID, else by a unique field."""
    key = _key_of(plan)
    if key is None:
        text = _("An update needs a column with the ID, or with a field that is unique.")
        plan.problems.append(Problem(text, hint=_("Download the template with records: its first column is the ID.")))
        return
    _check_once(plan, key)
    values = {cstr(row.values[key]) for row in plan.rows if key in row.values}
    found = names_of(plan.meta.name, values) if key == NAME else holders_of(plan.meta, key, values)
    for row in plan.rows:
        if key not in row.values:
            plan.problem(row, key, _("The row does not say which record it changes."), _("Fill in the cell."))
            continue
        row.target = found.get(cstr(row.values[key]).casefold())
        if row.target is None:
            text = _("There is no {0} with this value.").format(_(plan.meta.name))
            plan.problem(row, key, text, _("Correct the value, or import as new records."))
    _check_unique_on_update(plan, key)


def _key_of(plan: Plan) -> str | None:
    if NAME in plan.fields:
        return NAME
    autoname = plan.meta.autoname or ""
    source = autoname[len("field:") :].strip() if autoname.lower().startswith("field:") else ""
    return next((name for name, column in plan.fields.items() if name == source or _is_unique(column)), None)


def _is_unique(column: Column) -> bool:
    return column.field is not None and bool(column.field.unique)


def _check_unique_on_update(plan: Plan, key: str) -> None:
    for fieldname, column in plan.fields.items():
        if fieldname == key or not _is_unique(column):
            continue
        values = {cstr(row.values[fieldname]) for row in plan.rows if fieldname in row.values}
        held = holders_of(plan.meta, fieldname, values)
        for row in plan.rows:
            holder = held.get(cstr(row.values.get(fieldname, "")).casefold())
            if fieldname in row.values and holder not in (None, row.target):
                text = _("{0} has this value already; it must be unique.").format(holder)
                plan.problem(row, fieldname, text, _("Correct the value."))
