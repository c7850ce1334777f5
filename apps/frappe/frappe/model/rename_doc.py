"""Rename a document everywhere its name stands, or merge it into another (contract 3.4)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.exceptions import DuplicateEntryError, ValidationError
from frappe.journal import is_journaled, values_of, write
from frappe.messages import _
from frappe.metadata import Meta, find_meta
from frappe.model import links, storage
from frappe.model.delete_doc import REFERENCES
from frappe.model.documents import get_doc
from frappe.model.naming import validate_name
from frappe.rpc import whitelist
from frappe.utils import cstr

TYPED = (*REFERENCES, ("File", "attached_to_doctype", "attached_to_name"))


def rename_doc(
    doctype: str | None = None,
    old: str | None = None,
    new: Any = None,
    force: bool = False,
    merge: bool = False,
    ignore_permissions: bool = False,
    ignore_if_exists: bool = False,
    show_alert: bool = True,
    rebuild_search: bool = True,
    doc: Any = None,
    validate: bool = True,
) -> str:
    """Give a document another name and return it.

    Raises:
        ValidationError: renaming is not allowed, or the target of a merge is missing.
        DuplicateEntryError: the new name is taken.
    """
    doc = doc or get_doc(doctype, old)
    old = cstr(doc.name)
    meta: Meta = doc.meta
    if not ignore_permissions:
        doc.check_permission("write")
    if meta.issingle or not (meta.allow_rename or force):
        raise ValidationError(_("{0} not allowed to be renamed").format(_(meta.name)), doctype=meta.name)
    target = _target(doc, old, cstr(new), merge=merge)
    if target == old or not _is_free(meta, old, target, merge=merge, ignore_if_exists=ignore_if_exists):
        return target
    _move(meta, old, target, merge=merge)
    renamed = get_doc(meta.name, target)
    if is_journaled(meta):
        action, before = ("merge", values_of(doc)) if merge else ("rename", {"name": old})
        write(meta.name, target, action, before, {"name": target})
    renamed.run_method("after_rename", old, target, merge)
    text = _("merged {0} into {1}") if merge else _("renamed from {0} to {1}")
    renamed.add_comment("Edit", text.format(old, target))
    storage.forget_cached(meta.name)
    return target


def _target(doc: Any, old: str, new: str, *, merge: bool) -> str:
    """Return the new name as ``before_rename`` wants it."""
    answer = doc.run_method("before_rename", old, new, merge)
    if answer:
        new = cstr(answer.get("new") if isinstance(answer, dict) else answer)
    return cstr(validate_name(doc.doctype, new.strip()))


def _is_free(meta: Meta, old: str, target: str, *, merge: bool, ignore_if_exists: bool) -> bool:
    """Tell whether the document can take the name; False when it is taken and that is to be ignored."""
    exists = local.db.exists(meta.name, target)
    if merge and not exists:
        raise ValidationError(_("{0} {1} does not exist, select a new target to merge").format(_(meta.name), target))
    if merge or not exists or cstr(exists).lower() == old.lower():
        return True
    if ignore_if_exists:
        return False
    raise DuplicateEntryError(_("{0} {1} already exists").format(_(meta.name), target), doctype=meta.name, name=target)


def _move(meta: Meta, old: str, new: str, *, merge: bool) -> None:
    execute = local.db.connection.execute
    if merge:
        _update_references(meta, old, new)
        storage.delete(meta, old)
        return
    execute(f"update `{meta.table_name}` set `name` = ? where `name` = ?", (new, old))
    autoname = meta.autoname or ""
    if autoname.startswith("field:"):
        fieldname = autoname[len("field:") :].strip()
        if fieldname in meta.column_set:
            execute(f"update `{meta.table_name}` set `{fieldname}` = ? where `name` = ?", (new, new))
    for table in meta.table_fields:
        execute(
            f"update `tab{table.options}` set `parent` = ? where `parent` = ? and `parenttype` = ?",
            (new, old, meta.name),
        )
    _update_references(meta, old, new)


def _update_references(meta: Meta, old: str, new: str) -> None:
    execute = local.db.connection.execute
    for source in links.sources_of(meta.name):
        if source.is_single:
            execute(
                "update `tabSingles` set `value` = ? where `doctype` = ? and `field` = ? and `value` = ?",
                (new, source.doctype, source.fieldname, old),
            )
            continue
        other = find_meta(source.doctype)
        if other is None:
            continue
        sql = f"update `{other.table_name}` set `{source.fieldname}` = ? where `{source.fieldname}` = ?"
        values = [new, old]
        if source.dynamic_type_field:
            sql += f" and `{source.dynamic_type_field}` = ?"
            values.append(meta.name)
        execute(sql, values)
    for doctype, type_field, name_field in TYPED:
        if local.db.table_exists(doctype):
            sql = f"update `tab{doctype}` set `{name_field}` = ? where `{type_field}` = ? and `{name_field}` = ?"
            execute(sql, (new, meta.name, old))
    local.db.value_cache.clear()


@whitelist(methods=["POST", "PUT"])
def update_document_title(
    *, doctype: str, docname: str, title: str | None = None, name: str | None = None, merge: bool = False
) -> str:
    """Change a document's title, its name, or both."""
    doc = get_doc(doctype, docname)
    doc.check_permission("write")
    field = doc.meta.get_title_field()
    if name and name != docname:
        docname = rename_doc(doctype, docname, name, merge=merge)
        doc = get_doc(doctype, docname)
    if title and field != "name" and title != doc.get(field):
        doc.set(field, title)
        doc.save()
    return docname
