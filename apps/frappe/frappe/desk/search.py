"""Link search: what a user may choose (contract 7.9, 12.29)."""

from __future__ import annotations

from typing import Any

from frappe.api import rest_v1
from frappe.api.rpc import call
from frappe.metadata import Meta, get_meta
from frappe.model.permitted_list import get_list
from frappe.modules import get_attr, get_hooks
from frappe.rpc import whitelist
from frappe.utils import cint, cstr

MOST = 100


@whitelist()
def search_link(
    doctype: str, txt: str = "", query: str | None = None, filters: Any = None, page_length: int = 10,
    searchfield: str | None = None, reference_doctype: str | None = None, ignore_user_permissions: bool = False,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return up to ``page_length`` documents that match a text: value, description, label."""
    filters = rest_v1.parse(filters, name="filters")
    length = min(max(cint(page_length), 1), MOST)
    custom = query or (get_hooks("standard_queries", {}).get(doctype) or [None])[-1]
    if custom:
        arguments = {"doctype": doctype, "txt": txt, "searchfield": searchfield or "name", "start": 0,
                     "page_len": length, "filters": filters or {}}  # fmt: skip
        return [_option(row) for row in call(get_attr(custom), arguments)]
    return search(get_meta(doctype), txt.strip(), filters, length, reference_doctype)


def search(meta: Meta, text: str, filters: Any, length: int, reference_doctype: str | None) -> list[dict[str, Any]]:
    """Search name, title and search fields, best first: what starts with the text."""
    title = meta.get_title_field()
    columns = list(dict.fromkeys(["name", title, *(f for f in meta.get_search_fields() if f in meta.column_set)]))
    either = [[column, "like", f"%{escape_like(text)}%"] for column in columns] if text else None
    rows = get_list(
        meta.name, fields=columns, filters=[*_rows(filters), *_only_enabled(meta)], or_filters=either,
        limit=length, reference_doctype=reference_doctype, order_by=f"{title} asc" if text else "modified desc",
    )  # fmt: skip
    rows.sort(key=lambda row: not cstr(row.get(title)).lower().startswith(text.lower()))
    show_title = bool(meta.show_title_field_in_link) and title != "name"
    return [_as_option(row, columns, title, show_title) for row in rows]


def escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _rows(filters: Any) -> list[Any]:
    if not filters:
        return []
    if isinstance(filters, dict):
        return [[key, *(value if isinstance(value, list) and len(value) == 2 else ("=", value))] for key, value in filters.items()]
    return list(filters)


def _only_enabled(meta: Meta) -> list[Any]:
    out: list[Any] = []
    for fieldname, wanted in (("enabled", 1), ("disabled", 0)):
        field = meta.get_field(fieldname)
        if field is not None and field.fieldtype == "Check":
            out.append([fieldname, "=", wanted])
    return out


def _as_option(row: Any, columns: list[str], title: str, show_title: bool) -> dict[str, Any]:
    label = cstr(row.get(title)) if show_title else None
    shown = {row["name"], label}
    description = ", ".join(cstr(row.get(c)) for c in columns if row.get(c) not in (None, "") and row.get(c) not in shown)
    option = {"value": row["name"], "description": description}
    return {**option, "label": label} if label else option


def _option(row: Any) -> dict[str, Any]:
    if isinstance(row, dict):
        return {"value": row.get("value") or row.get("name"), "description": row.get("description") or ""}
    return {"value": row[0], "description": ", ".join(cstr(part) for part in row[1:] if part)}


@whitelist()
def get_link_title(doctype: str, docname: str) -> str:
    """Return what a link shows for a document."""
    meta = get_meta(doctype)
    title = meta.get_title_field()
    if not meta.show_title_field_in_link or title == "name":
        return docname
    rows = get_list(doctype, fields=[title], filters={"name": docname}, limit=1)
    return cstr(rows[0][title]) if rows and rows[0].get(title) else docname


