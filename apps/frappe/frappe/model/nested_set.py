"""``NestedSet``: a tree of documents kept as intervals ``lft``..``rgt`` (contract 2.9)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.exceptions import NestedSetChildExistsError, NestedSetInvalidMergeError, NestedSetRecursionError
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.model.document import Document
from frappe.model.documents import get_doc


class NestedSet(Document):
    """A node; saving it moves its subtree, deleting it needs it to be a leaf."""

    def on_update(self) -> None:
        update_nsm(self)
        self.validate_ledger()

    def on_trash(self, allow_root_deletion: bool = False) -> None:
        if local.db.exists(self.doctype, {self.meta.parent_field: self.name}):
            raise NestedSetChildExistsError(
                _("Cannot delete {0} as it has child nodes").format(self.name), doctype=self.doctype, name=self.name
            )
        self.flags.deleted_node = (self.get("lft"), self.get("rgt"))

    def after_delete(self) -> None:
        rebuild_tree(self.doctype)

    def before_rename(self, old: str, new: str, merge: bool = False, group_fname: str = "is_group") -> None:
        if merge and self.meta.has_field(group_fname):
            target = local.db.get_value(self.doctype, new, group_fname)
            if target is not None and bool(target) != bool(self.get(group_fname)):
                raise NestedSetInvalidMergeError(
                    _("Merging is only possible between Group-to-Group or Leaf Node-to-Leaf Node")
                )

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        rebuild_tree(self.doctype)

    def validate_ledger(self, group_identifier: str = "is_group") -> None:
        if self.meta.has_field(group_identifier) and not self.get(group_identifier):
            if local.db.exists(self.doctype, {self.meta.parent_field: self.name}):
                raise NestedSetChildExistsError(
                    _("{0} {1} cannot be a leaf node as it has children").format(_(self.doctype), self.name)
                )

    def get_ancestors(self) -> list[str]:
        return get_ancestors_of(self.doctype, self.name)

    def get_parent(self) -> Any:
        parent = self.get(self.meta.parent_field)
        return get_doc(self.doctype, parent) if parent else None

    def get_children(self) -> list[Any]:
        names = local.db.get_all(self.doctype, {self.meta.parent_field: self.name}, pluck="name", order_by="lft")
        return [get_doc(self.doctype, name) for name in names]


def update_nsm(doc: Any) -> None:
    """Put a node where its parent says; the tree is renumbered only when the place changed.

    Raises:
        NestedSetRecursionError: the parent is the node itself or below it.
    """
    meta: Meta = doc.meta
    parent = doc.get(meta.parent_field) or ""
    if doc.get("lft") and (doc.get("old_parent") or "") == parent:
        return
    if parent and parent == doc.name:
        raise NestedSetRecursionError(_("Item cannot be added to its own descendants"), doctype=doc.doctype)
    if parent and doc.get("lft") and parent in get_descendants_of(doc.doctype, doc.name):
        raise NestedSetRecursionError(_("Item cannot be added to its own descendants"), doctype=doc.doctype)
    if doc.get("lft"):
        _set(meta, doc, parent)
        rebuild_tree(doc.doctype)
    else:
        _append(meta, doc, parent)
    row = local.db.connection.rows(f"select `lft`, `rgt` from `{meta.table_name}` where `name` = ?", (doc.name,))[0]
    doc.__dict__.update(lft=row["lft"], rgt=row["rgt"], old_parent=parent)


def _set(meta: Meta, doc: Any, parent: str) -> None:
    if meta.has_field("old_parent"):
        local.db.connection.execute(
            f"update `{meta.table_name}` set `old_parent` = ? where `name` = ?", (parent, doc.name)
        )


def _append(meta: Meta, doc: Any, parent: str) -> None:
    """Make room for a new leaf as the last child of its parent."""
    execute, table = local.db.connection.execute, meta.table_name
    rows = local.db.connection.query(f"select `rgt` from `{table}` where `name` = ?", (parent,)) if parent else []
    if rows:
        left = int(rows[0][0])
        execute(f"update `{table}` set `rgt` = `rgt` + 2 where `rgt` >= ?", (left,))
        execute(f"update `{table}` set `lft` = `lft` + 2 where `lft` > ?", (left,))
    else:
        left = int(local.db.connection.query(f"select ifnull(max(`rgt`), 0) + 1 from `{table}`")[0][0])
    execute(f"update `{table}` set `lft` = ?, `rgt` = ? where `name` = ?", (left, left + 1, doc.name))
    _set(meta, doc, parent)


def rebuild_tree(doctype: str, parent_field: str | None = None) -> None:
    """Number the whole tree again from the parent links."""
    meta = get_meta(doctype)
    column = parent_field or meta.parent_field
    rows = local.db.connection.query(
        f"select `name`, ifnull(`{column}`, ''), `lft`, `rgt` from `{meta.table_name}` order by `lft`, `name`"
    )
    children: dict[str, list[str]] = {}
    before = {name: (left, right, name) for name, _parent, left, right in rows}
    for name, parent, _left, _right in rows:
        children.setdefault(parent if parent in before else "", []).append(name)
    numbers: list[tuple[int, int, str]] = []
    _number(children, "", 1, numbers)
    moved = [row for row in numbers if row != before[row[2]]]
    if moved:
        sql = f"update `{meta.table_name}` set `lft` = ?, `rgt` = ? where `name` = ?"
        local.db.connection.execute_many(sql, moved)


def _number(children: dict[str, list[str]], parent: str, left: int, out: list[tuple[int, int, str]]) -> int:
    for name in children.get(parent, ()):
        right = _number(children, name, left + 1, out)
        out.append((left, right, name))
        left = right + 1
    return left


def _interval(doctype: str, name: str) -> tuple[int, int] | None:
    found = local.db.get_value(doctype, name, ["lft", "rgt"])
    return (found[0], found[1]) if found else None


def get_descendants_of(
    doctype: str, name: str, order_by: str = "lft desc", limit: int | None = None, ignore_permissions: bool = False
) -> list[str]:
    """Return the names below a node."""
    found = _interval(doctype, name)
    if not found:
        return []
    filters = [["lft", ">", found[0]], ["rgt", "<", found[1]]]
    return list(local.db.get_all(doctype, filters=filters, pluck="name", order_by=order_by, limit=limit))


def get_ancestors_of(doctype: str, name: str, order_by: str = "lft desc", limit: int | None = None) -> list[str]:
    """Return the names above a node, the nearest first."""
    found = _interval(doctype, name)
    if not found:
        return []
    filters = [["lft", "<", found[0]], ["rgt", ">", found[1]]]
    return list(local.db.get_all(doctype, filters=filters, pluck="name", order_by=order_by, limit=limit))


def get_root_of(doctype: str) -> str | None:
    """Return a node without a parent."""
    meta = get_meta(doctype)
    return local.db.get_value(doctype, {meta.parent_field: ["is", "not set"]}, "name", order_by="lft asc")  # type: ignore[no-any-return]
