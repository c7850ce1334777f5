"""Run reports: those of the builder, those of an app's Python, and changed copies of them (contract 4.8, 8.8)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from frappe.context import current_user, local
from frappe.core.doctype.report.report import get_report_module_dotted_path
from frappe.core.sheets import send_table
from frappe.desk.reportview import log_export
from frappe.exceptions import NotAvailableYetError, ValidationError
from frappe.exceptions import PermissionError as NoPermission
from frappe.localization.clock import monotonic
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.documents import get_doc
from frappe.model.permitted_list import get_http_list
from frappe.modules import get_attr, get_module_app, get_module_path, scrub
from frappe.permissions import access_of, can_export, require
from frappe.permissions.rules import applicable
from frappe.rpc import whitelist
from frappe.types import _dict
from frappe.utils import cstr, dump_json_text, flt, parse_json

SUMMED = frozenset({"Currency", "Float", "Int", "Duration"})


@whitelist()
def run(
    report_name: str, filters: str | dict[str, Any] | None = None, user: str | None = None,
    ignore_prepared_report: bool = False, custom_columns: str | list[Any] | None = None, is_tree: bool = False,
    parent_field: str | None = None, are_default_filters: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """Run a report as the acting user: columns, rows, message, chart, summary."""
    doc = permitted_report(report_name)
    values = _dict(parse_json(filters) if isinstance(filters, str) and filters else filters or {})
    started = monotonic()
    answer = result_of(doc, values)
    if custom_columns:
        given = parse_json(custom_columns) if isinstance(custom_columns, str) else custom_columns
        answer["columns"] = [*answer["columns"], *(as_column(column) for column in given)]
    answer["execution_time"] = round(monotonic() - started, 3)
    return answer


def permitted_report(report_name: str) -> Any:
    """Return a report that the acting user may run.

    Raises:
        PermissionError: he holds none of its roles, or may not report on its DocType.
    """
    doc = get_doc("Report", report_name)
    if not doc.is_permitted():
        raise NoPermission(_("You don't have access to Report: {0}").format(_(report_name)), needed="report")
    require(doc.ref_doctype, "report")
    if doc.disabled:
        raise ValidationError(_("Report {0} is disabled").format(_(report_name)))
    return doc


def result_of(doc: Any, filters: _dict) -> dict[str, Any]:
    """Return the answer of a report of any kind."""
    if doc.report_type == "Custom Report":
        return _custom(doc, filters)
    if doc.report_type == "Report Builder":
        return _built(doc, filters)
    if doc.report_type == "Script Report" and doc.is_standard == "Yes":
        return _scripted(doc, filters)
    raise NotAvailableYetError(
        _("Reports with SQL or a script of their own are not available yet. Write a Script Report in an app.")
    )


def _answer(doc: Any, columns: list[Any], rows: list[Any], more: tuple[Any, ...] = ()) -> dict[str, Any]:
    message, chart, summary, skip_total = (*more, None, None, None, None)[:4]
    shown = [as_column(column) for column in columns]
    rows = permitted_rows(doc.ref_doctype, shown, rows)
    adds_total = bool(doc.add_total_row and not skip_total and rows)
    if adds_total:
        rows = [*rows, total_row(shown, rows)]
    return {
        "result": rows, "columns": shown, "message": message, "chart": chart, "report_summary": summary,
        "skip_total_row": bool(skip_total), "status": None, "add_total_row": adds_total,
    }  # fmt: skip


# -- kinds


def _scripted(doc: Any, filters: _dict) -> dict[str, Any]:
    execute = get_attr(get_report_module_dotted_path(doc.module, doc.name) + ".execute")
    found = execute(filters)
    columns, rows, *more = found
    return _answer(doc, list(columns or ()), list(rows or ()), tuple(more))


def _custom(doc: Any, filters: _dict) -> dict[str, Any]:
    reference = permitted_report(doc.reference_report)
    if reference.report_type == "Custom Report":
        raise ValidationError(_("A changed report starts from a report that is not changed itself."))
    definition = doc.builder_definition()
    return result_of(reference, _dict({**(definition.get("filters") or {}), **filters}))


def _built(doc: Any, filters: _dict) -> dict[str, Any]:
    definition = doc.builder_definition()
    meta = get_meta(doc.ref_doctype)
    names = [_field_name(entry, meta.name) for entry in definition.get("fields") or ["name"]]
    asked = [[key, "=", value] for key, value in filters.items() if value not in (None, "")]
    rows = get_http_list(
        meta.name, fields=names, filters=[*_as_rows(definition.get("filters")), *asked], limit=0,
        order_by=_order(definition, meta),
    )  # fmt: skip
    return _answer(doc, [_column_of(meta, name) for name in names if not rows or _key(name) in rows[0]], list(rows))


def _field_name(entry: Any, doctype: str) -> str:
    """Return the query's name of ``[field, doctype]``: a child table's field goes by its table."""
    if isinstance(entry, str):
        return entry
    field, source = str(entry[0]), str(entry[1]) if len(entry) > 1 else doctype
    if source == doctype:
        return field
    for table in get_meta(doctype).table_fields:
        if table.options == source:
            return f"{table.fieldname}.{field}"
    raise ValidationError(_("{0} is not a table of {1}").format(source, _(doctype)))


def _as_rows(filters: Any) -> list[Any]:
    if isinstance(filters, Mapping):
        return [[key, "=", value] for key, value in filters.items()]
    return [list(row) for row in filters or ()]


def _order(definition: dict[str, Any], meta: Any) -> str:
    if isinstance(definition.get("order_by"), str) and definition["order_by"]:
        return str(definition["order_by"])
    field = definition.get("sort_by") or meta.sort_field or "modified"
    return f"{cstr(field).rpartition('.')[2].strip('`')} {cstr(definition.get('sort_order') or 'desc')}"


def _key(name: str) -> str:
    return name.rpartition(".")[2]


def _column_of(meta: Any, name: str) -> dict[str, Any]:
    table, _dot, key = name.rpartition(".")
    owner = get_meta(meta.get_field(table).options) if table else meta
    field = owner.get_field(key)
    if field is None:
        kind = ("Link", meta.name) if key == "name" else ("Data", None)
        return {"fieldname": key, "label": _(owner.get_label(key)), "fieldtype": kind[0], "options": kind[1]}
    return {"fieldname": key, "label": _(field.label), "fieldtype": field.fieldtype, "options": field.options}


# -- columns and rows


def as_column(column: Any) -> dict[str, Any]:
    """Return a column as a dict: ``Label:Fieldtype/Options:Width`` is the short form."""
    if isinstance(column, Mapping):
        found = dict(column)
        found.setdefault("fieldname", scrub(cstr(found.get("label"))))
        found.setdefault("fieldtype", "Data")
        return found
    label, kind, width = (*str(column).split(":"), "", "")[:3]
    fieldtype, _slash, options = (kind or "Data").partition("/")
    found = {"label": _(label), "fieldname": scrub(label), "fieldtype": fieldtype, "options": options or None}
    return {**found, "width": width} if width else found


def permitted_rows(doctype: str, columns: list[dict[str, Any]], rows: list[Any]) -> list[Any]:
    """Drop rows whose links the user's permissions do not admit (contract 4.8)."""
    granted = access_of(current_user()).user_permissions
    checks = []
    for index, column in enumerate(columns):
        if column.get("fieldtype") == "Link" and granted.get(column.get("options") or ""):
            names = applicable(granted[column["options"]], doctype)
            if names:
                checks.append((index, column["fieldname"], {name.casefold() for name in names}))
    return [row for row in rows if all(_admitted(row, *check) for check in checks)] if checks else rows


def _admitted(row: Any, index: int, fieldname: str, names: set[str]) -> bool:
    value = _cell(row, index, fieldname)
    return value in (None, "") or cstr(value).casefold() in names


def _cell(row: Any, index: int, fieldname: str) -> Any:
    if isinstance(row, Mapping):
        return row.get(fieldname)
    return row[index] if index < len(row) else None


def total_row(columns: list[dict[str, Any]], rows: list[Any]) -> list[Any]:
    """Return the sums of the number columns, as the last row; sums are exact (design decision 4)."""
    out: list[Any] = []
    for index, column in enumerate(columns):
        cells = [_cell(row, index, column["fieldname"]) for row in rows if not _is_below(row)]
        if column.get("fieldtype") in SUMMED:
            out.append(float(sum((Decimal(str(flt(cell))) for cell in cells), Decimal(0))))
        elif column.get("fieldtype") == "Percent":
            out.append(float(sum((Decimal(str(flt(cell))) for cell in cells), Decimal(0)) / max(len(cells), 1)))
        else:
            out.append(_("Total") if index == 0 else None)
    return out


def _is_below(row: Any) -> bool:
    """Rows below another in a tree are part of its number already."""
    return isinstance(row, Mapping) and bool(row.get("indent"))


# -- script, export, saving


@whitelist()
def get_script(report_name: str) -> dict[str, Any]:
    """Return the browser script of a report's page (its filters) and where it comes from."""
    doc = permitted_report(report_name)
    if doc.report_type == "Custom Report":
        doc = permitted_report(doc.reference_report)
    script = doc.javascript or ""
    if doc.is_standard == "Yes" and doc.module:
        name = scrub(doc.name)
        path = Path(get_module_path(doc.module, "report", name, f"{name}.js"))
        script = path.read_text(encoding="utf-8") if path.is_file() else script
    return {
        "script": script, "html_format": None, "execution_time": 0,
        "filters": [row.as_dict() for row in doc.filters or ()],
        "app": get_module_app(doc.module) if doc.is_standard == "Yes" and doc.module else None,
    }  # fmt: skip


@whitelist(methods=["POST"])
def export_query() -> None:
    """Return a report's rows as a file; the right to export is needed and the export is logged."""
    form = local.form_dict
    name = cstr(form.get("report_name"))
    doc = permitted_report(name)
    can_export(doc.ref_doctype, raise_exception=True)
    values = parse_json(form.get("filters") or "{}")
    answer = result_of(doc, _dict(values))
    columns = [column for column in answer["columns"] if not column.get("hidden")]
    table = [[column.get("label") for column in columns]]
    positions = [answer["columns"].index(column) for column in columns]
    for row in answer["result"]:
        cells = (_cell(row, index, column["fieldname"]) for index, column in zip(positions, columns, strict=True))
        table.append(list(cells))
    kind = "CSV" if form.get("file_format_type") == "CSV" else "Excel"
    log_export(doc.ref_doctype, kind, dump_json_text(values), report_name=name)
    send_table(name, table, kind)


@whitelist(methods=["POST"])
def save_report(reference_report: str, report_name: str, columns: str, filters: str | None = None) -> str:
    """Keep a changed copy of a report, as a report of one's own."""
    base = permitted_report(reference_report)
    existing = local.db.get_value("Report", report_name, ["owner", "report_type"], as_dict=True)
    if existing and (existing.owner != current_user() or existing.report_type != "Custom Report"):
        raise NoPermission(_("Report {0} exists already and is of another kind.").format(report_name))
    text = dump_json_text({"columns": parse_json(columns), "filters": parse_json(filters or "{}")})
    doc = get_doc("Report", report_name) if existing else get_doc(
        {
            "doctype": "Report", "report_name": report_name, "ref_doctype": base.ref_doctype, "is_standard": "No",
            "report_type": "Custom Report", "reference_report": base.name, "module": base.module,
            "roles": [{"role": row.role} for row in base.roles],
        }
    )  # fmt: skip
    doc.json = text
    return cstr(doc.save(ignore_permissions=True).name if existing else doc.insert(ignore_permissions=True).name)
