"""A sheet as documents with field values, with every problem that can be known without writing.

A document begins with a line that fills a column of the DocType itself; lines below it that fill columns of its tables
only are further rows of these (contract 8.14).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from frappe.context import current_user
from frappe.core.data_importer.columns import NAME, Column, match_columns
from frappe.core.data_importer.lookups import LinkAnswer, holders_of, names_of, resolve_links
from frappe.core.data_importer.problems import ERROR, WARNING, Problem, shown
from frappe.core.data_importer.sheets import Sheet
from frappe.core.data_importer.values import CellError, reader_of, text_of
from frappe.messages import _
from frappe.metadata import Meta, find_meta
from frappe.model.documents import new_doc
from frappe.permissions import has_permission, writable_levels
from frappe.utils import cstr

INSERT, UPDATE, UPSERT = "Insert New Records", "Update Existing Records", "Insert or Update Records"
LINKS = ("Link", "Dynamic Link")
OWN = ""

Values = dict[str, Any]


@dataclass
class Line:
    """One line of the file: its number, its cells, and the values that it gives to one row of each table."""

    number: int
    cells: tuple[Any, ...]
    rows: dict[str, Values] = field(default_factory=dict)


@dataclass
class PlannedRow:
    """One document: its lines, the values of its own fields, what is wrong, and the record it changes."""

    lines: list[Line]
    values: Values = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    target: str | None = None

    @property
    def number(self) -> int:
        return self.lines[0].number

    @property
    def numbers(self) -> list[int]:
        return [line.number for line in self.lines]

    @property
    def is_good(self) -> bool:
        return not any(problem.level == ERROR for problem in self.problems)

    def values_at(self, line: Line, table: str | None) -> Values:
        """Return where the values of a column of ``table``, or of the document itself, are kept."""
        return line.rows.setdefault(table, {}) if table else self.values

    def table_lines(self, table: str) -> list[Line]:
        """Return the lines that give a row of a table, in order."""
        return [line for line in self.lines if line.rows.get(table)]


@dataclass(frozen=True)
class Wishes:
    """What the user decided of an import beside the file.

    ``mapping`` gives columns their target by letter, ``replaced`` cells of a column another value, by letter and text;
    ``create_links`` makes records that links name and that do not exist.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    replaced: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    create_links: bool = False


@dataclass
class NewLink:
    """A record that links name by a text and that does not exist; then its name, or why it could not be made."""

    text: str
    name: str | None = None
    refused: str | None = None


@dataclass
class Plan:
    """What an import would do. ``new_links`` are the records to make for links, by DocType and folded text."""

    meta: Meta
    import_type: str
    sheet: Sheet
    columns: list[Column]
    rows: list[PlannedRow]
    problems: list[Problem] = field(default_factory=list)
    wishes: Wishes = field(default_factory=Wishes)
    new_links: dict[str, dict[str, NewLink]] = field(default_factory=dict)

    @property
    def used(self) -> dict[str, Column]:
        """The columns that go somewhere, by the key of their target."""
        return {column.key: column for column in self.columns if column.key is not None}

    @property
    def own(self) -> dict[str, Column]:
        """Those that go to fields of the DocType itself, by fieldname."""
        return {key: column for key, column in self.used.items() if column.table is None}

    @property
    def may_insert(self) -> bool:
        return self.import_type in (INSERT, UPSERT)

    @property
    def blocks_all(self) -> bool:
        """Tell whether a problem of the file or of a column stops every row."""
        return any(problem.level == ERROR for problem in self.problems)

    def all_problems(self) -> list[Problem]:
        """Return the problems of the file, then those of the rows in order."""
        return [*self.problems, *(problem for row in self.rows for problem in row.problems)]

    def column_of(self, key: str | None) -> Column | None:
        return self.used.get(key or "")

    def problem(
        self,
        row: PlannedRow,
        key: str | None,
        message: str,
        hint: str | None = None,
        *,
        line: Line | None = None,
        level: str = ERROR,
    ) -> None:
        """Add a problem to a document, at the column of a target and the line, its first by default."""
        line, column = line or row.lines[0], self.column_of(key)
        row.problems.append(
            Problem(
                message, line.number, column.letter if column else None, column.label if column else None, key,
                shown(line.cells[column.index]) if column else None, hint, level,
            )
        )  # fmt: skip


def make_plan(meta: Meta, sheet: Sheet, import_type: str, wishes: Wishes | None = None) -> Plan:
    """Return what a sheet would do to a DocType, with all problems that its fields show."""
    wishes = wishes or Wishes()
    filled = [any(cells[index] is not None for _number, cells in sheet.rows) for index in range(len(sheet.headers))]
    levels = frozenset({0} | writable_levels(meta, current_user()))
    columns, problems = match_columns(meta, sheet.headers, filled, wishes.mapping, levels)
    plan = Plan(meta, import_type, sheet, columns, _documents(sheet, columns), problems, wishes)
    if not plan.rows:
        plan.problems.append(Problem(_("The file has no rows below its labels."), hint=_("Fill in at least one row.")))
    if not plan.used and not plan.blocks_all:
        text = _("No column fits a field of {0}.").format(_(meta.name))
        plan.problems.append(Problem(text, hint=_("Download the template and compare the labels.")))
    for step in STEPS:
        step(plan)
    for row in plan.rows:
        row.problems.sort(key=lambda problem: (problem.row or 0, len(problem.column or ""), problem.column or ""))
    return plan


def _documents(sheet: Sheet, columns: Iterable[Column]) -> list[PlannedRow]:
    """Group the lines: one that fills columns of tables only belongs to the document above it."""
    own = [column.index for column in columns if column.target is not None and column.table is None]
    of_tables = [column.index for column in columns if column.table is not None]
    documents: list[PlannedRow] = []
    for number, cells in sheet.rows:
        line = Line(number, cells)
        is_further = (
            bool(documents)
            and any(cells[index] is not None for index in of_tables)
            and all(cells[index] is None for index in own)
        )
        if is_further:
            documents[-1].lines.append(line)
        else:
            documents.append(PlannedRow([line]))
    return documents


# -- cells


def _places(plan: Plan, column: Column) -> Iterator[tuple[PlannedRow, Line, Any]]:
    """Yield each document, line and cell that a column has something to say of."""
    for row in plan.rows:
        for line in row.lines if column.table else row.lines[:1]:
            if line.cells[column.index] is not None:
                yield row, line, _meant(plan, column, line.cells[column.index])


def _meant(plan: Plan, column: Column, cell: Any) -> Any:
    replaced = plan.wishes.replaced.get(column.letter)
    return replaced.get(cstr(cell).strip(), cell) if replaced else cell


def _read_cells(plan: Plan) -> None:
    for key, column in plan.used.items():
        field, places = column.field, list(_places(plan, column))
        if field is None:
            continue
        cells = [cell for _row, _line, cell in places]
        read = reader_of(field, cells) if field.fieldtype not in LINKS else text_of
        for row, line, cell in places:
            try:
                row.values_at(line, column.table)[field.fieldname] = read(cell)
            except CellError as error:
                plan.problem(row, key, str(error), error.hint, line=line)


# -- links


@dataclass(frozen=True)
class _LinkUse:
    row: PlannedRow
    line: Line
    column: Column
    target: str
    value: str

    @property
    def values(self) -> Values:
        return self.row.values_at(self.line, self.column.table)


def _read_links(plan: Plan) -> None:
    uses = list(_link_uses(plan))
    wanted: dict[str, set[str]] = {}
    for use in uses:
        wanted.setdefault(use.target, set()).add(use.value)
    answers = resolve_links(wanted) if wanted else {}
    for use in uses:
        answer = answers[use.target].get(use.value.casefold(), LinkAnswer())
        fieldname = use.column.field.fieldname if use.column.field else ""
        if answer.name is not None:
            use.values[fieldname] = answer.name
        elif answer.matches > 1:
            del use.values[fieldname]
            text = _("{0} records of {1} have this title.").format(answer.matches, _(use.target))
            plan.problem(use.row, use.column.key, text, _("Write the ID of the one that is meant."), line=use.line)
        elif plan.wishes.create_links and may_be_made(use.target):
            plan.new_links.setdefault(use.target, {}).setdefault(use.value.casefold(), NewLink(use.value))
            text = _("A new record of {0} will be made.").format(_(use.target))
            plan.problem(use.row, use.column.key, text, line=use.line, level=WARNING)
        else:
            del use.values[fieldname]
            text = _("There is no {0} with this name or title.").format(_(use.target))
            hint = _("Correct the value, or make the record first.")
            plan.problem(use.row, use.column.key, text, hint, line=use.line)


def _link_uses(plan: Plan) -> Iterator[_LinkUse]:
    for column in plan.used.values():
        link = column.field
        if link is None or link.fieldtype not in LINKS:
            continue
        for row, line, _cell in _places(plan, column):
            values = row.values_at(line, column.table)
            value = values.get(link.fieldname)
            target = link.options if link.fieldtype == "Link" else values.get(link.options or "")
            if value is not None and target:
                yield _LinkUse(row, line, column, target, value)


def may_be_made(doctype: str) -> bool:
    """Tell whether the user may make a record of a DocType from its title alone."""
    meta = find_meta(doctype)
    return meta is not None and title_target(meta) is not None and has_permission(doctype, "create")


def title_target(meta: Meta) -> str | None:
    """Return the field that takes the text which a link names a new record by; None where there is no such field."""
    autoname = (meta.autoname or "").strip()
    if meta.istable or meta.issingle or meta.is_virtual or meta.is_submittable:
        return None
    if autoname.lower() == "prompt":
        return NAME
    if autoname.lower().startswith("field:"):
        return autoname[len("field:") :].strip()
    title = meta.get_title_field()
    return None if title == NAME else title


# -- which record a row changes


def _find_targets(plan: Plan) -> None:
    """Find the record that each document changes: by ID, else by a unique field."""
    if plan.import_type == INSERT:
        return
    key = _key_of(plan)
    if key is None:
        text = _("An update needs a column with the ID, or with a field that is unique.")
        plan.problems.append(Problem(text, hint=_("Download the template with records: its first column is the ID.")))
        return
    values = {cstr(row.values[key]) for row in plan.rows if key in row.values}
    found = names_of(plan.meta.name, values) if key == NAME else holders_of(plan.meta, key, values)
    for row in plan.rows:
        row.target = found.get(cstr(row.values.get(key, "")).casefold())
        if row.target is not None or plan.may_insert:
            continue
        if key not in row.values:
            plan.problem(row, key, _("The row does not say which record it changes."), _("Fill in the cell."))
        else:
            text = _("There is no {0} with this value.").format(_(plan.meta.name))
            plan.problem(row, key, text, _("Correct the value, or import as new records."))


def _key_of(plan: Plan) -> str | None:
    if NAME in plan.own:
        return NAME
    source = _naming_field(plan.meta)
    return next((name for name, column in plan.own.items() if name == source or _is_unique(column)), None)


def _naming_field(meta: Meta) -> str | None:
    autoname = meta.autoname or ""
    return autoname[len("field:") :].strip() if autoname.lower().startswith("field:") else None


def _is_unique(column: Column) -> bool:
    return column.field is not None and bool(column.field.unique)


# -- what must be filled, and what must be unique


def _check_mandatory(plan: Plan) -> None:
    """Mark empty cells of mandatory columns; missing columns show in the rehearsal, as code may fill them."""
    base = new_doc(plan.meta.name)
    for fieldname, column in plan.own.items():
        if column.field is None or not column.field.reqd or column.field.fetch_from or base.get(fieldname):
            continue
        for row in plan.rows:
            if row.target is None and plan.may_insert and row.lines[0].cells[column.index] is None:
                plan.problem(row, fieldname, _("This value is mandatory."), _("Fill in the cell."))


def _check_unique(plan: Plan) -> None:
    """A value of a unique field, a name, and what names are taken from may stand once: in the file and on the site."""
    for fieldname, column in plan.own.items():
        if _is_unique(column) and fieldname != NAME:
            _check_once(plan, fieldname)
            held = holders_of(plan.meta, fieldname, _values_of(plan, fieldname))
            _check_free(plan, fieldname, held, _("{0} has this value already; it must be unique."))
        elif fieldname in (NAME, _naming_field(plan.meta)):
            _check_once(plan, fieldname)
            taken = names_of(plan.meta.name, _values_of(plan, fieldname))
            _check_free(plan, fieldname, taken, _("{0} {1} exists already.").format(_(plan.meta.name), "{0}"))


def _values_of(plan: Plan, fieldname: str) -> set[str]:
    return {cstr(row.values[fieldname]) for row in plan.rows if fieldname in row.values}


def _check_once(plan: Plan, fieldname: str) -> None:
    seen: dict[str, int] = {}
    for row in plan.rows:
        if fieldname not in row.values:
            continue
        first = seen.setdefault(cstr(row.values[fieldname]).casefold(), row.number)
        if first != row.number:
            text = _("Row {0} of the file has the same value; it must be unique.").format(first)
            plan.problem(row, fieldname, text, _("Correct or remove one of the two rows."))


def _check_free(plan: Plan, fieldname: str, held: Mapping[str, str], text: str) -> None:
    """Mark documents whose value another record holds."""
    for row in plan.rows:
        holder = held.get(cstr(row.values.get(fieldname, "")).casefold())
        if fieldname not in row.values or holder is None or holder == row.target:
            continue
        if plan.import_type == UPDATE and row.target is None:
            continue
        hint = _("Correct the value.") if row.target else _("Change the value, or import as an update.")
        plan.problem(row, fieldname, text.format(holder), hint)


STEPS = (_read_cells, _read_links, _find_targets, _check_mandatory, _check_unique)
