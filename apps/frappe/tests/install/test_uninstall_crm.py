"""The business app leaves the site as the framework alone keeps it."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.context import local
from frappe.install import migrate, uninstall_app
from frappe.install.doctor import examine


def test_crm_suite_leaves_no_table_module_customization_or_job(crm: Any) -> None:
    local.db.connection.commits += 1  # tables go: the site is made anew
    doctypes = set(frappe.get_all("DocType", {"module": ["in", _modules("crm_suite")]}, pluck="name"))
    before = {problem.where for problem in examine()}

    uninstall_app("crm_suite")

    tables = local.db.connection.tables()
    assert doctypes and not {f"tab{name}" for name in doctypes} & tables
    assert _modules("crm_suite") == []
    for doctype, column in (("Custom Field", "dt"), ("Property Setter", "doc_type"), ("Custom DocPerm", "parent"),
                            ("Workflow", "document_type"), ("Report", "ref_doctype"), ("Workspace", "module")):  # fmt: skip
        kept = frappe.get_all(doctype, pluck=column)
        assert not [name for name in kept if name and not frappe.db.exists("DocType", name)] or doctype == "Workspace"
    assert not frappe.get_meta("Contact").has_field("decision_role")
    assert not frappe.get_all("Scheduled Job Type", {"method": ["like", "crm_suite.%"]})
    assert {problem.where for problem in examine()} <= before | {"tabContact", "tabAddress"}
    assert migrate().schema == []


def _modules(app: str) -> list[str]:
    return list(frappe.get_all("Module Def", {"app_name": app}, pluck="name"))
