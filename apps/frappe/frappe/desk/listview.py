"""Settings and side counts of a list (contract 7.9)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.documents import get_doc
from frappe.model.permitted_list import get_list
from frappe.model.sent import clean, record
from frappe.permissions import has_permission
from frappe.rpc import whitelist
from frappe.utils import cstr, parse_json

SETTINGS = "List View Settings"
MOST_GROUPS = 50


@whitelist()
def get_list_settings(doctype: str) -> Any:
    """Return what an administrator settled for a list, None when nothing."""
    has_permission(doctype, "read", throw=True)
    return get_doc(SETTINGS, doctype).as_dict() if local.db.exists(SETTINGS, doctype) else None


@whitelist(methods=["POST", "PUT"])
def set_list_settings(doctype: str, values: str | dict[str, Any]) -> None:
    """Settle a list for everyone; the rights of List View Settings decide who may."""
    given = record(values, name="values")
    name = get_meta(doctype).name
    meta = get_meta(SETTINGS)
    cleaned = {key: value for key, value in clean(given, meta).items() if meta.has_field(key)}
    if local.db.exists(SETTINGS, name):
        doc = get_doc(SETTINGS, name, for_update=True)
        doc.update(cleaned)
        doc.save()
        return
    get_doc({"doctype": SETTINGS, **cleaned}).insert(set_name=name)


@whitelist()
def get_group_by_count(doctype: str, current_filters: str | list[Any], field: str) -> list[dict[str, Any]]:
    """Return how many permitted documents there are for each value of a field (or each assignee)."""
    filters = parse_json(current_filters) if isinstance(current_filters, str) else current_filters
    if field == "assigned_to":
        return _by_assignee(doctype, filters)
    meta = get_meta(doctype)
    if field not in meta.column_set and field not in ("owner", "name", "modified_by"):
        raise ValidationError(_("{0} is not a field of {1}.").format(field[:60], _(doctype)), fieldname="field")
    rows = get_list(
        doctype, filters=filters, fields=[f"{field} as name", "count(name) as count"], group_by=field,
        order_by="count desc", limit=MOST_GROUPS,
    )  # fmt: skip
    return [dict(row) for row in rows]


def _by_assignee(doctype: str, filters: Any) -> list[dict[str, Any]]:
    rows = get_list(
        doctype, filters=filters, fields=["_assign", "count(name) as count"], group_by="_assign", order_by=None,
        limit=1000,
    )  # fmt: skip
    counts: Counter[str] = Counter()
    for row in rows:
        for user in parse_json(row.get("_assign") or "[]"):
            counts[cstr(user)] += row["count"]
    return [{"name": user, "count": count} for user, count in counts.most_common(MOST_GROUPS)]
