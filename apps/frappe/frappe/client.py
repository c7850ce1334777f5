"""``frappe.client.*``: the functions that clients call by name (contract 7.8)."""

from __future__ import annotations

import base64
import binascii
from functools import partial
from typing import Any

from frappe.api import rest_v1
from frappe.context import local
from frappe.exceptions import DataError, DoesNotExistError, ValidationError
from frappe.journal import current_operation
from frappe.localization import get_system_timezone
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.metadata.fieldtypes import CHILD_COLUMNS, STANDARD_COLUMNS, TABLE_FIELDTYPES
from frappe.model import delete_doc as deletion
from frappe.model import rename_doc as renaming
from frappe.model.conditions import through_door
from frappe.model.documents import get_doc
from frappe.model.each import attempt
from frappe.model.permitted_list import get_count as count_permitted
from frappe.model.permitted_list import get_list as list_permitted
from frappe.model.sent import clean, parse, shown
from frappe.permissions import get_doc_permissions as document_permissions
from frappe.permissions import has_permission as may
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.utils import parse_json

MOST = 200


@whitelist()
def get_list(doctype: str) -> list[Any]:
    """Return rows that the user may see: fields, filters, order_by, limit_start, limit_page_length (20)."""
    return rest_v1.get_list(doctype)


@whitelist()
def get_count(doctype: str, filters: Any = None) -> int:
    """Return how many rows the user may see."""
    return count_permitted(doctype, parse(filters, name="filters"))


@whitelist()
def get(doctype: str, name: str | None = None, filters: Any = None, parent: str | None = None) -> Any:
    """Return a document by name or filters."""
    filters = parse(filters, name="filters")
    if name is None and filters:
        found = list_permitted(doctype, filters=filters, limit=1, parent_doctype=parent, pluck="name")
        if not found:
            raise DoesNotExistError(_("{0} not found").format(_(doctype)), doctype=doctype)
        name = found[0]
    return rest_v1.read(doctype, name or doctype)


@whitelist()
def get_value(
    doctype: str, fieldname: str | list[str], filters: Any = None, as_dict: bool = True, parent: str | None = None
) -> Any:
    """Return values of the first match the user may see; {} when there is none."""
    fields = parse(fieldname, name="fieldname")
    names = [fields] if isinstance(fields, str) else list(fields)
    filters = parse(filters, name="filters")
    if get_meta(doctype).issingle:
        doc = get_doc(doctype)
        doc.check_permission("read")
        doc.apply_fieldlevel_read_permissions()
        return {name: doc.get(name) for name in names}
    rows = list_permitted(doctype, fields=names, filters=filters, limit=1, parent_doctype=parent)
    if not rows:
        return {}
    return rows[0] if as_dict else list(rows[0].values())


@whitelist()
def get_single_value(doctype: str, field: str) -> Any:
    """Return one value of a Single."""
    return get_value(doctype, field).get(field)


@whitelist(methods=["POST", "PUT"])
def set_value(doctype: str, name: str, fieldname: str | dict[str, Any], value: Any = None) -> Any:
    """Set values through the document's life cycle; system fields are refused."""
    fields = parse(fieldname, name="fieldname")
    values = fields if isinstance(fields, dict) else {fields: value} if isinstance(fields, str) else None
    if values is None:
        raise DataError(_("{0} must be text.").format("fieldname"))
    for key in values:
        if key in (*STANDARD_COLUMNS, *CHILD_COLUMNS) or key.startswith("_"):
            raise ValidationError(_("Cannot edit standard field {0}").format(key), fieldname=key)
    meta = get_meta(doctype)
    if meta.istable:
        row = local.db.get_value(doctype, name, ["parenttype", "parent"], as_dict=True)
        if not row:
            raise DoesNotExistError(_("{0} {1} not found").format(_(doctype), name), doctype=doctype, name=name)
        doc = get_doc(row.parenttype, row.parent, for_update=True)
        child = doc.getone({"doctype": doctype, "name": name})
        child.update(values)
    else:
        doc = get_doc(doctype, name, for_update=True)
        doc.update(values)
    through_door(doc).save()
    return shown(doc)


def _sent(doc: Any) -> dict[str, Any]:
    values = parse_json(doc) if isinstance(doc, str) else doc
    if not isinstance(values, dict) or not isinstance(values.get("doctype"), str):
        raise DataError(_("doc must be a document with its doctype."))
    return values


@whitelist(methods=["POST", "PUT"])
def insert(doc: str | dict[str, Any]) -> Any:
    """Insert a document; a child row goes into its parent."""
    values = _sent(doc)
    meta = get_meta(values["doctype"])
    if meta.istable:
        parent = get_doc(str(values.get("parenttype")), str(values.get("parent")), for_update=True)
        table = parent.meta.get_field(str(values.get("parentfield")))
        if table is None or table.options != meta.name or table.fieldtype not in TABLE_FIELDTYPES:
            raise DataError(_("{0} has no table of {1}.").format(_(parent.doctype), _(meta.name)))
        parent.append(table.fieldname, clean(values, meta))
        through_door(parent).save()
        return shown(parent)
    created = get_doc({**clean(values, meta), "doctype": meta.name})
    through_door(created).insert()
    return shown(created)


@whitelist(methods=["POST", "PUT"])
def insert_many(docs: str | list[Any]) -> list[Any]:
    """Insert up to 200 documents, all or none; return their names."""
    values = parse_json(docs)
    if not isinstance(values, list) or len(values) > MOST:
        raise ValidationError(_("Only 200 inserts allowed in one request"))
    return [insert(doc)["name"] for doc in values]


@whitelist(methods=["POST", "PUT"])
def save(doc: str | dict[str, Any]) -> Any:
    """Save a document as it was sent; a stale copy is refused."""
    values = _sent(doc)
    stored = get_doc(values["doctype"], str(values.get("name") or ""), for_update=True)
    stored.update(clean({key: value for key, value in values.items() if key != "doctype"}, stored.meta))
    if values.get("modified"):
        stored.modified = values["modified"]
    through_door(stored).save()
    return shown(stored)


@whitelist(methods=["POST", "PUT"])
def rename_doc(doctype: str, old_name: str, new_name: str, merge: bool = False) -> str:
    """Rename a document; return the new name."""
    return renaming.rename_doc(doctype, old_name, new_name, merge=merge)


@whitelist(methods=["POST", "PUT"])
def submit(doc: str | dict[str, Any]) -> Any:
    """Submit a document."""
    values = _sent(doc)
    stored = get_doc(values["doctype"], str(values.get("name") or ""), for_update=True)
    through_door(stored).submit()
    return shown(stored)


@whitelist(methods=["POST", "PUT"])
def cancel(doctype: str, name: str) -> Any:
    """Cancel a document."""
    stored = get_doc(doctype, name, for_update=True)
    stored.cancel()
    return shown(stored)


@whitelist(methods=["DELETE", "POST"])
def delete(doctype: str, name: str) -> None:
    """Delete a document; a child row goes out of its parent."""
    if get_meta(doctype).istable:
        row = local.db.get_value(doctype, name, ["parenttype", "parent", "parentfield"], as_dict=True)
        if not row:
            raise DoesNotExistError(_("{0} {1} not found").format(_(doctype), name), doctype=doctype, name=name)
        parent = get_doc(row.parenttype, row.parent, for_update=True)
        parent.set(row.parentfield, [child for child in parent.get(row.parentfield) if child.name != name])
        parent.save()
        return
    deletion.delete_doc(doctype, name, ignore_missing=False)


@whitelist(methods=["POST", "PUT"])
def bulk_update(docs: str | list[Any]) -> dict[str, Any]:
    """Update documents (each with doctype and docname); return those that failed."""
    given = parse_json(docs) if isinstance(docs, str) else docs
    if not isinstance(given, list) or len(given) > MOST or not all(isinstance(values, dict) for values in given):
        raise ValidationError(_("docs must be a list of at most {0} documents.").format(MOST))
    current_operation().journal_all = True
    failed = []
    for values in given:
        problem = attempt(partial(_update, values))
        if problem:
            failed.append({"doc": values, "exc": problem})
    return {"failed_docs": failed}


def _update(values: dict[str, Any]) -> None:
    doctype, name = values.get("doctype"), values.get("docname")
    if not isinstance(doctype, str) or not isinstance(name, (str, int)):
        raise DataError(_("Each document needs its doctype and docname."))
    doc = get_doc(doctype, str(name), for_update=True)
    named = ("doctype", "docname", "name", "modified")
    doc.update(clean({key: value for key, value in values.items() if key not in named}, doc.meta))
    through_door(doc).save()


@whitelist()
def get_password(doctype: str, name: str, fieldname: str) -> str | None:
    """Return a stored secret in clear; System Managers who may read the document only."""
    only_for("System Manager")
    doc = get_doc(doctype, name)
    doc.check_permission("read")
    return doc.get_password(fieldname)  # type: ignore[no-any-return]


@whitelist(methods=["POST", "PUT"])
def attach_file(
    filename: str, filedata: str, doctype: str, docname: str, folder: str | None = None, decode_base64: bool = False,
    is_private: bool = True, docfield: str | None = None,
) -> Any:  # fmt: skip
    """Attach a file to a document; with ``docfield`` that field shows it."""
    doc = get_doc(doctype, docname, for_update=bool(docfield))
    doc.check_permission("write")
    try:
        content = base64.b64decode(filedata, validate=True) if decode_base64 else filedata.encode()
    except binascii.Error as error:
        raise DataError(_("{0} is not base64.").format("filedata")) from error
    values = {"file_name": filename, "attached_to_doctype": doctype, "attached_to_name": docname,
              "attached_to_field": docfield, "folder": folder, "is_private": int(is_private)}  # fmt: skip
    attached = get_doc({"doctype": "File", **values})
    attached.content = content
    attached.insert()
    if docfield:
        doc.set(docfield, attached.file_url)
        doc.save()
    return attached.as_dict()


@whitelist()
def has_permission(doctype: str, docname: str, perm_type: str = "read") -> dict[str, bool]:
    """Tell whether the user has a right on a document."""
    return {"has_permission": may(doctype, perm_type.lower(), docname)}


@whitelist()
def get_doc_permissions(doctype: str, docname: str) -> dict[str, Any]:
    """Return the user's rights on a document."""
    doc = get_doc(doctype, docname)
    doc.check_permission("read")
    return {"permissions": document_permissions(doc)}


@whitelist(allow_guest=True)
def get_time_zone() -> dict[str, str]:
    """Return the site's time zone."""
    return {"time_zone": get_system_timezone()}


@whitelist()
def is_document_amended(doctype: str, docname: str) -> Any:
    """Return the name of a document's amendment, or False."""
    if not get_meta(doctype).has_field("amended_from"):
        return False
    found = list_permitted(doctype, filters={"amended_from": docname}, limit=1, pluck="name")
    return found[0] if found else False


@whitelist()
def validate_link(doctype: str, docname: str, fields: str | list[str] | None = None) -> dict[str, Any]:
    """Return a linked document's name and the fields asked for; {} when the user may not see it."""
    asked = parse_json(fields) if fields else []
    if not isinstance(asked, list):
        raise DataError(_("{0} must be a list.").format("fields"))
    names = ["name", *asked]
    rows = list_permitted(doctype, fields=names, filters={"name": docname}, limit=1)
    return rows[0] if rows else {}
