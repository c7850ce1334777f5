from __future__ import annotations

from typing import Any

from frappe.database.tables import Column, Index
from frappe.metadata import Meta
from frappe.schema import build_table, internal_tables


def doctype(*fields: dict[str, Any], **values: Any) -> Meta:
    return Meta({"name": "Site Visit", "module": "CRM", **values, "fields": list(fields)})


def field(fieldname: str, fieldtype: str, **values: Any) -> dict[str, Any]:
    return {"fieldname": fieldname, "fieldtype": fieldtype, **values}


def columns(meta: Meta) -> dict[str, Column]:
    return {column.name: column for column in build_table(meta).columns}


def test_standard_columns_come_first_and_optional_ones_follow() -> None:
    table = build_table(doctype(field("title", "Data"), track_seen=1))

    assert table.name == "tabSite Visit"
    assert [column.name for column in table.columns] == [
        "name", "creation", "modified", "modified_by", "owner", "docstatus", "idx",
        "_user_tags", "_comments", "_assign", "_liked_by", "_seen", "title",
    ]  # fmt: skip
    assert table.indexes == (Index(("creation",)),)


def test_child_table_has_its_parent_columns_and_index() -> None:
    table = build_table(doctype(field("item", "Link"), istable=1))

    assert [column.name for column in table.columns[7:]] == ["parent", "parentfield", "parenttype", "item"]
    assert table.indexes == (Index(("parent",)),)


def test_fieldtypes_have_their_columns_and_layout_has_none() -> None:
    found = columns(
        doctype(
            field("title", "Data", length=300),
            field("count", "Int", default="5"),
            field("big", "Int", length=15),
            field("done", "Check", default="1"),
            field("amount", "Currency"),
            field("took", "Duration"),
            field("score", "Rating"),
            field("notes", "Text Editor"),
            field("rules", "JSON"),
            field("spent", "Float", is_virtual=1),
            field("part", "Section Break"),
            field("rows", "Table", options="Row"),
            field("code", "Data", not_nullable=1),
        )
    )

    assert {name: found[name] for name in list(found)[11:]} == {
        "title": Column("title", "varchar", 300),
        "count": Column("count", "int", default="5"),
        "big": Column("big", "bigint"),
        "done": Column("done", "check", default="1"),
        "amount": Column("amount", "decimal"),
        "took": Column("took", "decimal_null"),
        "score": Column("score", "rating"),
        "notes": Column("notes", "longtext"),
        "rules": Column("rules", "json"),
        "code": Column("code", "varchar", required=True),
    }


def test_names_of_an_autoincrement_doctype_are_numbers() -> None:
    assert columns(doctype(autoname="autoincrement"))["name"] == Column("name", "serial", primary=True)


def test_indexes_follow_the_fields() -> None:
    table = build_table(
        doctype(
            field("customer", "Link", search_index=1),
            field("code", "Data", unique=1),
            field("notes", "Small Text", unique=1),
            field("amended_from", "Link"),
            field("lft", "Int"),
            field("title", "Data"),
            autoname="field:title",
            sort_field="modified",
        )
    )

    assert table.indexes == (
        Index(("creation",)),
        Index(("modified",)),
        Index(("customer",)),
        Index(("code",), unique=True),
        Index(("amended_from",)),
        Index(("lft",)),
        Index(("title",)),
    )


def test_internal_tables_are_there() -> None:
    assert [table.name for table in internal_tables()] == [
        "tabSingles", "tabSeries", "tabSessions", "__Auth", "__UserSettings", "__cache_version", "__lease",
        "__login_failure", "__journal", "__job",
    ]  # fmt: skip
