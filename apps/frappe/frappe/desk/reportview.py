"""Lists of the desk: rows, counts, deleting, export (contract 7.9)."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from frappe.context import current_user, local
from frappe.core.doctype.report.report import save_builder_report
from frappe.core.sheets import send_table
from frappe.exceptions import ValidationError
from frappe.journal import current_operation
from frappe.localization import now_datetime
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.delete_doc import delete_doc
from frappe.model.documents import new_doc
from frappe.model.each import attempt
from frappe.model.permitted_list import get_count as count_permitted
from frappe.model.permitted_list import get_http_list
from frappe.model.permitted_list import get_list as list_permitted
from frappe.model.sent import list_arguments, listed, parse, text_of
from frappe.permissions import can_export, require
from frappe.rpc import check_rate, whitelist
from frappe.utils import cint, cstr, parse_json

EXPORTS_PER_HOUR = 240


def _arguments() -> dict[str, Any]:
    form = local.form_dict
    found = list_arguments(form, start="start")
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
    doctype = text_of(local.form_dict, "doctype")
    return list(get_http_list(doctype or "", **_arguments()))


@whitelist()
def get_count() -> int:
    """Return how many rows there are."""
    form = local.form_dict
    filters = parse(form.get("filters"), name="filters")
    or_filters = parse(form.get("or_filters"), name="or_filters")
    return count_permitted(text_of(form, "doctype") or "", filters, or_filters=or_filters)


@whitelist(methods=["POST", "DELETE"])
def delete_items(items: str | list[str], doctype: str) -> list[str]:
    """Delete documents, each for itself; return those that could not be deleted and say why."""
    names = parse_json(items)
    if not isinstance(names, list) or len(names) > 500:
        raise ValidationError(_("At most {0} at once.").format(500))
    current_operation().journal_all = True
    failed: list[str] = []
    for name in names:
        problem = attempt(partial(delete_doc, doctype, str(name), ignore_missing=False))
        if problem:
            failed.append(str(name))
            local.message_log.append({"message": f"{name}: {problem}", "indicator": "red"})
    return failed


@whitelist()
def get_stats(stats: str | list[str], doctype: str, filters: Any = None) -> dict[str, list[list[Any]]]:
    """Return, for each of some fields, its values among the permitted documents and how often they occur."""
    wanted = listed(stats, name="stats")
    require(doctype, "read")
    meta = get_meta(doctype)
    found = parse(filters, name="filters")
    return {name: _stat(meta, name, found) for name in wanted if name == "_user_tags" or name in meta.columns}


def _stat(meta: Any, fieldname: str, filters: Any) -> list[list[Any]]:
    rows = list_permitted(
        meta.name, filters=filters, fields=[fieldname, "count(name) as count"], group_by=fieldname, order_by=None,
        limit=1000,
    )  # fmt: skip
    counts: Counter[str] = Counter()
    for row in rows:
        value = cstr(row.get(fieldname))
        parts = [tag for tag in value.split(",") if tag] if fieldname == "_user_tags" else [value]
        for part in parts or [_("No Tags")]:
            counts[part] += row["count"]
    return [[value, count] for value, count in counts.most_common()]


@whitelist()
def get_sidebar_stats(stats: str | list[str], doctype: str, filters: Any = None) -> dict[str, Any]:
    """Return what the side of a list shows."""
    return {"stats": get_stats(stats, doctype, filters)}


@whitelist(methods=["POST"])
def save_report(name: str, doctype: str, report_settings: str) -> str:
    """Keep a list as a Report Builder report of one's own."""
    return save_builder_report(name, doctype, report_settings)


@whitelist(methods=["POST"])
def export_query() -> None:
    """Return a list as a file; the right to export is needed and the export is logged."""
    form = local.form_dict
    doctype = text_of(form, "doctype") or ""
    can_export(doctype, raise_exception=True)
    arguments = _arguments()
    arguments["limit"] = 0 if not form.get("page_length") else arguments["limit"]
    selected = parse(form.get("selected_items"), name="selected_items")
    if selected:
        arguments["filters"] = [["name", "in", selected]]
    rows = get_http_list(doctype, **arguments)
    meta = get_meta(doctype)
    header = [_(meta.get_label(key)) if "." not in key else key for key in (rows[0] if rows else ["name"])]
    kind = "CSV" if form.get("file_format_type") == "CSV" else "Excel"
    log_export(doctype, kind, cstr(form.get("filters")))
    send_table(doctype, [header, *(list(row.values()) for row in rows)], kind)


def log_export(doctype: str, kind: str, filters: str, report_name: str | None = None) -> None:
    """Write who took what out; how often a user may do so is limited.

    Raises:
        RateLimitExceededError: the user exports too often.
    """
    check_rate(("export", current_user()), cint(local.conf.get("exports_per_hour")) or EXPORTS_PER_HOUR, 3600)
    new_doc(
        "Access Log", export_from=doctype, user=current_user(), file_type=kind, filters=filters[:2000],
        report_name=report_name, timestamp=now_datetime(),
    ).insert(ignore_permissions=True)  # fmt: skip
