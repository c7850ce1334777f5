"""What a user may do, DocType by DocType: lists for menus and boot (``frappe.get_user()``)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from frappe.context import local
from frappe.metadata import find_meta
from frappe.permissions.access import access_of
from frappe.permissions.rules import role_right
from frappe.types import _dict


class UserRights:
    """One user; each list is worked out when it is first asked for.

    ``can_read``, ``can_write``, ``can_create``, ``can_delete``, ``can_submit``, ``can_cancel``, ``can_export``,
    ``can_import``, ``can_print``, ``can_email``, ``can_select``, ``can_get_report`` name DocTypes.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name

    def get_roles(self) -> list[str]:
        return sorted(access_of(self.name).roles)

    def has_role(self, role: str) -> bool:
        return role in access_of(self.name).roles

    @cached_property
    def _doctypes(self) -> list[str]:
        rows = local.db.connection.query("select `name` from `tabDocType` where `istable` = 0 order by `name`")
        return [name for (name,) in rows]

    def with_right(self, right: str) -> list[str]:
        """Return the DocTypes on which the user's roles give a right."""
        access = access_of(self.name)
        metas = ((name, find_meta(name)) for name in self._doctypes)
        return [
            name
            for name, meta in metas
            if meta and (access.is_administrator or role_right(meta, access, right).granted)
        ]

    def __getattr__(self, name: str) -> Any:
        right = _RIGHT_OF.get(name)
        if right is None:
            raise AttributeError(name)
        return self.__dict__.setdefault(name, self.with_right(right))

    def get_can_read(self) -> list[str]:
        return list(self.can_read)

    def load_user(self) -> _dict:
        """Return name, roles, language and the lists of rights."""
        access = access_of(self.name)
        lists = {name: getattr(self, name) for name in _RIGHT_OF}
        return _dict(name=self.name, roles=self.get_roles(), language=access.language, **lists)


_RIGHT_OF = {
    "can_read": "read", "can_write": "write", "can_create": "create", "can_delete": "delete", "can_submit": "submit",
    "can_cancel": "cancel", "can_select": "select", "can_export": "export", "can_import": "import",
    "can_print": "print", "can_email": "email", "can_get_report": "report",
}  # fmt: skip
