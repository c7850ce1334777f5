"""Files to fill: a template of a DocType, empty or with records, and the rows that were not imported, with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from frappe.context import current_user
from frappe.core.data_importer.columns import NAME, REASON, Target, folded, label_of, targets_of, texts_of
from frappe.core.data_importer.plan import Line, Plan, PlannedRow
from frappe.core.data_importer.workbooks import Heading, write_csv, write_xlsx
from frappe.exceptions import PermissionError as NoPermission
from frappe.localization import nowdate
from frappe.messages import _
from frappe.metadata import DocField, Meta
from frappe.model.permitted_list import get_list
from frappe.permissions import has_permission, writable_levels
from frappe.utils import cstr

MAX_CHOICES = 200
MAX_RECORDS = 100_000
PARENTS = 500
NOT_OFFERED = frozenset(("Password", "Signature", "Geolocation", "Attach Image", "Barcode", "Icon", "Read Only"))
_FORMATS = {"Date": "yyyy-mm-dd", "Datetime": "yyyy-mm-dd hh:mm:ss", "Time": "hh:mm:ss", "Int": "0", "Long Int": "0"}
_NUMBERS = ("Float", "Currency", "Percent", "Rating", "Duration", "Check")


def template_targets(meta: Meta, *, with_id: bool, chosen: Sequence[str] | None = None) -> list[Target]:
    """Return the columns of a template: what the user may fill in, or of these the ``chosen`` keys.

    Rows of tables come with it; ``with_id`` adds the names that an update finds records and rows by.
    """
    needs_id = with_id or (meta.autoname or "").lower() == "prompt"
    levels = {0} | writable_levels(meta, current_user())
    return [target for target in targets_of(meta) if _is_offered(target, levels, with_id, needs_id, chosen)]


def _is_offered(
    target: Target, levels: AbstractSet[int], with_id: bool, needs_id: bool, chosen: Sequence[str] | None
) -> bool:
    field, table = target.field, target.table
    if table is not None and (table.hidden or table.read_only or (table.permlevel or 0) not in levels):
        return False
    wants_table = table is None or chosen is None or any(key.startswith(f"{table.fieldname}.") for key in chosen)
    if field.fieldname == NAME:
        return wants_table and (with_id if table is not None else needs_id or (chosen is not None and NAME in chosen))
    if field.fieldtype in NOT_OFFERED or field.read_only or field.hidden or (field.permlevel or 0) not in levels:
        return False
    is_needed = bool(field.reqd) and not with_id and wants_table
    return chosen is None or target.key in chosen or is_needed


def heading_of(meta: Meta, target: Target, *, for_update: bool) -> Heading:
    """Return a column of a template."""
    field = target.field
    is_name = field.fieldname == NAME
    prompt = is_name and (meta.autoname or "").lower() == "prompt"
    required = target.table is None and (bool(field.reqd and not for_update) or (is_name and (for_update or prompt)))
    choices = choices_of(field)
    number_format = _FORMATS.get(field.fieldtype, "General" if field.fieldtype in _NUMBERS else "@")
    return Heading(target.label(), _note(target, choices, required=required), choices, number_format, required)


def choices_of(field: DocField) -> tuple[str, ...]:
    """Return what may be chosen, in the user's language; nothing where the list would be long."""
    if field.fieldtype == "Check":
        return (_("Yes"), _("No"))
    if field.fieldtype == "Select":
        return tuple(_(option) for option in field.select_options if option)
    if field.fieldtype != "Link" or not field.options:
        return ()
    try:
        names = get_list(field.options, fields=["name"], limit=MAX_CHOICES + 1, order_by="name", pluck="name")
    except NoPermission:
        return ()
    return tuple(cstr(name) for name in names) if len(names) <= MAX_CHOICES else ()


def _note(target: Target, choices: Sequence[str], *, required: bool) -> str:
    field = target.field
    lines = [_("Mandatory.")] if required else []
    if target.table is not None:
        text = _("One line for each row of {0}; below the first, leave the other columns empty.")
        lines.append(text.format(label_of(target.table)))
        lines += [_("Mandatory in each row.")] if field.reqd else []
    if field.description:
        lines.append(_(field.description))
    if field.fieldtype in ("Link", "Dynamic Link"):
        lines.append(
            _("The ID or title of a record of {0}.").format(_(field.options or ""))
            if field.fieldtype == "Link"
            else _("An ID.")
        )
    example = _example(field, choices)
    if example:
        lines.append(_("Example: {0}").format(example))
    return "\n".join(lines)


def _example(field: DocField, choices: Sequence[str]) -> str:
    if choices:
        return choices[0]
    if field.fieldtype == "Data":
        return {"Email": "li.wei@example.com", "Phone": "+86 138 0013 8000", "URL": "https://example.com"}.get(
            field.options or "", ""
        )
    examples = {
        "Date": nowdate(), "Datetime": f"{nowdate()} 14:30", "Time": "14:30", "Int": "12", "Long Int": "12",
        "Float": "12.5", "Currency": "1234.50", "Percent": "65", "Duration": "1d 2h 30m", "Rating": "0.8",
    }  # fmt: skip
    return examples.get(field.fieldtype, "")


def build_template(
    meta: Meta, kind: str, *, for_update: bool, chosen: Sequence[str] | None, records: Sequence[Sequence[Any]] = ()
) -> bytes:
    """Return a template as xlsx (``Excel``) or csv; ``records`` are lines of its columns' values."""
    targets = template_targets(meta, with_id=for_update, chosen=chosen)
    headings = [heading_of(meta, target, for_update=for_update) for target in targets]
    rows = [[_shown(target.field, value) for target, value in zip(targets, line, strict=True)] for line in records]
    return write_csv(headings, rows) if kind == "CSV" else write_xlsx(_(meta.name), headings, rows)


def _shown(field: DocField, value: Any) -> Any:
    if value is None or value == "":
        return None
    if field.fieldtype == "Check":
        return _("Yes") if value else _("No")
    return _(value) if field.fieldtype == "Select" else value


def read_records(meta: Meta, targets: Sequence[Target], filters: Any, limit: int) -> list[list[Any]]:
    """Return the records that the user may read, as lines of the columns' values.

    Raises:
        PermissionError: the user may not read the DocType.
    """
    has_permission(meta.name, "read", throw=True)
    own = list(dict.fromkeys((NAME, *(target.field.fieldname for target in targets if target.table is None))))
    rows = get_list(meta.name, filters=filters, fields=own, limit=limit, order_by="creation asc, name asc")
    tables = {target.table.fieldname: target.table for target in targets if target.table is not None}
    children = {name: _rows_of(meta, table, targets, rows) for name, table in tables.items()}
    lines: list[list[Any]] = []
    for row in rows:
        of_row = {name: known.get(row.name, []) for name, known in children.items()}
        for number in range(max(1, *map(len, of_row.values())) if of_row else 1):
            lines.append([_cell_of(target, row if number == 0 else {}, of_row, number) for target in targets])
    return lines


def _rows_of(meta: Meta, table: DocField, targets: Sequence[Target], parents: Sequence[Any]) -> dict[str, list[Any]]:
    """Return the rows of a table by the name of their document."""
    fields = [target.field.fieldname for target in targets if target.table is table]
    found: dict[str, list[Any]] = {}
    for start in range(0, len(parents), PARENTS):
        names = [parent.name for parent in parents[start : start + PARENTS]]
        filters = {"parent": ["in", names], "parenttype": meta.name, "parentfield": table.fieldname}
        for row in get_list(
            table.options or "", filters=filters, fields=list(dict.fromkeys(("parent", *fields))), limit=0,
            order_by="idx asc", parent_doctype=meta.name,
        ):  # fmt: skip
            found.setdefault(row.parent, []).append(row)
    return found


def _cell_of(target: Target, own: Mapping[str, Any], children: Mapping[str, list[Any]], number: int) -> Any:
    if target.table is None:
        return own.get(target.field.fieldname)
    rows = children[target.table.fieldname]
    return rows[number].get(target.field.fieldname) if number < len(rows) else None


# -- rows that were not imported


def is_reason(header: str) -> bool:
    """Tell whether a column holds the reasons of an earlier import."""
    return folded(header) in texts_of(REASON)


def build_error_file(plan: Plan, rows: Sequence[PlannedRow], kind: str) -> bytes:
    """Return lines of the file as they were, with the reasons in a last column and the bad cells coloured."""
    kept = [index for index, header in enumerate(plan.sheet.headers) if not is_reason(header)]
    headings = [Heading(plan.sheet.headers[index]) for index in kept] + [Heading(_(REASON))]
    lines = [(row, line) for row in rows for line in row.lines]
    table = [[*(line.cells[index] for index in kept), reasons_of(row, line)] for row, line in lines]
    if kind == "csv":
        return write_csv(headings, table)
    used = {key: column.index for key, column in plan.used.items()}
    marked = [
        {kept.index(used[one.fieldname]) for one in row.problems if one.fieldname in used and one.row == line.number}
        for row, line in lines
    ]
    return write_xlsx(_(plan.meta.name), headings, table, marked)


def reasons_of(row: PlannedRow, line: Line) -> str:
    """Return why a document was not imported, one line a reason, beside the line that is to blame."""
    return "\n".join(
        " ".join(part for part in (f"{problem.label}:" if problem.label else "", problem.message, problem.hint) if part)
        for problem in row.problems
        if problem.row == line.number or (problem.row is None and line is row.lines[0])
    )
