"""What a company changed survives a migration; what belongs to the app comes back."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.install import migrate
from frappe.permissions import update_permission_property


def test_a_migration_keeps_the_companys_records_and_is_needed_once(crm: Any) -> None:
    frappe.get_doc("Role Data Scope", "Sales Manager").update({"scope": "Own"}).save()
    frappe.get_doc("Selling Settings").update({"level_1_amount": 7}).save()
    update_permission_property("Contact", "Region Manager", 0, "write", 1)
    frappe.delete_doc("Opportunity Lost Reason", "No Decision")
    frappe.delete_doc("Custom Field", "Contact-influence")

    done = migrate()

    rule = {"parent": "Contact", "role": "Region Manager", "permlevel": 0}
    assert done.doctypes == []
    assert frappe.db.get_value("Role Data Scope", "Sales Manager", "scope") == "Own"
    assert frappe.db.get_single_value("Selling Settings", "level_1_amount") == 7
    assert frappe.db.get_value("Custom DocPerm", rule, "write") == 1
    assert not frappe.db.exists("Opportunity Lost Reason", "No Decision")
    assert frappe.get_meta("Contact").has_field("influence")
    assert frappe.db.exists("Workspace", "Customers")


def test_scheduled_jobs_go_on_when_nobody_signs_in(crm: Any) -> None:
    assert frappe.db.get_single_value("System Settings", "dormant_days") == 0
