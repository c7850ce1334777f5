"""Custom Role: the roles of a page or report as this site sets them (contract 4.8)."""

from __future__ import annotations

from frappe.context import invalidate, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.utils import cstr


class CustomRole(Document):
    """Roles for one page or report."""

    def validate(self) -> None:
        if bool(self.page) == bool(self.report):
            raise ValidationError(_("Choose either a page or a report."), fieldname="report")
        target = {"report": self.report} if self.report else {"page": self.page}
        if local.db.exists("Custom Role", {**target, "name": ["!=", cstr(self.name)]}):
            raise ValidationError(_("There is a record for this page or report already."), fieldname="report")
        if self.report:
            self.ref_doctype = local.db.get_value("Report", self.report, "ref_doctype")

    def on_update(self) -> None:
        invalidate()

    def after_delete(self) -> None:
        invalidate()
