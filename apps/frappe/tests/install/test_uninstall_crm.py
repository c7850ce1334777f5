"""The business app leaves the site as the framework alone keeps it."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe import schema
from frappe.context import local
from frappe.install import migrate, uninstall_app

# Where the framework keeps what it knows of a DocType.
NAMED_IN = {
    "Custom Field": "dt", "Property Setter": "doc_type", "Custom DocPerm": "parent", "Workflow": "document_type",
    "Report": "ref_doctype", "DocType Link": "link_doctype", "Dynamic Link": "link_doctype",
    "Document Naming Rule": "document_type", "User Permission": "allow",
}  # fmt: skip


@pytest.fixture
def without_crm(crm: Any) -> set[str]:
    """A site that had crm_suite; the DocTypes that went."""
    local.db.connection.commits += 1  # tables go: the site is made anew
    modules = frappe.get_all("Module Def", {"app_name": "crm_suite"}, pluck="name")
    gone = set(frappe.get_all("DocType", {"module": ["in", modules]}, pluck="name"))
    uninstall_app("crm_suite")
    return gone


def test_no_table_and_no_name_of_its_doctypes_is_left(without_crm: set[str]) -> None:
    kept = {(doctype, name) for doctype, field in NAMED_IN.items() for name in frappe.get_all(doctype, pluck=field)}

    assert len(without_crm) > 30
    assert {f"tab{name}" for name in without_crm} & local.db.connection.tables() == set()
    assert [pair for pair in kept if pair[1] in without_crm] == []
    assert frappe.get_all("Module Def", {"app_name": "crm_suite"}) == []
    assert frappe.get_all("Scheduled Job Type", {"method": ["like", "crm_suite.%"]}) == []
    assert not frappe.get_meta("Contact").has_field("decision_role")


def test_a_migration_finds_nothing_to_do_and_only_columns_with_old_values_remain(without_crm: set[str]) -> None:
    done = migrate()
    drift = schema.drift(frappe.get_meta(name) for name in frappe.get_all("DocType", pluck="name"))

    assert (done.schema, done.doctypes, done.orphans) == ([], [], [])
    assert {(problem.id, problem.where) for problem in drift} == {
        ("schema.W001", "tabContact"), ("schema.W001", "tabAddress"),
    }  # fmt: skip
