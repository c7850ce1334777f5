"""Saved filters of lists, for a user or for all."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.permissions import access_of
from frappe.utils import cstr, parse_json


class ListFilter(Document):
    """One saved filter; without ``for_user`` it is everyone's."""

    def validate(self) -> None:
        try:
            parsed = parse_json(cstr(self.filters) or "[]")
        except ValueError as error:
            raise ValidationError(_("The filters cannot be read."), fieldname="filters") from error
        if not isinstance(parsed, (list, dict)):
            raise ValidationError(_("The filters cannot be read."), fieldname="filters")
        user = current_user()
        if self.for_user != user and "System Manager" not in access_of(user).roles:
            raise NoPermission(_("Only System Managers may save filters for other users."))


def permission_query_conditions(user: str) -> Any:
    """Filters for oneself and for all."""
    if user == "Administrator":
        return None
    return "(`tabList Filter`.`for_user` = ? or ifnull(`tabList Filter`.`for_user`, '') = '')", (user,)


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """One's own filters; those for all are read by everyone."""
    if user == "Administrator" or ptype == "create" or "System Manager" in access_of(user).roles:
        return True
    return doc.get("for_user") == user or (not doc.get("for_user") and ptype in ("read", "select"))
