"""Get, make and copy documents: ``get_doc``, ``new_doc``, ``get_cached_doc``, ``copy_doc`` (contract 3.1)."""

from __future__ import annotations

import copy
from typing import Any

from frappe.context import local
from frappe.exceptions import DoesNotExistError, ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model import storage
from frappe.model.base_document import BaseDocument, get_controller, not_found
from frappe.model.create_new import defaults_of
from frappe.permissions import register_loader
from frappe.types import _dict


def get_doc(*args: Any, **kwargs: Any) -> Any:
    """Return a stored document, or a new one in memory from a dict of values (contract 3.1).

    Raises:
        DoesNotExistError: there is no such document.
    """
    first = args[0] if args else kwargs.get("doctype")
    if isinstance(first, BaseDocument):
        return first
    if isinstance(first, dict):
        return make_doc({**first, **kwargs})
    if not isinstance(first, str):
        raise ValueError(f"First non keyword argument must be a string or dict, got {first!r}")
    for_update = kwargs.pop("for_update", None)
    if len(args) < 2 and (set(kwargs) - {"doctype"}):
        if "name" in kwargs and len(kwargs) - ("doctype" in kwargs) == 1:
            return load_doc(first, kwargs["name"], for_update=bool(for_update))
        return make_doc({**kwargs, "doctype": first})
    name = args[1] if len(args) > 1 else None
    return load_doc(first, name, for_update=bool(for_update))


def make_doc(values: dict[str, Any]) -> Any:
    """Return a new in-memory document of the DocType's class; no defaults are applied."""
    doctype = values.get("doctype")
    if not isinstance(doctype, str) or not doctype:
        raise ValidationError(_("doctype is a required key"), fieldname="doctype")
    return get_controller(doctype)(values)


def load_doc(doctype: str, name: Any = None, *, for_update: bool = False) -> Any:
    """Return a stored document; ``name`` may be filters; a Single needs none."""
    meta = get_meta(doctype)
    if meta.issingle:
        name = meta.name
    elif isinstance(name, (dict, list)):
        found = local.db.get_value(doctype, name, "name", order_by=None)
        if found is None:
            raise not_found(doctype, _("matching {0}").format(name))
        name = found
    elif name is None:
        raise not_found(doctype, name)
    controller = get_controller(doctype)
    if meta.is_virtual or controller.load_from_db is not _standard_load():  # type: ignore[attr-defined]
        doc = controller.__new__(controller)
        doc.__dict__.update(doctype=doctype, name=name, flags=_dict(for_update=for_update))
        doc.load_from_db()
        return doc
    doc = storage.load(meta.name, name, for_update=for_update, controller=controller)
    if for_update:
        doc.__dict__["_stored"] = copy.deepcopy(doc)
    return doc


def _standard_load() -> Any:
    from frappe.model.document import Document

    return Document.load_from_db


def get_lazy_doc(doctype: str, name: str, *, for_update: bool = False) -> Any:
    return get_doc(doctype, name, for_update=for_update)


def new_doc(
    doctype: str, *, parent_doc: Any = None, parentfield: str | None = None, as_dict: bool = False, **values: Any
) -> Any:
    """Return a new document with the defaults of the acting user."""
    meta = get_meta(doctype)
    doc = make_doc({"doctype": meta.name})
    doc.update(defaults_of(meta, doc, parent_doc))
    doc.__dict__["__islocal"] = 1
    doc.__dict__["__unsaved"] = 1
    doc.docstatus = 0
    if parent_doc is not None:
        doc.__dict__.update(parent=parent_doc.name, parenttype=parent_doc.doctype, parentfield=parentfield)
        doc.parent_doc = parent_doc
    doc.update(values)
    return doc.as_dict() if as_dict else doc


def get_cached_doc(doctype: str, name: Any = None) -> Any:
    """Return a stored document, read once a request; treat it as read-only."""
    cached: dict[tuple[str, str], Any] = local.__dict__.setdefault("document_cache", {})
    key = (doctype, str(name if name is not None else doctype))
    if key not in cached:
        cached[key] = get_doc(doctype, name if name is not None else doctype)
    return cached[key]


def get_cached_value(doctype: str, name: Any, fieldname: Any = "name", as_dict: bool = False) -> Any:
    """Return one or more values of a document, read once a request; None when it is missing."""
    try:
        doc = get_cached_doc(doctype, name)
    except DoesNotExistError:
        return None
    if isinstance(fieldname, str):
        return doc.get(fieldname)
    values = [doc.get(field) for field in fieldname]
    return _dict(zip(fieldname, values, strict=True)) if as_dict else values


def get_single(doctype: str) -> Any:
    return get_doc(doctype, doctype)


def get_last_doc(
    doctype: str, filters: Any = None, order_by: str = "creation desc", *, for_update: bool = False
) -> Any:
    """Return the first document in an order, the newest by default."""
    found = local.db.get_all(doctype, filters=filters, limit=1, order_by=order_by, pluck="name")
    if not found:
        raise not_found(doctype, filters or "")
    return get_doc(doctype, found[0], for_update=for_update)


COPY_BLANK = ("name", "owner", "creation", "modified", "modified_by", "amended_from", "amendment_date", "_user_tags",
              "_comments", "_assign", "_liked_by", "_seen", "__islocal", "__onload")  # fmt: skip


def copy_doc(doc: Any, ignore_no_copy: bool = True) -> Any:
    """Return an unsaved copy; with ``ignore_no_copy`` fields marked no_copy are copied too."""
    values = (doc.as_dict() if isinstance(doc, BaseDocument) else dict(doc)).copy()
    twin = get_doc(copy.deepcopy(_without(values)))
    twin.__dict__["__islocal"] = 1
    twin.docstatus = 0
    if not ignore_no_copy:
        _clear_no_copy(twin)
    for row in twin.get_all_children():
        _clear(row)
        row.__dict__["__islocal"] = 1
        if not ignore_no_copy:
            _clear_no_copy(row)
    return twin


def _without(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in COPY_BLANK}


def _clear(row: Any) -> None:
    for key in (*COPY_BLANK, "parent"):
        row.__dict__.pop(key, None)
    row.docstatus = 0


def _clear_no_copy(doc: Any) -> None:
    for field in doc.meta.fields:
        if field.no_copy and field.fieldname in doc.__dict__:
            doc.__dict__[field.fieldname] = [] if field.fieldtype.startswith("Table") else None


register_loader(get_doc)
