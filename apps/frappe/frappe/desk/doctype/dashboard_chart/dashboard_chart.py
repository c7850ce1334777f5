"""Dashboard charts: definitions, who sees them (contract 8.9, 8.15)."""

from __future__ import annotations

import json
from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.permissions import access_of, get_doctypes_with_read, get_role_permissions
from frappe.permissions import has_permission as may
from frappe.utils import cint, cstr

MANAGERS = frozenset({"System Manager", "Dashboard Manager"})
READS = frozenset({"read", "select", "print", "email", "report", "export"})


class DashboardChart(Document):
    """One chart."""

    def validate(self) -> None:
        check_json(self, "filters_json", "dynamic_filters_json", "custom_options")
        self.check_source()

    def check_source(self) -> None:
        """Each type names what it draws."""
        if self.chart_type in ("Count", "Sum", "Average", "Group By") and not self.document_type:
            raise ValidationError(_("Choose the DocType of the chart."), fieldname="document_type")
        if self.chart_type in ("Sum", "Average") and not self.value_based_on:
            raise ValidationError(_("Value field is required to make a chart"), fieldname="value_based_on")
        if self.chart_type == "Group By" and not self.group_by_based_on:
            raise ValidationError(
                _("Group By field is required to create a dashboard chart"), fieldname="group_by_based_on"
            )
        if self.chart_type == "Report" and not self.report_name:
            raise ValidationError(_("Choose the report of the chart."), fieldname="report_name")
        meta = find_meta(self.document_type) if self.document_type else None
        for fieldname in ("based_on", "value_based_on", "group_by_based_on", "aggregate_function_based_on"):
            value = self.get(fieldname)
            if meta is not None and value and value not in meta.column_set:
                raise ValidationError(_("{0} has no field {1}.").format(_(meta.name), value), fieldname=fieldname)


def check_json(doc: Any, *fieldnames: str) -> None:
    """Raise when a field that should hold JSON does not."""
    for fieldname in fieldnames:
        value = doc.get(fieldname)
        if not value or not isinstance(value, str):
            continue
        try:
            json.loads(value)
        except ValueError as error:
            label = _(doc.meta.get_label(fieldname))
            raise ValidationError(_("{0} cannot be read as JSON.").format(label), fieldname=fieldname) from error


def sees_source(doc: Any, user: str) -> bool:
    """Tell whether a user may read the DocType or report that a chart or card shows."""
    if doc.get("document_type"):
        target = doc.get("parent_document_type") or doc.get("document_type")
        return reads_doctype(target, user)
    if doc.get("report_name"):
        return bool(local.db.exists("Report", doc.get("report_name"))) and bool(
            may("Report", "read", doc.get("report_name"), user)
        )
    return True


def reads_doctype(doctype: str, user: str) -> bool:
    """Tell whether a user's roles let him read a DocType."""
    meta = find_meta(doctype)
    return meta is not None and bool(get_role_permissions(meta, user).get("read"))


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """Managers all; others read charts of their roles about what they may read, and keep their own."""
    access = access_of(user)
    if access.is_administrator or access.roles & MANAGERS or ptype == "create":
        return True
    if ptype not in READS:
        return bool(doc.get("owner") == user)
    roles = {row.get("role") for row in doc.get("roles") or ()}
    if roles and not roles & access.roles:
        return False
    return (bool(cint(doc.get("is_public"))) or doc.get("owner") == user or bool(roles)) and sees_source(doc, user)


def list_condition(doctype: str, user: str, *, roles_table: bool) -> Any:
    """The same for lists."""
    access = access_of(user)
    if access.is_administrator or access.roles & MANAGERS:
        return None
    table, held = f"`tab{doctype}`", sorted(access.roles)
    doctypes = sorted(get_doctypes_with_read(user))
    marks = ", ".join("?" * len(doctypes)) or "''"
    readable = f"(ifnull({table}.`document_type`, '') = '' or {table}.`document_type` in ({marks}))"
    visible = f"{table}.`is_public` = 1 or {table}.`owner` = ?"
    if not roles_table:
        return f"({visible}) and {readable}", (user, *doctypes)
    rows = f"select 1 from `tabHas Role` h where h.`parent` = {table}.`name` and h.`parenttype` = '{doctype}'"
    by_role = f"exists ({rows} and h.`role` in ({', '.join('?' * len(held))}))"
    where = f"(((({visible}) and not exists ({rows})) or {by_role}) and {readable})"
    return where, (user, *held, *doctypes)


def permission_query_conditions(user: str) -> Any:
    return list_condition("Dashboard Chart", user, roles_table=True)


def get_parent_doctypes(child_type: str) -> list[str]:
    """Return the DocTypes that have a table of a child DocType."""
    sql = "select distinct `parent` from `tabDocField` where `options` = ? and `fieldtype` = 'Table'"
    return sorted(cstr(name) for (name,) in local.db.connection.query(sql, (child_type,)))
