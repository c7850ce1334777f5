"""Delete documents (contract 3.4): permission, events, link checks, the row and what hangs on it, a copy to restore."""

from __future__ import annotations

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
        _delete(doc, bool(force), set(ignore_doctypes or ()), ignore_on_trash, delete_permanently)
    return None


def _delete(doc: Any, force: bool, ignored: set[str], ignore_on_trash: bool, permanently: bool) -> None:
    meta: Meta = doc.meta
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
    if not force and not meta.istable:
        links.check_not_linked(
            doc.doctype, doc.name, ignored={*links.NOT_BLOCKING, *ignored, *get_hooks("ignore_links_on_delete")}
        )
    record_change("delete", doc, doc)
    _revert_series(doc)
    storage.delete(meta, doc.name)
    doc.run_method("after_delete")
    if not meta.istable and not meta.issingle:
        _delete_references(doc)
        if not permanently and not doc.flags.delete_permanently and doc.doctype != "Deleted Document":
            _keep_copy(doc)
    storage.forget_cached(doc.doctype, doc.name)
    events.run_event("notify_update", doc)


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


def _delete_references(doc: Any) -> None:
    for other, type_field, name_field in REFERENCES:
        if local.db.table_exists(other):
            delete_rows(get_meta(other), {type_field: doc.doctype, name_field: cstr(doc.name)})
    if local.db.table_exists("File"):
        for name in local.db.get_all(
            "File", {"attached_to_doctype": doc.doctype, "attached_to_name": cstr(doc.name)}, pluck="name"
        ):
            get_doc("File", name).delete(ignore_permissions=True)


def _keep_copy(doc: Any) -> None:
    if not local.db.table_exists("Deleted Document"):
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
