"""Branches, employees, holiday lists, rates and scopes refuse what cannot be."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.utils.nestedset import NestedSetRecursionError


def new(doctype: str, **values: Any) -> Any:
    return frappe.get_doc({"doctype": doctype, **values})


def test_a_reporting_line_runs_in_no_circle(crm: Any) -> None:
    chief = new("Employee", employee_name="Chief").insert()
    middle = new("Employee", employee_name="Middle", reports_to=chief.name).insert()
    low = new("Employee", employee_name="Low", reports_to=middle.name).insert()

    chief.reports_to = low.name
    with pytest.raises(frappe.ValidationError, match="subordinate"):
        chief.save()


def test_branches_are_a_tree_of_any_depth(crm: Any) -> None:
    parent = None
    for name in ("HQ", "Region", "Province", "City", "Outlet"):
        new("Branch", branch_name=name, parent_branch=parent, is_group=1).insert()
        parent = name

    below = frappe.get_all("Branch", {"name": ["descendants of", "HQ"]}, pluck="name", order_by="lft")
    assert below == ["Region", "Province", "City", "Outlet"]
    with pytest.raises(NestedSetRecursionError):
        frappe.get_doc("Branch", "HQ").update({"parent_branch": "Outlet"}).save()


@pytest.mark.parametrize(
    ("doctype", "values", "message"),
    [
        ("Branch", {"branch_name": "B", "day_start": "18:00:00", "day_end": "09:00:00"}, "end after it starts"),
        ("Employee", {"employee_name": "E", "joined_on": "2026-02-01", "left_on": "2026-01-01"}, "before the joining"),
        ("Holiday List", {"from_date": "2026-02-01", "to_date": "2026-01-01"}, "ends before it begins"),
        ("Holiday List", {"holidays": [{"holiday_date": "2025-12-31", "description": "x"}]}, "not between"),
        ("Holiday List", {"holidays": [{"holiday_date": "2026-05-01", "description": "x"}] * 2}, "twice"),
        ("Currency Exchange", {"from_currency": "CNY", "exchange_rate": 1}, "differ"),
        ("Currency Exchange", {"from_currency": "USD", "exchange_rate": 0}, "above 0"),
        ("Role Data Scope", {"role": "Sales Manager", "document_type": "User"}, "no data scope"),
        ("Role Data Scope", {"role": "Sales Manager"}, "already"),
        ("Agent", {"agent_name": "A", "code_prefix": "1234"}, "two letters"),
        ("Sales Process", {"process_name": "P", "stages": [{"sales_stage": "Deal Closed"}] * 2}, "twice"),
    ],
)
def test_what_cannot_be_is_refused(crm: Any, doctype: str, values: dict[str, Any], message: str) -> None:
    basics: dict[str, dict[str, Any]] = {
        "Holiday List": {"holiday_list_name": "H", "from_date": "2026-01-01", "to_date": "2026-12-31"}
    }

    with pytest.raises(frappe.ValidationError, match=message):
        new(doctype, **{**basics.get(doctype, {}), **values}).insert()


def test_industries_are_the_sections_and_divisions_of_the_standard(crm: Any) -> None:
    sections = frappe.get_all("Industry Type", {"level": "Section"}, pluck="name", order_by="name")
    divisions = frappe.get_all("Industry Type", {"level": "Division"}, ["name", "parent_industry"])

    assert sections == list("ABCDEFGHIJKLMNOPQRST")
    assert len(divisions) == 97
    assert {row.parent_industry for row in divisions} == set(sections)
    assert frappe.db.get_value("Industry Type", "63", ["industry_zh", "parent_industry"]) == (
        "电信、广播电视和卫星传输服务", "I",
    )  # fmt: skip


def test_one_default_at_a_time(crm: Any) -> None:
    new("Price List", price_list_name="Second", is_default=1).insert()

    assert frappe.get_all("Price List", {"is_default": 1}, pluck="name") == ["Second"]
