"""Files to fill: a template of a DocType, empty or with records, and the rows that were not imported, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frappe.context import current_user
from frappe.core.data_importer.columns import NAME, REASON, folded, label_of, target_fields, texts_of
from frappe.core.data_importer.plan import Plan, PlannedRow
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
NOT_OFFERED = frozenset(("Password", "Signature", "Geolocation", "Attach Image", "Barcode", "Icon", "Read Only"))
_FORMATS = {"Date": "yyyy-mm-dd", "Datetime": "yyyy-mm-dd hh:mm:ss", "Time": "hh:mm:ss", "Int": "0", "Long Int": "0"}
_NUMBERS = ("Float", "Currency", "Percent", "Rating", "Duration", "Check")


def template_fields(meta: Meta, *, with_id: bool, chosen: Sequence[str] | None = None) -> list[DocField]:
    """Return the fields of a template: those the user may fill in, or of these the chosen ones."""
    levels = {0} | writable_levels(meta, current_user())
    own = target_fields(meta)
    needs_id = with_id or (meta.autoname or "").lower() == "prompt"
    offered = [
        field
        for field in own[1:]
        if field.fieldtype not in NOT_OFFERED
        and not (field.read_only or field.hidden)
        and (field.permlevel or 0) in levels
        and (chosen is None or field.fieldname in chosen or (field.reqd and not with_id))
    ]
    return [own[0], *offered] if needs_id or (chosen is not None and NAME in chosen) else offered


def heading_of(meta: Meta, field: DocField, *, for_update: bool) -> Heading:
    """Return a column of a template."""
    prompt = field.fieldname == NAME and (meta.autoname or "").lower() == "prompt"
    required = bool(field.reqd and not for_update) or (field.fieldname == NAME and (for_update or prompt))
    choices = choices_of(field)
    number_format = _FORMATS.get(field.fieldtype, "General" if field.fieldtype in _NUMBERS else "@")
    return Heading(label_of(field), _note(field, choices, required=required), choices, number_format, required)


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


def _note(field: DocField, choices: Sequence[str], *, required: bool) -> str:
    lines = [_("Mandatory.")] if required else []
    if field.description:
        lines.append(_(field.description))
    if field.fieldtype in ("Link", "Dynamic Link"):
        target = _(field.options or "")
        lines.append(
            _("The ID or title of a record of {0}.").format(target) if field.fieldtype == "Link" else _("An ID.")
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
    """Return a template as xlsx (``Excel``) or csv; ``records`` are rows of its fields' values."""
    fields = template_fields(meta, with_id=for_update, chosen=chosen)
    headings = [heading_of(meta, field, for_update=for_update) for field in fields]
    rows = [[_shown(field, value) for field, value in zip(fields, record, strict=True)] for record in records]
    return write_csv(headings, rows) if kind == "CSV" else write_xlsx(_(meta.name), headings, rows)


def _shown(field: DocField, value: Any) -> Any:
    if value is None or value == "":
        return None
    if field.fieldtype == "Check":
        return _("Yes") if value else _("No")
    return _(value) if field.fieldtype == "Select" else value


def read_records(meta: Meta, fields: Sequence[DocField], filters: Any, limit: int) -> list[list[Any]]:
    """Return the records that the user may read, as rows of the fields' values.

    Raises:
        PermissionError: the user may not read the DocType.
    """
    has_permission(meta.name, "read", throw=True)
    names = list(dict.fromkeys((NAME, *(field.fieldname for field in fields))))
    rows = get_list(meta.name, filters=filters, fields=names, limit=limit, order_by="creation asc")
    return [[row.get(field.fieldname) for field in fields] for row in rows]


# -- rows that were not imported


def is_reason(header: str) -> bool:
    """Tell whether a column holds the reasons of an earlier import."""
    return folded(header) in texts_of(REASON)


def build_error_file(plan: Plan, rows: Sequence[PlannedRow], kind: str) -> bytes:
    """Return rows of the file as they were, with the reasons in a last column and the bad cells coloured."""
    kept = [index for index, header in enumerate(plan.sheet.headers) if not is_reason(header)]
    headings = [Heading(plan.sheet.headers[index]) for index in kept] + [Heading(_(REASON))]
    table = [[*(row.cells[index] for index in kept), reasons_of(row)] for row in rows]
    if kind == "csv":
        return write_csv(headings, table)
    used = {name: column.index for name, column in plan.fields.items()}
    marked = [
        {kept.index(used[problem.fieldname]) for problem in row.problems if problem.fieldname in used} for row in rows
    ]
    return write_xlsx(_(plan.meta.name), headings, table, marked)


def reasons_of(row: PlannedRow) -> str:
    """Return why a row was not imported, one line a reason."""
    return "\n".join(
        " ".join(part for part in (f"{problem.label}:" if problem.label else "", problem.message, problem.hint) if part)
        for problem in row.problems
    )
