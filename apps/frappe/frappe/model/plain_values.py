"""A document as plain values: what ``as_dict`` gives (contract 3.1)."""

from __future__ import annotations

import datetime
from typing import Any

from frappe.types import _dict

LOCAL_MARKS = ("__islocal", "__unsaved", "__newname", "__onload", "__run_link_triggers", "__last_sync_on", "__unedited")
STANDARD = ("doctype", "owner", "modified", "modified_by", "creation", "docstatus", "idx", "name")
OF_ROWS = ("parent", "parentfield", "parenttype")
_TIMES = (datetime.date, datetime.datetime, datetime.timedelta)


def plain_values(doc: Any, **options: bool) -> _dict:
    """Return a document's values, those of its child rows included; the options are those of ``as_dict``."""
    private = not options["no_private_properties"]
    out = _own_values(doc, private=private)
    for field in doc.meta.table_fields:
        out[field.fieldname] = [row.as_dict(**options) for row in doc.__dict__.get(field.fieldname) or ()]
    if private:
        out.update((mark, doc.__dict__[mark]) for mark in LOCAL_MARKS if doc.__dict__.get(mark) is not None)
    for key in STANDARD if options["no_default_fields"] else ():
        out.pop(key, None)
    for key in OF_ROWS if options["no_child_table_fields"] else ():
        out.pop(key, None)
    if options["no_nulls"]:
        for key in [key for key, value in out.items() if value is None]:
            del out[key]
    if options["convert_dates_to_str"]:
        out.update([(key, str(value)) for key, value in out.items() if isinstance(value, _TIMES)])
    return out


def _own_values(doc: Any, *, private: bool) -> _dict:
    """Return the columns, of those with an underscore only what was read, and virtual fields."""
    own = doc.__dict__
    out = _dict()
    for column in doc.meta.columns:
        if not column.startswith("_") or (private and column in own):
            out[column] = own.get(column)
    out["docstatus"] = int(out.get("docstatus") or 0)
    for field in doc.meta.virtual_fields:
        out[field.fieldname] = doc.get(field.fieldname)
    out["doctype"] = doc.doctype
    return out
