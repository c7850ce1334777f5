"""Write and read one document's own row; the per-request memory of documents."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.database.errors import DuplicateKey
from frappe.exceptions import DuplicateEntryError, UniqueValidationError
from frappe.localization import now
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.model.base_document import BaseDocument, get_controller, not_found
from frappe.model.docstatus import DocStatus
from frappe.model.naming import make_hash
from frappe.records import delete_rows, insert_row, load_children, load_row, singles, update_row
from frappe.types import _dict


def insert(doc: Any) -> None:
    """INSERT the document's row; a hash name that is taken is drawn again.

    Raises:
        DuplicateEntryError: the name is taken.
        UniqueValidationError: another document has the value of a unique field.
    """
    meta: Meta = doc.meta
    if meta.is_virtual:
        doc.db_insert()
        return
    if meta.issingle:
        singles.write_single(meta, doc.get_valid_dict())
        return
    try:
        insert_row(meta, doc.get_valid_dict())
    except DuplicateKey as error:
        if not error.is_primary:
            raise unique_error(doc, error) from error
        if meta.autoname == "hash" or not (meta.autoname or hasattr(type(doc), "autoname")):
            _insert_with_new_hash(doc, error)
            return
        message = _("{0} {1} already exists").format(_(doc.doctype), doc.name)
        raise DuplicateEntryError(message, doctype=doc.doctype, name=doc.name) from error


def _insert_with_new_hash(doc: Any, error: Exception) -> None:
    doc.flags.retry_count = (doc.flags.retry_count or 0) + 1
    if doc.flags.retry_count > 5 or doc.flags.name_set:
        raise DuplicateEntryError(
            _("{0} {1} already exists").format(_(doc.doctype), doc.name), doctype=doc.doctype, name=doc.name
        ) from error
    doc.name = make_hash()
    insert(doc)


def insert_record(doctype: str, **values: Any) -> None:
    """INSERT a record that the framework keeps for itself: named by hash, stamped, without life cycle."""
    moment, user = now(), current_user()
    standard = {"creation": moment, "modified": moment, "owner": user, "modified_by": user, "docstatus": 0, "idx": 0}
    insert_row(get_meta(doctype), {"name": make_hash(), **standard, **values})


def update(doc: Any) -> None:
    """UPDATE the document's row."""
    meta: Meta = doc.meta
    if meta.is_virtual:
        doc.db_update()
        return
    values = doc.get_valid_dict()
    if meta.issingle:
        singles.write_single(meta, values)
        return
    for column in ("name", "creation", "_user_tags", "_comments", "_assign", "_liked_by", "_seen"):
        values.pop(column, None)
    try:
        update_row(meta, doc.name, values)
    except DuplicateKey as error:
        raise unique_error(doc, error) from error


def unique_error(doc: Any, error: DuplicateKey) -> UniqueValidationError:
    """Return the error of a unique field that names its label."""
    column = error.column or ""
    label = doc.meta.get_label(column) if column else column
    return UniqueValidationError(
        _("{0} must be unique").format(_(label)) + f": {doc.get(column)}" if column else _("The values must be unique"),
        doctype=doc.doctype,
        fieldname=column,
    )


def load(doctype: str, name: Any, *, for_update: bool = False, controller: type[BaseDocument] | None = None) -> Any:
    """Return the stored document with its child rows.

    Raises:
        DoesNotExistError: there is none.
    """
    cls = controller or get_controller(doctype)
    doc = cls.__new__(cls)
    doc.__dict__.update(doctype=doctype, name=name)
    return fill(doc, for_update=for_update)


def fill(doc: Any, *, for_update: bool = False) -> Any:
    """Read the row and the child rows into a document that knows its DocType and name."""
    own = doc.__dict__
    own.setdefault("flags", _dict())
    meta: Meta = doc.meta
    row = _stored_row(meta, own.get("name"), for_update=for_update)
    keep = {"doctype": meta.name, "flags": own["flags"], "_meta": meta}
    own.clear()
    own.update(keep)
    own.update(row)
    doc.docstatus = own.get("docstatus") or 0
    for field in meta.table_fields:
        own[field.fieldname] = []
    _fill_children(doc, meta)
    if for_update:
        doc.flags.for_update = True
    return doc


def _stored_row(meta: Meta, name: Any, *, for_update: bool) -> dict[str, Any]:
    if meta.issingle:
        return {"name": meta.name, **singles.load_single(meta, for_update=for_update)}
    row = load_row(meta, name, for_update=for_update) if _is_name(name) else None
    if row is None:
        raise not_found(meta.name, name)
    return row


def _is_name(name: Any) -> bool:
    return isinstance(name, (str, int)) and not isinstance(name, bool)


def _fill_children(doc: Any, meta: Meta) -> None:
    """Read child rows: one statement for each child DocType."""
    import weakref

    by_child: dict[str, list[str]] = {}
    for field in meta.table_fields:
        by_child.setdefault(field.options, []).append(field.fieldname)
    reference = weakref.ref(doc)
    for child, fieldnames in by_child.items():
        child_meta = get_meta(child)
        if child_meta.is_virtual:
            continue
        cls = get_controller(child)
        for row in load_children(child_meta, doc.name, meta.name, fieldnames):
            own = doc.__dict__.get(row["parentfield"])
            if own is not None:
                own.append(make_stored_row(cls, child_meta, row, reference))


def make_stored_row(cls: Any, meta: Meta, row: dict[str, Any], reference: Any) -> Any:
    """Return a child row as a document, without the work of its constructor."""
    child = cls.__new__(cls)
    own = child.__dict__
    own.update(row)
    own.update(doctype=meta.name, flags=_dict(), _meta=meta, _parent_doc=reference)
    own["docstatus"] = DocStatus(row.get("docstatus") or 0)
    return child


def load_before_save(doc: Any) -> Any:
    """Return the stored document under a row lock; the copy kept by a load for update is used again."""
    kept = doc.__dict__.pop("_stored", None)
    if kept is not None and doc.flags.for_update:
        return kept
    return load(doc.doctype, doc.name, for_update=True, controller=type(doc))


def delete(meta: Meta, name: Any) -> None:
    """DELETE a row and its child rows."""
    if meta.issingle:
        local.db.sql("delete from `tabSingles` where `doctype` = %s", (meta.name,))
    else:
        delete_rows(meta, {"name": name})
    for child in {field.options for field in meta.table_fields}:
        delete_rows(get_meta(child), {"parent": name, "parenttype": meta.name})


def forget_cached(doctype: str, name: Any = None) -> None:
    """Drop the cached copies of a document, of all of its DocType without ``name``."""
    cached = local.__dict__.get("document_cache")
    if cached:
        if name is None:
            for key in [key for key in cached if key[0] == doctype]:
                del cached[key]
        else:
            cached.pop((doctype, str(name)), None)
    values = getattr(local.db, "value_cache", None)
    if values:
        values.pop(doctype, None)
