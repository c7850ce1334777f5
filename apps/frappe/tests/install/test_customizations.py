"""Customizations that an app brings in ``custom/*.json`` (contract 1.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.install import customizations
from frappe.install.customizations import apply_customizations, sync_customizations

FILE: dict[str, Any] = {
    "doctype": "Note",
    "sync_on_migrate": 1,
    "custom_fields": [
        {"fieldname": "mood", "fieldtype": "Select", "label": "Mood", "options": "\nGood\nBad", "insert_after": "title"}
    ],
    "property_setters": [
        {"doctype_or_field": "DocField", "field_name": "title", "property": "description", "value": "In short",
         "property_type": "Small Text"}
    ],
    "custom_perms": [{"role": "System Manager", "read": 1, "write": 1, "create": 1}],
    "links": [{"link_doctype": "ToDo", "link_fieldname": "reference_name", "group": "Work"}],
}  # fmt: skip


@pytest.fixture
def site_of_notes(site: Any) -> Iterator[Any]:
    """The site, whose changed table is made anew: DDL commits on one of the databases."""
    yield site
    local.db.connection.commits += 1


def rows(doctype: str, **filters: Any) -> list[str]:
    return list(frappe.get_all(doctype, filters, pluck="modified", order_by="name"))


def everything() -> list[list[str]]:
    return [
        rows("Custom Field", dt="Note"),
        rows("Property Setter", doc_type="Note"),
        rows("DocType Link", parent="Note"),
    ]


def test_fields_properties_permissions_and_connections_are_there_at_once(site_of_notes: Any) -> None:
    apply_customizations(FILE)

    meta = frappe.get_meta("Note")
    assert [field.fieldname for field in meta.fields if field.fieldname in ("title", "mood")] == ["title", "mood"]
    assert meta.get_field("title").description == "In short"
    assert [(rule.role, rule.read, rule.delete) for rule in meta.permissions] == [("System Manager", 1, 0)]
    assert ("ToDo", "reference_name") in {(link.link_doctype, link.link_fieldname) for link in meta.links}
    note = frappe.get_doc({"doctype": "Note", "title": "A", "mood": "Good"}).insert()
    assert frappe.db.get_value("Note", note.name, "mood") == "Good"


def test_a_second_time_writes_nothing_and_a_changed_file_changes(site_of_notes: Any) -> None:
    apply_customizations(FILE)
    before = everything()

    apply_customizations(FILE)
    assert everything() == before

    field = {**FILE["custom_fields"][0], "label": "Humour"}
    apply_customizations({**FILE, "custom_fields": [field]})
    assert frappe.get_meta("Note").get_label("mood") == "Humour"
    assert len(rows("Custom Field", dt="Note")) == 1


def test_a_migration_applies_only_files_that_ask_for_it(site_of_notes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [FILE, {"doctype": "ToDo", "sync_on_migrate": 0}, {"doctype": "No Such DocType", "sync_on_migrate": 1}]
    monkeypatch.setattr(customizations, "_files", lambda app: iter(files))

    assert sync_customizations("frappe") == ["Note", "ToDo"]
    local.flags.in_migrate = True
    try:
        assert sync_customizations("frappe") == ["Note"]
    finally:
        local.flags.in_migrate = None


def test_the_apps_own_files_are_applied_by_the_installation(crm: Any) -> None:
    fields = frappe.get_all("Custom Field", {"module": "CRM"}, ["dt", "fieldname"])

    assert {("Contact", "decision_role"), ("Address", "district")} <= {(row.dt, row.fieldname) for row in fields}
    assert sync_customizations("crm_suite") == ["Address", "Contact"]
