"""Languages in which the desk can be shown; each may have formats of its own."""

from __future__ import annotations

import re

from frappe.context import invalidate, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.utils import cstr

CODE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")


class Language(Document):
    """One language; its name is its code, such as ``zh`` or ``pt-BR``."""

    def validate(self) -> None:
        if not CODE.fullmatch(cstr(self.language_code)):
            raise ValidationError(
                _("{0} is not a language code.").format(self.language_code), fieldname="language_code"
            )
        if self.based_on == self.language_code:
            raise ValidationError(_("A language cannot be based on itself."), fieldname="based_on")
        if not self.enabled and self.name == local.db.get_single_value("System Settings", "language"):
            raise ValidationError(_("The language of the site cannot be disabled."), fieldname="enabled")

    def before_rename(self, old: str, new: str, merge: bool = False) -> None:
        if not CODE.fullmatch(new):
            raise ValidationError(_("{0} is not a language code.").format(new))

    def on_update(self) -> None:
        invalidate()

    def after_delete(self) -> None:
        invalidate()
