"""Installation: refuse a site that has ERPNext, and make the first records once.

Records of ``setup/records`` belong to the company after installation: they are never written again, so that changed
limits, stages, workflows and scopes survive every migration.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import frappe
from frappe import _

RECORDS = Path(__file__).parent / "records"


def before_install() -> None:
    """Refuse a site with ERPNext, whose DocTypes have the same names."""
    if "erpnext" in frappe.get_installed_apps():
        frappe.throw(_("CRM Suite can't be installed beside ERPNext: both bring Customer, Lead, Quotation and others."))


def after_install() -> None:
    """Deadlines of service run through holidays: scheduled jobs go on when nobody signs in for days."""
    frappe.db.set_value("System Settings", "System Settings", "dormant_days", 0)


def after_sync() -> None:
    """Make the records that are missing, in file order."""
    for path in sorted(RECORDS.glob("*.json")):
        for record in json.loads(path.read_text(encoding="utf-8")):
            ensure_record(record)


def ensure_record(record: dict[str, Any]) -> None:
    """Insert one record unless it is there; values of a Single are set where none is stored."""
    doctype = record["doctype"]
    if frappe.get_meta(doctype).issingle:
        _ensure_single(doctype, record)
        return
    if frappe.db.exists(doctype, record["name"]):
        return
    doc = frappe.get_doc({key: value for key, value in record.items() if key != "name"})
    doc.flags.ignore_permissions = True
    doc.insert(ignore_permissions=True, set_name=record["name"])


def _ensure_single(doctype: str, record: dict[str, Any]) -> None:
    doc = frappe.get_doc(doctype)
    missing = {key: value for key, value in record.items() if key not in ("doctype", "name") and not doc.get(key)}
    doc.update(missing)
    doc.flags.ignore_permissions = True
    doc.save()
