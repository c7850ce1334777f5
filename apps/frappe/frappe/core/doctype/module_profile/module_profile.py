"""Module profiles: modules hidden from users (contract 8.15)."""

from __future__ import annotations

from frappe.context import invalidate, local
from frappe.core.doctype.role_profile.role_profile import update_users
from frappe.model.document import Document


class ModuleProfile(Document):
    """One profile."""

    def onload(self) -> None:
        self.set_onload("all_modules", local.db.get_all("Module Def", pluck="name", order_by="name asc"))

    def on_update(self) -> None:
        if self.get_doc_before_save() is not None:
            update_users(local.db.get_all("User", {"module_profile": self.name}, pluck="name"))
        invalidate()

    def after_delete(self) -> None:
        invalidate()
