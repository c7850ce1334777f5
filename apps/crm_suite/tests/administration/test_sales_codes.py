"""Salesperson codes (S17.1): two letters and four digits, one prefix per agent."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from crm_suite.administration.sales_codes import code_problem, is_prefix, normal_code


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("SD0107", None),
        ("SD0199", None),
        ("SD0100", "number"),
        ("sd0107", "shape"),
        ("SD107", "shape"),
        ("S10107", "shape"),
        ("SD01070", "shape"),
        ("ＳＤ0107", "shape"),
        ("SD०१०७", "shape"),
        ("", "shape"),
    ],
)
def test_shape_and_number(code: str, problem: str | None) -> None:
    assert code_problem(code) == problem


def test_a_code_is_stored_in_capitals_and_prefixes_have_four_characters() -> None:
    assert normal_code(" sd0107 ") == "SD0107"
    assert is_prefix("SD01")
    assert not is_prefix("SD0")
    assert not is_prefix("SD011")


def sales_person(name: str, **values: Any) -> Any:
    return frappe.get_doc({"doctype": "Sales Person", "sales_person_name": name, **values}).insert()


def test_salespeople_of_one_agent_share_the_prefix(crm: Any) -> None:
    frappe.get_doc({"doctype": "Agent", "agent_name": "South Agent", "code_prefix": "sd01"}).insert()

    first = sales_person("Li", sales_code="sd0107", agent="South Agent")

    assert first.sales_code == "SD0107"
    with pytest.raises(frappe.ValidationError, match="SD01"):
        sales_person("Zhao", sales_code="SD0207", agent="South Agent")


def test_a_number_from_01_to_99_and_a_code_only_once(crm: Any) -> None:
    sales_person("Li", sales_code="SD0107")

    with pytest.raises(frappe.ValidationError, match="01 to 99"):
        sales_person("Qian", sales_code="SD0100")
    with pytest.raises(frappe.UniqueValidationError):
        sales_person("Sun", sales_code="SD0107")


def test_an_agent_keeps_the_prefix_of_its_salespeople(crm: Any) -> None:
    agent = frappe.get_doc({"doctype": "Agent", "agent_name": "South Agent", "code_prefix": "SD01"}).insert()
    sales_person("Li", sales_code="SD0107", agent="South Agent")

    agent.code_prefix = "SD02"
    with pytest.raises(frappe.ValidationError, match="SD0107"):
        agent.save()
