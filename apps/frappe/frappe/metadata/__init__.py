"""DocTypes compiled to frozen ``Meta`` values: files and tables in, one read-only object out.

``load`` reads the rows, ``compile`` lays customizations over them, ``meta`` holds the result, ``checks`` finds
structural problems. A Meta stays in the site's slot until ``context.invalidate``.
"""

from __future__ import annotations

from frappe.context import slot
from frappe.exceptions import DoesNotExistError
from frappe.messages import _
from frappe.metadata.compile import compile_meta as compile_meta
from frappe.metadata.fieldtypes import CHILD_COLUMNS as CHILD_COLUMNS
from frappe.metadata.fieldtypes import FIELD_TYPES as FIELD_TYPES
from frappe.metadata.fieldtypes import NO_VALUE_FIELDTYPES as NO_VALUE_FIELDTYPES
from frappe.metadata.fieldtypes import NUMERIC_FIELDTYPES as NUMERIC_FIELDTYPES
from frappe.metadata.fieldtypes import OPTIONAL_COLUMNS as OPTIONAL_COLUMNS
from frappe.metadata.fieldtypes import STANDARD_COLUMNS as STANDARD_COLUMNS
from frappe.metadata.fieldtypes import TABLE_FIELDTYPES as TABLE_FIELDTYPES
from frappe.metadata.load import load_definition
from frappe.metadata.meta import DocField as DocField
from frappe.metadata.meta import DocPerm as DocPerm
from frappe.metadata.meta import Meta as Meta
from frappe.modules import app_of_module


def get_meta(doctype: str, cached: bool = True) -> Meta:
    """Return the compiled DocType.

    Raises:
        DoesNotExistError: there is no DocType of that name.
    """
    meta = find_meta(doctype, cached=cached)
    if meta is None:
        raise DoesNotExistError(_("DocType {doctype} does not exist.").format(doctype=doctype), doctype="DocType")
    return meta


def find_meta(doctype: str, *, cached: bool = True) -> Meta | None:
    """Return the compiled DocType, or None."""
    metas: dict[str, Meta | None] = slot("metadata", dict)
    if cached and doctype in metas:
        return metas[doctype]
    definition = load_definition(doctype)
    meta = compile_meta(definition, app=app_of_module(definition.doctype.get("module"))) if definition else None
    if meta is not None or len(metas) < 5000:
        metas[doctype] = meta
    return meta
