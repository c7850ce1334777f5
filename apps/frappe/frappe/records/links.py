"""Linked rows of many DocTypes, looked up with one statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frappe.context import local
from frappe.metadata import find_meta, get_meta
from frappe.records.rows import cast
from frappe.records.singles import single_row


def find_links(wanted: Mapping[str, tuple[list[str], list[str]]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the linked rows that exist, by DocType and folded name: ONE statement for all DocTypes.

    ``wanted`` maps a DocType to the names looked for and the columns to fetch.
    """
    width = max((len(columns) for _names, columns in wanted.values()), default=0)
    out: dict[str, dict[str, dict[str, Any]]] = {target: {} for target in wanted}
    parts: list[str] = []
    values: list[Any] = []
    for target, (names, columns) in wanted.items():
        meta = find_meta(target)
        if meta is None or meta.is_virtual or not names:
            continue
        if meta.issingle:
            out[target] = {target.casefold(): single_row(meta)}
            continue
        selected = [f"`{column}` as c{n}" for n, column in enumerate(columns)]
        selected += [f"null as c{n}" for n in range(len(columns), width)]
        marks = ", ".join("?" * len(names))
        extra = ", " + ", ".join(selected) if selected else ""
        parts.append(f"select ? as target, `name`{extra} from `{meta.table_name}` where `name` in ({marks})")
        values += [target, *names]
    if not parts:
        return out
    for row in local.db.connection.query(" union all ".join(parts), values):
        columns = wanted[row[0]][1]
        fetched = {column: _load(row[0], column, row[2 + n]) for n, column in enumerate(columns)}
        out[row[0]][str(row[1]).casefold()] = {"name": row[1], **fetched}
    return out


def _load(doctype: str, column: str, value: Any) -> Any:
    """Return a value read without its column's type (a union) as the column would give it."""
    field = get_meta(doctype).find_field(column)
    if value is None or field is None or field.type.kind in ("varchar", "text", "longtext", "json"):
        return value if value is None or isinstance(value, str) or column == "name" else str(value)
    return cast(get_meta(doctype), column, value)
