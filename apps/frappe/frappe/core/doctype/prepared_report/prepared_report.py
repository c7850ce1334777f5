"""Prepared Report: the outcome of a long report, made in the background (contract 8.8)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.core.doctype.report.report import roles_allow
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.permissions import access_of
from frappe.permissions import has_permission as may


class PreparedReport(Document):
    """One run."""


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """Who asked for it, and who may run the report."""
    if user == "Administrator" or user in (doc.get("owner"), doc.get("queued_by")) or ptype == "create":
        return True
    name = doc.get("report_name")
    if ptype not in ("read", "select", "export", "print", "report") or not local.db.exists("Report", name):
        return "System Manager" in access_of(user).roles
    report = get_doc("Report", name)
    return roles_allow(report, user) and bool(may(report.ref_doctype, "report", user=user))


def permission_query_conditions(user: str) -> Any:
    if "System Manager" in access_of(user).roles:
        return None
    return "(`tabPrepared Report`.`owner` = ? or `tabPrepared Report`.`queued_by` = ?)", (user, user)
