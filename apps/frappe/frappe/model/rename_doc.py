"""Rename a document everywhere its name stands, or merge it into another (contract 3.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from frappe.context import local
from frappe.exceptions import DuplicateEntryError, ValidationError
from frappe.journal import is_journaled, values_of, write
from frappe.messages import _
from frappe.metadata import Meta, find_meta, get_meta
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
    if is_journaled(meta) and merge:
        write(meta.name, target, "merge", values_of(doc), {"name": target, "moved": _rows_to_move(meta, old)})
    elif is_journaled(meta):
        write(meta.name, target, "rename", {"name": old}, {"name": target})
    _move(meta, old, target, merge=merge)
    renamed = get_doc(meta.name, target)
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


@dataclass(frozen=True)
class _Reference:
    """A field that may hold a document's name: in a table, or in the table of Singles."""

    doctype: str
    fieldname: str
    type_field: str | None
    is_single: bool

    def condition(self, target: str, name: str) -> tuple[str, str, list[Any]]:
        """Return the table, and the condition with its values that the field holds a document's name."""
        if self.is_single:
            where = "`doctype` = ? and `field` = ? and `value` = ?"
            return "tabSingles", where, [self.doctype, self.fieldname, name]
        where, values = f"`{self.fieldname}` = ?", [name]
        if self.type_field:
            where, values = f"{where} and `{self.type_field}` = ?", [name, target]
        return f"tab{self.doctype}", where, values

    @property
    def column(self) -> str:
        return "value" if self.is_single else self.fieldname


def _references(meta: Meta) -> Iterator[_Reference]:
    for source in links.sources_of(meta.name):
        if source.is_single or find_meta(source.doctype) is not None:
            yield _Reference(source.doctype, source.fieldname, source.dynamic_type_field, source.is_single)
    for doctype, type_field, name_field in TYPED:
        if local.db.table_exists(doctype):
            yield _Reference(doctype, name_field, type_field, is_single=False)


def _update_references(meta: Meta, old: str, new: str) -> None:
    for reference in _references(meta):
        table, where, values = reference.condition(meta.name, old)
        local.db.connection.execute(f"update `{table}` set `{reference.column}` = ? where {where}", [new, *values])
    local.db.value_cache.clear()


def _rows_to_move(meta: Meta, old: str) -> list[list[Any]]:
    """Return the rows that point at a document: [DocType, fieldname, names], no names of a Single."""
    moved = []
    for reference in _references(meta):
        table, where, values = reference.condition(meta.name, old)
        column = "`doctype`" if reference.is_single else "`name`"
        rows = local.db.connection.query(f"select {column} from `{table}` where {where}", values)
        if rows:
            moved.append([reference.doctype, reference.fieldname, [] if reference.is_single else [r[0] for r in rows]])
    return moved


def move_references_back(doctype: str, merged_into: str, name: str, moved: Sequence[Sequence[Any]]) -> None:
    """Point rows that a merge has moved at the document again; what points elsewhere by now stays."""
    known = {(one.doctype, one.fieldname): one for one in _references(get_meta(doctype))}
    for other, fieldname, rows in moved:
        reference = known.get((other, fieldname))
        if reference is None:
            continue
        table, where, values = reference.condition(doctype, merged_into)
        sql = f"update `{table}` set `{reference.column}` = ? where {where}"
        if not reference.is_single:
            sql += f" and `name` in ({', '.join('?' * len(rows))})"
        local.db.connection.execute(sql, [name, *values, *rows])
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
