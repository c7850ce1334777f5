"""Counts of what is connected with a document (contract 7.9)."""

from __future__ import annotations

from typing import Any

from frappe.desk.form.load import dashboard
from frappe.metadata import find_meta, get_meta
from frappe.model.permitted_list import get_list
from frappe.model.sent import listed
from frappe.permissions import has_permission
from frappe.rpc import whitelist


@whitelist()
def get_open_count(doctype: str, name: str, items: str | list[str] | None = None) -> dict[str, Any]:
    """Return how many documents of each connected DocType the user may see, up to 100 each."""
    has_permission(doctype, "read", name, throw=True)
    fields = dashboard(get_meta(doctype))["non_standard_fieldnames"]
    wanted = listed(items, name="items") if items else list(fields)
    found = []
    for other in wanted:
        meta = find_meta(other)
        if meta is None or other not in fields or not has_permission(other, "read"):
            continue
        names = get_list(other, filters=_filters(meta, fields[other], doctype, name), limit=100, pluck="name")
        found.append({"doctype": other, "count": len(names), "open_count": 0, "names": names[:10]})
    return {"count": {"external_links_found": found, "internal_links_found": []}}


def _filters(meta: Any, fieldname: str, doctype: str, name: str) -> list[Any]:
    field = meta.get_field(fieldname)
    filters: list[Any] = [[fieldname, "=", name]]
    if field is not None and field.fieldtype == "Dynamic Link":
        filters.append([field.options, "=", doctype])
    return filters
