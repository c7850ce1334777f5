"""Roles: what users may do is granted to roles (contract 4.1)."""

from __future__ import annotations

from typing import Any

from frappe.context import invalidate, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.rpc import whitelist
from frappe.utils import cint

STANDARD_ROLES = ("Administrator", "System Manager", "Script Manager", "All", "Guest", "Desk User")


class Role(Document):
    """One role."""

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        if old in STANDARD_ROLES:
            raise ValidationError(_("Standard roles cannot be renamed"))

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        invalidate()

    def validate(self) -> None:
        if self.disabled and self.name in STANDARD_ROLES:
            raise ValidationError(_("Standard roles cannot be disabled"), fieldname="disabled")

    def on_update(self) -> None:
        """Take a disabled role from its users; what desk access means for them is worked out again."""
        if self.disabled and not self.is_new():
            local.db.delete("Has Role", {"role": self.name, "parenttype": "User"})
        if self.get_doc_before_save() is not None and (self.has_value_changed("desk_access") or self.disabled):
            update_user_types(self.name)
        invalidate()

    def on_trash(self) -> None:
        if self.name in STANDARD_ROLES:
            raise ValidationError(_("Standard roles cannot be deleted"))
        local.db.delete("Has Role", {"role": self.name})
        for table in ("DocPerm", "Custom DocPerm"):
            local.db.delete(table, {"role": self.name})

    def after_delete(self) -> None:
        invalidate()


def update_user_types(role: str | None) -> None:
    """Make users with a desk role System Users and the others Website Users."""
    desk = (
        "exists (select 1 from `tabHas Role` h join `tabRole` r on r.`name` = h.`role`"
        " where h.`parent` = `tabUser`.`name` and h.`parenttype` = 'User' and r.`desk_access` = 1 and r.`disabled` = 0)"
    )
    for wanted, present, condition in (
        ("System User", "Website User", desk),
        ("Website User", "System User", f"not {desk}"),
    ):
        local.db.connection.execute(
            f"update `tabUser` set `user_type` = ? where `user_type` = ? and {condition}"
            " and `name` not in ('Administrator', 'Guest')",
            (wanted, present),
        )
    invalidate()


def get_info_based_on_role(role: str, field: str = "email", ignore_permissions: bool = False) -> list[str]:
    """Return one value of each enabled user who holds a role."""
    return [str(row[field]) for row in get_users(role, field) if row[field]]


def get_users(role: str, field: str = "name") -> list[Any]:
    """Return the enabled users who hold a role, without the standard ones."""
    names = local.db.get_all("Has Role", {"role": role, "parenttype": "User"}, pluck="parent", order_by=None)
    names = [name for name in dict.fromkeys(names) if name not in ("Administrator", "Guest")]
    if not names:
        return []
    fields = list(dict.fromkeys(["name", field]))
    return list(local.db.get_all("User", {"name": ["in", names], "enabled": 1}, fields, order_by="name asc"))


@whitelist()
def role_query(doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: Any) -> list[tuple[str]]:
    """Return the roles that can be given, for link fields."""
    rows = local.db.get_all(
        "Role",
        {"name": ["like", f"%{txt}%"], "is_custom": 0, "disabled": 0},
        pluck="name",
        limit_start=cint(start),
        limit=cint(page_len),
        order_by="name asc",
    )
    return [(name,) for name in rows if name not in ("Administrator", "Guest", "All")]
