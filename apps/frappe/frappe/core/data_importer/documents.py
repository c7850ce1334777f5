"""One planned document written: its values, its rows, and the records that its links name and that do not exist yet."""

from __future__ import annotations

from functools import partial
from typing import Any

from frappe.core.data_importer.columns import NAME
from frappe.core.data_importer.plan import NewLink, Plan, PlannedRow, Values, title_target
from frappe.exceptions import ValidationError
from frappe.journal import has_changed, values_of
from frappe.messages import _
from frappe.metadata import DocField, get_meta
from frappe.model.conditions import through_door
from frappe.model.documents import get_doc, new_doc
from frappe.model.each import attempt
from frappe.utils import cstr

MOMENTS = ("Datetime", "Time")


def make_links(plan: Plan) -> None:
    """Make the records that the file names and that do not exist; what is refused is told by the rows that need it."""
    for doctype, links in plan.new_links.items():
        for link in links.values():
            if link.name is None:
                link.refused = attempt(partial(_make_link, doctype, link))


def _make_link(doctype: str, link: NewLink) -> None:
    link.name = cstr(_titled(doctype, link.text).insert().name)


def _titled(doctype: str, text: str) -> Any:
    doc = new_doc(doctype)
    doc.set(title_target(get_meta(doctype)) or NAME, text)
    return through_door(doc)


def write_document(plan: Plan, row: PlannedRow, *, submit: bool, data_import: str | None = None) -> str:
    """Insert or update the document of a row as the acting user, and return its name.

    Of a document that exists the rows whose ID is given are changed, rows without one are added, others stay; where
    nothing changes, nothing is written.
    """
    doc = get_doc(plan.meta.name, row.target) if row.target else new_doc(plan.meta.name)
    is_new = row.target is None
    before = None if is_new else values_of(doc)
    values = _linked(plan, row.values, None, leave_out=() if is_new else (NAME,))
    doc.update(values if is_new else _exact(doc, values))
    for table in {column.table: None for column in plan.used.values() if column.table}:
        _write_table(plan, doc, row, table)
    if before is not None and not has_changed(before, values_of(doc)):
        return str(doc.name)
    doc.flags.via_data_import = data_import
    through_door(doc)
    doc.insert() if is_new else doc.save()
    if submit and is_new and plan.meta.is_submittable:
        doc.submit()
    return str(doc.name)


def _write_table(plan: Plan, doc: Any, row: PlannedRow, table: str) -> None:
    stored = {cstr(child.name): child for child in doc.get(table) or () if child.name}
    for line in row.table_lines(table):
        values = _linked(plan, line.rows[table], table, leave_out=(NAME,))
        name = cstr(line.rows[table].get(NAME))
        if not name or row.target is None:
            doc.append(table, values)
        elif name in stored:
            stored[name].update(_exact(stored[name], values))
        else:
            text = _("{0} {1} has no row {2}. Clear its ID to add it.")
            raise ValidationError(text.format(_(doc.doctype), doc.name, name), fieldname=NAME, table=table)


def _exact(stored: Any, values: Values) -> Values:
    """Return values without the moments that a sheet, which knows no parts of seconds, gives back as they are."""
    moments = {field.fieldname for field in stored.meta.value_fields if field.fieldtype in MOMENTS}
    return {
        name: value
        for name, value in values.items()
        if name not in moments or cstr(stored.get(name)).partition(".")[0] != cstr(value).partition(".")[0]
    }


def _linked(plan: Plan, values: Values, table: str | None, *, leave_out: tuple[str, ...]) -> Values:
    """Return values with the names of records that were made for links."""
    kept = {name: value for name, value in values.items() if name not in leave_out}
    if not plan.new_links:
        return kept
    for column in plan.used.values():
        field = column.field
        if column.table != table or field is None or field.fieldname not in kept:
            continue
        link = plan.new_links.get(_target_of(field, values), {}).get(cstr(kept[field.fieldname]).casefold())
        if link is not None and link.refused:
            text = _("The record of {0} could not be made: {1}").format(_(field.options or ""), link.refused)
            raise ValidationError(text, fieldname=field.fieldname, table=table)
        if link is not None:
            kept[field.fieldname] = link.name
    return kept


def _target_of(field: DocField, values: Values) -> str:
    if field.fieldtype == "Link":
        return field.options or ""
    return cstr(values.get(field.options or "")) if field.fieldtype == "Dynamic Link" else ""
