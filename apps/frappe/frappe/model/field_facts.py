"""Questions about a DocType's fields that apps ask (``frappe.model.meta``, ``frappe.model.utils``)."""

from __future__ import annotations

from typing import Any

from frappe.context import invalidate, local
from frappe.exceptions import DoesNotExistError
from frappe.localization.precision import field_precision
from frappe.messages import _
from frappe.metadata import find_meta, get_meta
from frappe.metadata.meta import standard_field
from frappe.model.links import sources_of
from frappe.types import _dict
from frappe.utils.text import as_json, parse_json


def is_virtual_doctype(doctype: str) -> bool:
    """Tell whether a DocType's records lie elsewhere than in its table."""
    return bool(get_meta(doctype).is_virtual)


def is_single_doctype(doctype: str) -> bool:
    """Tell whether a DocType has one record only."""
    return bool(get_meta(doctype).issingle)


is_single = is_single_doctype


def get_parent_dt(dt: str) -> str:
    """Return a DocType that has rows of a child DocType; empty when none has."""
    rows = local.db.connection.query(
        "select `parent` from `tabDocField` where `fieldtype` in ('Table', 'Table MultiSelect') and `options` = ?"
        " order by `parent` limit 1",
        (dt,),
    )
    return str(rows[0][0]) if rows else ""


def get_default_df(fieldname: str) -> Any:
    """Return the field of a standard column such as ``owner``; None for other names."""
    try:
        return standard_field(fieldname)
    except KeyError:
        return None


def get_field_currency(df: Any, doc: Any = None) -> str | None:
    """Return the currency of an amount: the field its options name (``Company:company:default_currency`` too)."""
    options = str((df or {}).get("options") or "")
    if not options or doc is None:
        return None
    if ":" not in options:
        parent = getattr(doc, "parent_doc", None)
        return doc.get(options) or (parent.get(options) if parent is not None else None)
    doctype, link_field, fieldname = (part.strip() for part in options.split(":"))
    name = doc.get(link_field)
    return local.db.get_value(doctype, name, fieldname, cache=True) if name else None


def get_field_precision(df: Any, doc: Any = None, currency: str | None = None) -> int:
    """Return the digits behind the point of a numeric field."""
    return field_precision(str(df.get("fieldtype")), df.get("precision"))


def get_fetch_values(doctype: str, fieldname: str, value: Any) -> _dict:
    """Return what the fields that fetch from a Link field hold once it has a value."""
    meta = get_meta(doctype)
    link = meta.get_field(fieldname)
    if link is None:
        raise DoesNotExistError(_("{0} has no field {1}.").format(_(doctype), fieldname), doctype=doctype)
    wanted = {field.fieldname: field.fetch_from.split(".", 1)[1] for field in meta.get_fields_to_fetch(fieldname)}
    if not wanted:
        return _dict()
    row = local.db.get_value(link.options, value, list(wanted.values()), as_dict=True) if value else None
    return _dict({target: (row or {}).get(source) for target, source in wanted.items()})


def get_dynamic_link_map(for_delete: bool = False) -> dict[str, list[_dict]]:
    """Return ``{DocType a Dynamic Link may name: [{parent, fieldname, options}]}`` as stored rows use them."""
    found: dict[str, list[_dict]] = {}
    for source in get_dynamic_links():
        meta = find_meta(source.parent)
        if meta is None or meta.issingle:
            continue
        for doctype in local.db.get_all(source.parent, pluck=source.options, distinct=True):
            if doctype:
                found.setdefault(doctype, []).append(source)
    return found


def get_dynamic_links() -> list[_dict]:
    """Return every Dynamic Link field of the site: ``{parent, fieldname, options}``."""
    return [
        _dict(parent=source.doctype, fieldname=source.fieldname, options=source.dynamic_type_field)
        for source in sources_of("")
        if source.dynamic_type_field
    ]


# -- renaming of a field


def rename_field(doctype: str, old_fieldname: str, new_fieldname: str, validate: bool = True) -> None:
    """Move the values of a field that was renamed in its DocType, and what names it; for patches.

    Raises:
        DoesNotExistError: ``validate`` is set and the DocType has no such field (yet).
    """
    meta = get_meta(doctype, cached=False)
    field = meta.get_field(new_fieldname)
    if field is None:
        if validate:
            raise DoesNotExistError(_("{0} has no field {1}.").format(_(doctype), new_fieldname), doctype=doctype)
        return
    if field.fieldtype in ("Table", "Table MultiSelect"):
        _rewrite(field.options or "", "parentfield", old_fieldname, new_fieldname, {"parenttype": doctype})
    elif meta.issingle:
        _rename_single(doctype, old_fieldname, new_fieldname)
    elif local.db.has_column(doctype, old_fieldname):
        local.db.connection.execute(f"update `tab{meta.name}` set `{new_fieldname}` = `{old_fieldname}`")
    _rename_in_settings(doctype, old_fieldname, new_fieldname)
    invalidate()


def _rewrite(doctype: str, column: str, old: str, new: str, filters: dict[str, Any]) -> None:
    local.db.set_value(doctype, {**filters, column: old}, column, new, update_modified=False)


def _rename_single(doctype: str, old: str, new: str) -> None:
    local.db.connection.execute("delete from `tabSingles` where `doctype` = ? and `field` = ?", (doctype, new))
    local.db.connection.execute(
        "update `tabSingles` set `field` = ? where `doctype` = ? and `field` = ?", (new, doctype, old)
    )


def _rename_in_settings(doctype: str, old: str, new: str) -> None:
    """Follow the new name in property setters and in the columns and filters of reports."""
    _rewrite("Property Setter", "field_name", old, new, {"doc_type": doctype})
    for row in local.db.get_all("Report", {"ref_doctype": doctype, "report_type": "Report Builder"}, ["name", "json"]):
        if row.json and f'"{old}"' in row.json:
            local.db.set_value("Report", row.name, "json", as_json(_renamed(parse_json(row.json), old, new)))


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(inner, old, new) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, old, new) for inner in value]
    return new if value == old else value
