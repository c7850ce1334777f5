"""Number cards: definitions, who sees them (contract 8.9, 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.desk.doctype.dashboard_chart.dashboard_chart import MANAGERS, READS, check_json, list_condition, sees_source
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.model.naming import append_number_if_name_exists
from frappe.permissions import access_of
from frappe.utils import cint, cstr


class NumberCard(Document):
    """One number; its name is its label."""

    def autoname(self) -> None:
        self.name = append_number_if_name_exists("Number Card", cstr(self.name or self.label).strip())

    def validate(self) -> None:
        check_json(self, "filters_json", "dynamic_filters_json", "filters_config")
        self.type = self.type or "Document Type"
        if self.type == "Document Type":
            self.check_function()
        elif self.type == "Report" and not (self.report_name and self.report_field):
            raise ValidationError(_("Choose the report and the column of the card."), fieldname="report_name")
        elif self.type == "Custom" and not self.method:
            raise ValidationError(_("Set the method required to create the number card"), fieldname="method")

    def check_function(self) -> None:
        if not self.document_type or not self.function:
            raise ValidationError(
                _("Document Type and Function are required to create a number card"), fieldname="document_type"
            )
        if self.function == "Count":
            return
        meta = find_meta(self.document_type)
        if not self.aggregate_function_based_on:
            text = _("Aggregate Field is required to create a number card")
            raise ValidationError(text, fieldname="aggregate_function_based_on")
        if meta is not None and self.aggregate_function_based_on not in meta.column_set:
            text = _("{0} has no field {1}.").format(_(meta.name), self.aggregate_function_based_on)
            raise ValidationError(text, fieldname="aggregate_function_based_on")


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """Managers all; others read public cards about what they may read, and keep their own."""
    access = access_of(user)
    if access.is_administrator or access.roles & MANAGERS or ptype == "create":
        return True
    if ptype not in READS:
        return bool(doc.get("owner") == user)
    return (bool(cint(doc.get("is_public"))) or doc.get("owner") == user) and sees_source(doc, user)


def permission_query_conditions(user: str) -> Any:
    return list_condition("Number Card", user, roles_table=False)
