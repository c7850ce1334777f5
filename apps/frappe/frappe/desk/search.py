"""Link search: what a user may choose (contract 7.9, 12.29)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.metadata import Meta, get_meta
from frappe.model.permitted_list import get_list
from frappe.model.sent import parse
from frappe.modules import get_attr, get_hooks
from frappe.rpc import call, whitelist
from frappe.rpc.search import sanitize_searchfield
from frappe.utils import cint, cstr

MOST = 100
HIDDEN = ["Administrator", "Guest"]


@whitelist()
def search_link(
    doctype: str, txt: str = "", query: str | None = None, filters: Any = None, page_length: int = 10,
    searchfield: str | None = None, reference_doctype: str | None = None, ignore_user_permissions: bool = False,
) -> list[dict[str, Any]]:  # fmt: skip
    """Return up to ``page_length`` documents that match a text: value, description, label."""
    filters = parse(filters, name="filters")
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
    columns = search_columns(meta)
    either = [[column, "like", f"%{escape_like(text)}%"] for column in columns] if text else None
    rows = get_list(
        meta.name, fields=columns, filters=[*_rows(filters), *_only_enabled(meta)], or_filters=either,
        limit=length, reference_doctype=reference_doctype, order_by=f"{title} asc" if text else "modified desc",
    )  # fmt: skip
    rows.sort(key=lambda row: not cstr(row.get(title)).lower().startswith(text.lower()))
    show_title = bool(meta.show_title_field_in_link) and title != "name"
    return [_as_option(row, columns, title, show_title) for row in rows]


def search_columns(meta: Meta) -> list[str]:
    """Return what a link search looks into: name, title, search fields."""
    found = [field for field in meta.get_search_fields() if field in meta.column_set]
    return list(dict.fromkeys(["name", meta.get_title_field(), *found]))


def escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _rows(filters: Any) -> list[Any]:
    if not filters:
        return []
    if isinstance(filters, dict):
        pairs = filters.items()
        return [
            [key, *(value if isinstance(value, list) and len(value) == 2 else ("=", value))] for key, value in pairs
        ]
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
    values = [row.get(column) for column in columns]
    description = ", ".join(cstr(value) for value in values if value not in (None, "") and value not in shown)
    option = {"value": row["name"], "description": description}
    return {**option, "label": label} if label else option


def _option(row: Any) -> dict[str, Any]:
    if isinstance(row, dict):
        option = {"value": row.get("value") or row.get("name"), "description": row.get("description") or ""}
        return {**option, "label": row["label"]} if row.get("label") else option
    return {"value": row[0], "description": ", ".join(cstr(part) for part in row[1:] if part)}


@whitelist()
def search_widget(
    doctype: str, txt: str = "", query: str | None = None, searchfield: str | None = None, start: int = 0,
    page_length: int = 10, filters: Any = None, filter_fields: Any = None, as_dict: bool = False,
    reference_doctype: str | None = None, ignore_user_permissions: bool = False,
) -> list[Any]:  # fmt: skip
    """Return the rows behind a link search: lists of columns, or dicts."""
    length = min(max(cint(page_length), 1), MOST)
    given = parse(filters, name="filters")
    if query:
        arguments = {"doctype": doctype, "txt": txt, "searchfield": searchfield or "name", "start": start,
                     "page_len": length, "filters": given or {}}  # fmt: skip
        return list(call(get_attr(query), arguments))
    meta = get_meta(doctype)
    columns = search_columns(meta)
    if searchfield:
        sanitize_searchfield(searchfield)
    either = [searchfield] if searchfield and searchfield in meta.column_set else columns
    rows = get_list(
        meta.name, fields=columns, filters=[*_rows(given), *_only_enabled(meta)], start=max(start, 0), limit=length,
        or_filters=[[column, "like", f"%{escape_like(txt.strip())}%"] for column in either] if txt.strip() else None,
        reference_doctype=reference_doctype, order_by=f"{meta.get_title_field()} asc",
    )  # fmt: skip
    return [dict(row) if as_dict else list(row.values()) for row in rows]


@whitelist()
def get_names_for_mentions(search_term: str = "") -> list[dict[str, Any]]:
    """Return the users and groups that a comment can mention."""
    text = f"%{escape_like(search_term.strip())}%"
    users = local.db.get_all(
        "User", {"enabled": 1, "allowed_in_mentions": 1, "user_type": "System User", "name": ["not in", HIDDEN]},
        ["name as id", "full_name as value"], or_filters=[["full_name", "like", text], ["name", "like", text]],
        order_by="full_name asc", limit=MOST,
    )  # fmt: skip
    groups = local.db.get_all("User Group", {"name": ["like", text]}, pluck="name", order_by="name asc", limit=MOST)
    return [*map(dict, users), *({"id": name, "value": name, "is_group": True} for name in groups)]


@whitelist()
def get_link_title(doctype: str, docname: str) -> str:
    """Return what a link shows for a document."""
    meta = get_meta(doctype)
    title = meta.get_title_field()
    if not meta.show_title_field_in_link or title == "name":
        return docname
    rows = get_list(doctype, fields=[title], filters={"name": docname}, limit=1)
    return cstr(rows[0][title]) if rows and rows[0].get(title) else docname
