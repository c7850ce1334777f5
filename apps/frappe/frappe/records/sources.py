"""What a query reads from: the compiled DocType, or a table that has none (``Singles``, ``Series``, ``__Auth``)."""

from __future__ import annotations

from typing import Any

from frappe.context import local, slot
from frappe.exceptions import DoesNotExistError
from frappe.messages import _
from frappe.metadata import Meta, find_meta
from frappe.records.guards import check_table

WITHOUT_DOCTYPE = frozenset({"Singles", "Series", "Sessions"})
_FIELDTYPES = {
    "text": "Text",
    "longtext": "Long Text",
    "json": "JSON",
    "int": "Int",
    "bigint": "Long Int",
    "check": "Check",
    "decimal": "Float",
    "decimal_null": "Duration",
    "rating": "Rating",
    "date": "Date",
    "datetime": "Datetime",
    "time": "Time",
}


def table_name(doctype: str) -> str:
    """Return a DocType's table; internal tables are named as they are."""
    return doctype if doctype.startswith("__") else f"tab{doctype}"


def source_of(doctype: str) -> Meta:
    """Return the Meta of a DocType, or one made from the columns of an internal table.

    Raises:
        DoesNotExistError: there is neither.
    """
    found = None if doctype.startswith("__") else find_meta(doctype)
    if found is not None:
        return found
    if doctype in WITHOUT_DOCTYPE or doctype.startswith("__"):
        made: dict[str, Meta] = slot("table_metas", dict)
        if doctype not in made:
            made[doctype] = _table_meta(doctype)
        return made[doctype]
    raise DoesNotExistError(_("DocType {doctype} does not exist.").format(doctype=doctype), doctype="DocType")


def _table_meta(doctype: str) -> Meta:
    name = check_table(table_name(doctype))
    table = local.db.connection.describe(name)
    if table is None:
        raise DoesNotExistError(_("DocType {doctype} does not exist.").format(doctype=doctype), doctype="DocType")
    fields: list[dict[str, Any]] = [
        {"fieldname": column.name, "fieldtype": _FIELDTYPES.get(column.kind, "Data")} for column in table.columns
    ]
    meta = Meta({"name": doctype, "fields": fields, "without_doctype": 1})
    columns = tuple(column.name for column in table.columns)
    meta.__dict__.update(table_name=name, columns=columns, column_set=frozenset(columns))
    return meta
