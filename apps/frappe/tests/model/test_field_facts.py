"""``frappe.model.meta`` and ``frappe.model.utils``: questions about fields, and renaming one."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.exceptions import DoesNotExistError, PermissionError, ValidationError
from frappe.model.db_query import DatabaseQuery, get_order_by
from frappe.model.dynamic_links import get_dynamic_link_map
from frappe.model.meta import get_default_df, get_field_currency, get_parent_dt
from frappe.model.utils import get_fetch_values, is_virtual_doctype
from frappe.model.utils.rename_field import rename_field
from frappe.model.virtual_doctype import validate_controller
from point_site import USER, column, make_doctype, make_paper, make_role, make_user
from point_site import point as point


def test_values_that_a_link_brings(point: Any) -> None:
    assert get_fetch_values("Point Paper", "party", "Acme") == {"city": "Bonn"}
    assert get_fetch_values("Point Paper", "party", None) == {"city": None}
    with pytest.raises(DoesNotExistError, match="no field nowhere"):
        get_fetch_values("Point Paper", "nowhere", "x")


def test_facts_about_doctypes_and_fields(point: Any) -> None:
    assert get_parent_dt("Point Row") == "Point Paper"
    assert get_parent_dt("Point Paper") == ""
    assert get_default_df("owner").fieldtype in ("Link", "Data")
    assert get_default_df("nowhere") is None
    assert not is_virtual_doctype("Point Paper")
    assert frappe.is_table("Point Row") and not frappe.is_table("Point Paper")
    assert frappe.get_doctype_app("ToDo") == "frappe"
    assert get_field_currency({"options": "key"}, frappe._dict(key="EUR")) == "EUR"


def test_values_follow_a_renamed_field(point: Any) -> None:
    doc = make_paper(subject="kept", rows=[{"item": "a"}]).insert()
    meta = frappe.get_doc("DocType", "Point Paper")
    meta.append("fields", column("title"))
    meta.append("fields", column("lines", "Table", "Point Row"))
    meta.save()

    rename_field("Point Paper", "subject", "title")
    rename_field("Point Paper", "rows", "lines")

    moved = frappe.get_doc("Point Paper", doc.name)
    assert (moved.title, [row.item for row in moved.lines], moved.rows) == ("kept", ["a"], [])
    with pytest.raises(DoesNotExistError):
        rename_field("Point Paper", "subject", "nowhere")


def test_values_of_a_single_follow_too(site: Any) -> None:
    make_doctype("Point Settings", [column("old"), column("new")], issingle=1)
    frappe.db.set_single_value("Point Settings", "old", "x")

    rename_field("Point Settings", "old", "new")

    assert frappe.db.get_single_value("Point Settings", "new") == "x"


def test_dynamic_links_by_the_doctypes_that_are_used(point: Any) -> None:
    make_doctype("Point Note", [column("kind", "Link", "DocType"), column("about", "Dynamic Link", "kind")])
    frappe.get_doc({"doctype": "Point Note", "kind": "Point Party", "about": "Acme"}).insert()

    found = get_dynamic_link_map()["Point Party"]

    assert [(row.parent, row.fieldname, row.options) for row in found] == [("Point Note", "about", "kind")]


def test_database_query_lists_for_a_user_and_gives_his_conditions(point: Any) -> None:
    mine = make_paper(subject="mine").insert()
    make_role("Point Role")
    make_user("Point Role")
    frappe.share.add("Point Paper", mine.name, USER)
    make_paper(subject="other").insert()

    assert DatabaseQuery("Point Paper", USER).execute(["subject"]) == [{"subject": "mine"}]
    assert DatabaseQuery("Point Paper").build_match_conditions() == ""
    with pytest.raises(PermissionError):
        frappe.build_match_conditions("Point Party", user=USER)
    assert get_order_by("Point Paper") == "`tabPoint Paper`.`creation` DESC"


def test_controller_of_a_virtual_doctype_must_answer(site: Any) -> None:
    with pytest.raises(ValidationError, match="get_list, get_count, get_stats"):
        validate_controller("ToDo")
