"""``DatabaseQuery``: upstream's class behind ``get_list``, as apps call it; the query itself is `permitted_list`."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.permitted_list import get_list
from frappe.permissions import has_permission, refusal
from frappe.permissions.lists import match_conditions


class DatabaseQuery:
    """Lists of one DocType for one user."""

    def __init__(self, doctype: str, user: str | None = None) -> None:
        self.doctype = doctype
        self.user = user or current_user()

    def execute(self, fields: Any = None, filters: Any = None, **options: Any) -> Any:
        """Return the rows that the user may see; options are those of ``frappe.get_list``."""
        options = {key: value for key, value in options.items() if value is not None}
        if fields is not None:
            options["fields"] = fields
        if filters is not None:
            options["filters"] = filters
        return get_list(self.doctype, **{"user": self.user, **options})

    def build_match_conditions(self, as_condition: bool = True) -> Any:
        """Return the user's conditions on the list as SQL text; a list of one text without ``as_condition``.

        Raises:
            PermissionError: the user may not see the DocType at all.
        """
        if not has_permission(self.doctype, "read", user=self.user):
            raise refusal(self.user, self.doctype, "read")
        text = match_conditions(self.doctype, self.user)
        return text if as_condition else [text] if text else []


def build_match_conditions(doctype: str, user: str | None = None, as_condition: bool = True) -> Any:
    """Return a user's conditions on a list as SQL text for an app's own statement; empty when nothing narrows it."""
    return DatabaseQuery(doctype, user).build_match_conditions(as_condition)


def get_order_by(doctype: str, meta: Any = None) -> str:
    """Return the order of a DocType's lists, each column with its table."""
    meta = meta or get_meta(doctype)
    parts = [part.strip() for part in str(meta.default_order()).split(",")]
    return ", ".join(part if part.startswith("`tab") else f"`tab{doctype}`.{_quoted(part)}" for part in parts)


def _quoted(part: str) -> str:
    column, _blank, direction = part.partition(" ")
    name = column.strip("`")
    return f"`{name}` {direction}".strip()


def check_parent_permission(parent: str, child_doctype: str) -> None:
    """Refuse rows of a child DocType to who may not read the parent's.

    Raises:
        PermissionError: the parent does not have such rows or may not be read.
    """
    meta = get_meta(parent)
    if all(field.options != child_doctype for field in meta.table_fields) or not has_permission(parent, "read"):
        raise refusal(current_user(), parent or _("the parent"), "read")
