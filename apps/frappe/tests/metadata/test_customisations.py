"""What administrators change on the running site holds at the next look (contract 2.8, 2.10)."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.metadata import get_meta


@pytest.fixture
def thing(site: Any) -> str:
    """A DocType that is not custom, because customisations are for those."""
    fields = [
        {"fieldname": "title", "label": "Title", "fieldtype": "Data"},
        {"fieldname": "part", "label": "Part", "fieldtype": "Section Break"},
        {"fieldname": "amount", "label": "Amount", "fieldtype": "Currency"},
        {"fieldname": "last", "label": "Last", "fieldtype": "Section Break"},
        {"fieldname": "note", "label": "Note", "fieldtype": "Small Text"},
    ]
    frappe.get_doc(
        {"doctype": "DocType", "name": "Plain Thing", "module": "Core", "custom": 1, "autoname": "hash",
         "fields": fields,
         "permissions": [{"role": "System Manager", "read": 1, "write": 1, "create": 1}]}
    ).insert()  # fmt: skip
    frappe.db.set_value("DocType", "Plain Thing", "custom", 0)
    frappe.clear_cache()
    return "Plain Thing"


def add_field(**values: Any) -> Any:
    return frappe.get_doc({"doctype": "Custom Field", "dt": "Plain Thing", "fieldtype": "Data", **values}).insert()


def set_property(fieldname: str | None, name: str, value: Any, kind: str = "Check") -> Any:
    return frappe.make_property_setter(
        {"doctype": "Plain Thing", "fieldname": fieldname, "property": name, "value": value, "property_type": kind,
         "doctype_or_field": "DocField" if fieldname else "DocType"}
    )  # fmt: skip


def test_custom_field_is_a_column_at_once_and_stands_after_its_anchor(thing: str) -> None:
    custom = add_field(label="Colour of It", insert_after="title")

    order = [field.fieldname for field in get_meta(thing).fields]
    assert custom.fieldname == "custom_colour_of_it" and custom.name == f"{thing}-custom_colour_of_it"
    assert order[:2] == ["title", "custom_colour_of_it"]
    assert "custom_colour_of_it" in frappe.db.get_table_columns(thing)


def test_custom_section_goes_behind_the_section_it_follows(thing: str) -> None:
    add_field(fieldname="more", label="More", fieldtype="Section Break", insert_after="part")
    add_field(fieldname="deep", label="Deep", insert_after="more")

    assert [field.fieldname for field in get_meta(thing).fields] == [
        "title", "part", "amount", "more", "deep", "last", "note",
    ]  # fmt: skip


def test_field_of_that_name_is_refused(thing: str) -> None:
    with pytest.raises(ValidationError, match="title"):
        add_field(fieldname="title", label="Title")


def test_removed_custom_field_keeps_its_column(thing: str) -> None:
    custom = add_field(fieldname="gone", label="Gone", insert_after="title")
    custom.delete()

    assert not get_meta(thing).has_field("gone")
    assert "gone" in frappe.db.get_table_columns(thing)


def test_property_setter_changes_field_doctype_and_order(thing: str) -> None:
    set_property("title", "reqd", 1)
    set_property("amount", "label", "Sum", "Data")
    set_property(None, "sort_order", "ASC", "Data")
    set_property(None, "field_order", '["note", "title", "part", "amount", "last"]', "Data")

    meta = get_meta(thing)
    assert (meta.get_field("title").reqd, meta.get_label("amount"), meta.sort_order) == (1, "Sum", "ASC")
    assert [field.fieldname for field in meta.fields] == ["note", "title", "part", "amount", "last"]


def test_a_second_setter_of_a_property_replaces_the_first(thing: str) -> None:
    set_property("title", "label", "One", "Data")
    set_property("title", "label", "Two", "Data")

    assert get_meta(thing).get_label("title") == "Two"
    assert frappe.db.count("Property Setter", {"doc_type": thing, "property": "label"}) == 1


def test_custom_permissions_replace_the_standard_ones(thing: str) -> None:
    frappe.permissions.add_permission(thing, "All", 0)

    rules = {(row.role, row.permlevel) for row in get_meta(thing).permissions}
    assert ("All", 0) in rules and ("System Manager", 0) in rules
    assert frappe.db.count("Custom DocPerm", {"parent": thing}) == 2


def test_customize_form_writes_setters_and_custom_fields_and_resets_them(thing: str) -> None:
    form = frappe.get_doc("Customize Form")
    form.doc_type = thing
    form.run_method("fetch_to_customize")
    next(row for row in form.fields if row.fieldname == "title").label = "Name of It"
    form.append("fields", {"label": "Fresh", "fieldname": "fresh", "fieldtype": "Int", "is_custom_field": 1})
    form.run_method("save_customization")
    changed = (
        get_meta(thing).get_label("title"),
        get_meta(thing).has_field("custom_fresh") or get_meta(thing).has_field("fresh"),
    )

    form = frappe.get_doc("Customize Form")
    form.doc_type = thing
    form.run_method("reset_to_defaults")

    assert changed == ("Name of It", True)
    assert get_meta(thing).get_label("title") == "Title"


def test_warm_metadata_reads_nothing(thing: str) -> None:
    get_meta(thing)
    local.db.connection.statement_log = log = []
    for _turn in range(3):
        get_meta(thing).get_field("title")
    local.db.connection.statement_log = None

    assert log == []


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"fieldname": "bad", "fieldtype": "Link", "options": ""}, "bad"),
        ({"fieldname": "bad", "fieldtype": "Link", "options": "No Such Type"}, "bad"),
        ({"fieldname": "bad", "fieldtype": "Nonsense"}, "bad"),
        ({"fieldname": "title"}, "title"),
        ({"fieldname": "creation"}, "creation"),
        ({"fieldname": "bad", "fieldtype": "Select", "options": "A\nB", "default": "C"}, "bad"),
        ({"fieldname": "bad", "hidden": 1, "reqd": 1}, "bad"),
        ({"fieldname": "bad", "fieldtype": "Text", "unique": 1}, "bad"),
        ({"fieldname": "bad", "depends_on": "eval:doc.a = 1"}, "bad"),
    ],
)
def test_impossible_fields_are_refused_by_name(site: Any, change: dict[str, Any], text: str) -> None:
    fields = [
        {"fieldname": "title", "label": "Title", "fieldtype": "Data"},
        {"label": "Bad", "fieldtype": "Data", **change},
    ]
    doc = frappe.get_doc(
        {
            "doctype": "DocType",
            "name": "Broken Thing",
            "module": "Core",
            "custom": 1,
            "fields": fields,
            "permissions": [],
        }
    )

    with pytest.raises(ValidationError, match=f"(?i){text}"):
        doc.insert()

    assert not frappe.db.exists("DocType", "Broken Thing")


def test_doctype_made_at_run_time_gets_fields_of_its_kind(site: Any) -> None:
    doc = frappe.get_doc(
        {"doctype": "DocType", "name": "Run Time Tree", "module": "Brand New", "custom": 1, "is_tree": 1,
         "is_submittable": 1,
         "autoname": "prompt", "fields": [{"label": "My Title", "fieldtype": "Data"}],
         "permissions": [{"role": "Fresh Role", "read": 1, "write": 1, "create": 1}]}
    ).insert()  # fmt: skip

    names = {field.fieldname for field in doc.fields}
    assert {"my_title", "amended_from", "lft", "rgt", "is_group", "old_parent", "parent_run_time_tree"} <= names
    assert frappe.db.exists("Role", "Fresh Role") and frappe.db.exists("Module Def", "Brand New")
    assert frappe.get_doc({"doctype": "Run Time Tree", "name": "N"}).insert().name == "N"


def test_field_whose_values_do_not_fit_keeps_its_type(site: Any) -> None:
    doc = frappe.get_doc(
        {"doctype": "DocType", "name": "Typed Thing", "module": "Core", "custom": 1, "autoname": "hash",
         "fields": [{"fieldname": "code", "label": "Code", "fieldtype": "Data"}],
         "permissions": [{"role": "System Manager", "read": 1, "write": 1, "create": 1}]}
    ).insert()  # fmt: skip
    frappe.get_doc({"doctype": "Typed Thing", "code": "twelve"}).insert()

    doc.fields[0].fieldtype = "Int"
    with pytest.raises(ValidationError, match="twelve"):
        doc.save()
