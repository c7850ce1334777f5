"""Modules: groups of DocTypes that belong to an app, or to the site alone."""

from __future__ import annotations

from frappe.context import invalidate, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.modules import app_of_module
from frappe.utils import cstr


class ModuleDef(Document):
    """One module."""

    def validate(self) -> None:
        owner = app_of_module(cstr(self.module_name))
        self.app_name = self.app_name or owner or None
        self.custom = 0 if owner else 1

    def on_update(self) -> None:
        invalidate()

    def on_trash(self) -> None:
        if not self.custom and not (local.conf.developer_mode or local.flags.in_uninstall):
            raise ValidationError(_("Module {0} belongs to an app and is removed with it.").format(self.name))

    def after_delete(self) -> None:
        invalidate()
