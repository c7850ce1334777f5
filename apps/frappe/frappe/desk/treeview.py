"""Trees: the children of a node, all nodes, a new node (contract 7.9)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.model.documents import get_doc
from frappe.model.permitted_list import get_list
from frappe.model.sent import clean, shown
from frappe.modules import get_attr, scrub
from frappe.rpc import call, whitelist
from frappe.utils import cint, sbool

MOST_NODES = 1000
STANDARD = "frappe.desk.treeview.get_children"


@whitelist()
def get_children(
    doctype: str, parent: str = "", include_disabled: bool = False, **filters: Any
) -> list[dict[str, Any]]:
    """Return the permitted children of a node, of the root without one."""
    meta = _tree(doctype)
    return _children(meta, parent, include_disabled=include_disabled)


def _tree(doctype: str) -> Meta:
    meta = get_meta(doctype)
    if not meta.is_tree:
        raise ValidationError(_("{0} is not a tree.").format(_(doctype)), doctype=doctype)
    return meta


def parent_field_of(meta: Meta) -> str:
    return str(meta.nsm_parent_field or f"parent_{scrub(meta.name)}")


def _children(meta: Meta, parent: str, *, include_disabled: bool) -> list[dict[str, Any]]:
    title = meta.get_title_field()
    filters: list[Any] = [[parent_field_of(meta), "=", parent] if parent else [parent_field_of(meta), "is", "not set"]]
    if meta.has_field("disabled") and not include_disabled:
        filters.append(["disabled", "=", 0])
    fields = list(dict.fromkeys(["name as value", f"{title} as title", "is_group as expandable"]))
    if not meta.has_field("is_group"):
        fields.remove("is_group as expandable")
    rows = get_list(meta.name, filters=filters, fields=fields, order_by="name asc", limit=MOST_NODES)
    return [{"expandable": 1, **row} for row in rows]


@whitelist()
def get_all_nodes(
    doctype: str, label: str, parent: str, tree_method: str = STANDARD, **filters: Any
) -> list[dict[str, Any]]:
    """Return the whole tree below a node as ``[{parent, data}]``, level by level."""
    out: list[dict[str, Any]] = []
    waiting = [(parent, label)]
    while waiting and len(out) < MOST_NODES:
        node, name = waiting.pop(0)
        rows = _nodes(doctype, node, tree_method, filters)
        out.append({"parent": name, "data": rows})
        waiting += [(row["value"], row["value"]) for row in rows if cint(row.get("expandable"))]
    return out


def _nodes(doctype: str, parent: str, tree_method: str, filters: dict[str, Any]) -> list[dict[str, Any]]:
    if tree_method == STANDARD:
        return _children(_tree(doctype), parent, include_disabled=sbool(filters.get("include_disabled")) is True)
    return list(call(get_attr(tree_method), {**filters, "doctype": doctype, "parent": parent}))


@whitelist(methods=["POST"])
def add_node() -> Any:
    """Insert a node: ``doctype``, the parent's field or ``parent``, and the node's values."""
    form = dict(local.form_dict)
    meta = _tree(str(form.get("doctype") or ""))
    parent_field = parent_field_of(meta)
    parent = form.get(parent_field) or form.get("parent")
    values = clean({key: value for key, value in form.items() if meta.has_field(key) or key == "name"}, meta)
    if cint(form.get("is_root")):
        parent = None
    name_field = str(meta.autoname or "")
    doc = get_doc({**values, "doctype": meta.name, parent_field: parent})
    if name_field.startswith("field:") and not doc.get(name_field[6:]):
        doc.set(name_field[6:], form.get("name_field") or form.get("label"))
    doc.insert()
    return shown(doc)
