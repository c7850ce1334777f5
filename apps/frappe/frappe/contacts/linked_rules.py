"""Who sees a contact or address: who may see one of the documents it belongs to (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.exceptions import PermissionError as NoPermission
from frappe.metadata import find_meta
from frappe.permissions import access_of, list_scope
from frappe.permissions import has_permission as may

READS = frozenset({"read", "select", "print", "email", "report", "export"})
# Documents that say nothing about who may see what belongs to them.
NEUTRAL = frozenset({"Contact", "Address", "User"})


def may_see(doc: Any, ptype: str, user: str) -> bool:
    """The owner, and who has the right on a linked document; without links the roles alone decide."""
    if ptype == "create" or doc.get("owner") == user or "System Manager" in access_of(user).roles:
        return True
    links = [(row.get("link_doctype"), row.get("link_name")) for row in doc.get("links") or ()]
    links = [(doctype, name) for doctype, name in links if doctype and name and doctype not in NEUTRAL]
    known = [
        (doctype, name) for doctype, name in links if find_meta(doctype) is not None and local.db.exists(doctype, name)
    ]
    right = "read" if ptype in READS else "write"
    return not known or any(may(doctype, right, name, user) for doctype, name in known)


def list_condition(doctype: str, user: str) -> Any:
    """The same as a condition of lists: each linked DocType with the scope that the user has in it."""
    access = access_of(user)
    if access.is_administrator or "System Manager" in access.roles:
        return None
    table = f"`tab{doctype}`"
    base = f"select 1 from `tabDynamic Link` dl where dl.`parent` = {table}.`name` and dl.`parenttype` = ?"
    neutral = ", ".join("?" * len(NEUTRAL))
    parts = [f"{table}.`owner` = ?", f"not exists ({base} and dl.`link_doctype` not in ({neutral}))"]
    values: list[Any] = [user, doctype, *sorted(NEUTRAL)]
    for target in linked_doctypes(doctype):
        found = _target_condition(target, user)
        if found is not None:
            parts.append(f"exists ({base} and dl.`link_doctype` = ? and dl.`link_name` in ({found[0]}))")
            values += [doctype, target, *found[1]]
    return f"({' or '.join(parts)})", tuple(values)


def linked_doctypes(doctype: str) -> list[str]:
    """Return the DocTypes that records of a DocType belong to."""
    sql = "select distinct `link_doctype` from `tabDynamic Link` where `parenttype` = ?"
    return sorted(name for (name,) in local.db.connection.query(sql, (doctype,)) if name and name not in NEUTRAL)


def _target_condition(doctype: str, user: str) -> tuple[str, tuple[Any, ...]] | None:
    meta = find_meta(doctype)
    if meta is None or meta.istable or meta.issingle or meta.is_virtual:
        return None
    try:
        scope = list_scope(meta, user)
    except NoPermission:
        return None
    where = " and ".join(f"({text})" for text, _bound in scope.conditions) or "1 = 1"
    values = tuple(value for _text, bound in scope.conditions for value in bound)
    if scope.shared:
        where, values = f"({where}) or {scope.shared[0]}", (*values, *scope.shared[1])
    return f"select `{meta.table_name}`.`name` from `{meta.table_name}` where {where}", values
