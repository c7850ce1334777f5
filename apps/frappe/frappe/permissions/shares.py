"""Documents shared with a user (contract 4.7): questions to DocShare, asked only when rules did not grant."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.permissions.access import GUEST

SHAREABLE = {"read": "read", "write": "write", "share": "share", "submit": "submit", "email": "read", "print": "read"}
_OF_USER = "(`user` = ? or `everyone` = 1)"
Condition = tuple[str, tuple[Any, ...]]


def is_shared(doctype: str, name: Any, user: str, right: str) -> bool:
    """Tell whether a document is shared with a user with a right."""
    if name in (None, ""):
        return False
    return _exists(f"`share_doctype` = ? and `share_name` = ? and `{right}` = 1", (doctype, str(name)), user)


def any_shared(doctype: str, user: str, right: str) -> bool:
    """Tell whether any document of a DocType is shared with a user."""
    return _exists(f"`share_doctype` = ? and `{right}` = 1", (doctype,), user)


def _exists(where: str, values: tuple[Any, ...], user: str) -> bool:
    if not _can_have_shares(user):
        return False
    sql = f"select 1 from `tabDocShare` where {where} and {_OF_USER} limit 1"
    return bool(local.db.connection.query(sql, (*values, user)))


def shared_condition(doctype: str, table: str, user: str, right: str = "read") -> Condition | None:
    """Return SQL that holds for the rows shared with a user, None for who gets no shares."""
    if not _can_have_shares(user):
        return None
    return (
        f"`{table}`.`name` in (select `share_name` from `tabDocShare` where `share_doctype` = ?"
        f" and `{right}` = 1 and {_OF_USER})",
        (doctype, user),
    )


def _can_have_shares(user: str) -> bool:
    return user != GUEST and bool(local.db.table_exists("DocShare"))
