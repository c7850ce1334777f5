"""Delete documents (contract 3.4): permission, events, link checks, the row and what hangs on it, a copy to restore."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from frappe.context import local
from frappe.exceptions import DoesNotExistError, ValidationError
from frappe.journal import record_change
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.model import events, links, naming, storage
from frappe.model.documents import get_doc
from frappe.modules import get_hooks
from frappe.records import delete_rows
from frappe.utils import as_json, cstr

REFERENCES = (
    ("ToDo", "reference_type", "reference_name"),
    ("Comment", "reference_doctype", "reference_name"),
    ("Version", "ref_doctype", "docname"),
    ("DocShare", "share_doctype", "share_name"),
    ("View Log", "reference_doctype", "reference_name"),
    ("Document Follow", "ref_doctype", "ref_docname"),
    ("Notification Log", "document_type", "document_name"),
    ("Tag Link", "document_type", "document_name"),
    ("Workflow Action", "reference_doctype", "reference_name"),
)


def delete_doc(
    doctype: str | None = None,
    name: Any = None,
    force: bool | int = 0,
    ignore_doctypes: list[str] | None = None,
    for_reload: bool = False,
    ignore_permissions: bool = False,
    flags: Any = None,
    ignore_on_trash: bool = False,
    ignore_missing: bool = True,
    delete_permanently: bool = False,
) -> bool | None:
    """Delete one or more documents; False when a document is not there.

    Raises:
        PermissionError: the right is missing. ValidationError: it is submitted. LinkExistsError: others link to it.
    """
    for one in [name] if isinstance(name, (str, int)) else list(name or ()):
        try:
            doc = get_doc(doctype, one, for_update=not for_reload)
        except DoesNotExistError:
            if not ignore_missing:
                raise
            return False
        if flags:
            doc.flags.update({key: value for key, value in flags.items() if key.startswith("ignore")})
        doc.flags.ignore_permissions = doc.flags.ignore_permissions or ignore_permissions
        if for_reload:
            storage.delete(doc.meta, doc.name)
            continue
        _delete(
            [doc], force=bool(force), ignored=set(ignore_doctypes or ()), ignore_on_trash=ignore_on_trash,
            permanently=delete_permanently,
        )  # fmt: skip
    return None


def delete_together(doctype: str, names: Sequence[str], *, ignore_permissions: bool = False) -> None:
    """Delete documents of one DocType for good: no copies are kept, and links among them do not count.

    What can be asked of all is asked once, so that many cost little more than their rows.

    Raises:
        As ``delete_doc``, for the first that is refused; DoesNotExistError: one is not there.
    """
    if get_meta(doctype).is_tree:
        for name in names:
            delete_doc(doctype, name, ignore_permissions=ignore_permissions, ignore_missing=False,
                       delete_permanently=True)  # fmt: skip
        return
    docs = [get_doc(doctype, name, for_update=True) for name in names]
    for doc in docs:
        doc.flags.ignore_permissions = ignore_permissions
    _delete(docs, permanently=True)


def _delete(
    docs: Sequence[Any],
    *,
    force: bool = False,
    ignored: AbstractSet[str] = frozenset(),
    ignore_on_trash: bool = False,
    permanently: bool = False,
) -> None:
    """Delete loaded documents of one DocType."""
    meta: Meta = docs[0].meta
    for doc in docs:
        _begin(doc, force=force, ignore_on_trash=ignore_on_trash)
    names = [doc.name for doc in docs]
    if not force and not meta.istable:
        links.check_not_linked(
            meta.name, names, ignored={*links.NOT_BLOCKING, *ignored, *get_hooks("ignore_links_on_delete")}
        )
    for doc in docs:
        record_change("delete", doc, doc)
        _revert_series(doc)
        storage.delete(meta, doc.name)
        doc.run_method("after_delete")
    if not meta.istable and not meta.issingle:
        _delete_references(meta.name, [cstr(name) for name in names])
    for doc in docs:
        if not (meta.istable or meta.issingle or permanently or doc.flags.delete_permanently):
            _keep_copy(doc)
        storage.forget_cached(meta.name, doc.name)
        events.run_event("notify_update", doc)


def _begin(doc: Any, *, force: bool, ignore_on_trash: bool) -> None:
    """Ask whether a document may go, and tell it that it goes."""
    doc.check_permission("delete")
    if doc.docstatus == 1 and not force:
        raise ValidationError(
            _("{0} {1}: submitted records cannot be deleted. Cancel it first.").format(_(doc.doctype), doc.name),
            doctype=doc.doctype, name=doc.name,
        )  # fmt: skip
    doc.flags.in_delete = True
    if not ignore_on_trash:
        doc.run_method("on_trash")
        doc.run_method("on_change")


def _revert_series(doc: Any) -> None:
    autoname = doc.meta.autoname or ""
    pattern = doc.get("naming_series") if autoname.startswith("naming_series") else autoname
    plain = autoname.lower()
    if (
        not pattern
        or doc.get("amended_from")
        or plain.startswith(("field:", "hash", "prompt", "autoincrement", "uuid"))
    ):
        return
    if "#" in pattern or autoname.startswith("naming_series"):
        naming.revert_series_if_last(pattern, cstr(doc.name), doc)


def _delete_references(doctype: str, names: list[str]) -> None:
    for other, type_field, name_field in REFERENCES:
        if local.db.table_exists(other):
            delete_rows(get_meta(other), {type_field: doctype, name_field: ["in", names]})
    if local.db.table_exists("File"):
        attached = {"attached_to_doctype": doctype, "attached_to_name": ["in", names]}
        for name in local.db.get_all("File", attached, pluck="name", limit=0):
            get_doc("File", name).delete(ignore_permissions=True)


def _keep_copy(doc: Any) -> None:
    if doc.doctype == "Deleted Document" or not local.db.table_exists("Deleted Document"):
        return
    storage.insert_record(
        "Deleted Document",
        deleted_doctype=doc.doctype,
        deleted_name=cstr(doc.name)[:140],
        data=as_json(doc.as_dict(), indent=None),
    )


def delete_doc_if_exists(doctype: str, name: str, force: int = 0) -> None:
    if local.db.exists(doctype, name):
        delete_doc(doctype, name, force=force)
