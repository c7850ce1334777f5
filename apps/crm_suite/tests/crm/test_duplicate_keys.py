"""Possible duplicates are found by indexed keys: nothing in a check grows with the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from crm_suite.services.find_duplicates import find_matches
from crm_suite.services.keep_duplicate_keys import keys_of, rebuild

NAME = "北京晨星科技有限公司"
ASKED = {"customer_name": "北京晨星科技", "customer_type": "Company"}


def stored_keys(name: str) -> set[str]:
    return set(frappe.get_all("Duplicate Key", {"reference_name": name}, pluck="compared_key"))


def test_keys_follow_the_record(make: Callable[..., Any]) -> None:
    doc = make("Customer", customer_name=NAME, tax_id="91110108MA01ABCD0X")
    first = stored_keys(doc.name)
    doc.tax_id = "91110108MA01ABCD1X"
    doc.save()
    second = stored_keys(doc.name)
    frappe.delete_doc("Customer", doc.name, force=1)

    assert "tax_id=91110108ma01abcd0x" in first and "tax_id=91110108ma01abcd1x" in second
    assert first ^ second == {"tax_id=91110108ma01abcd0x", "tax_id=91110108ma01abcd1x"}
    assert stored_keys(doc.name) == set()


def test_keys_follow_a_rename_and_a_merge(make: Callable[..., Any]) -> None:
    one = make("Customer", customer_name=NAME)
    two = make("Customer", customer_name="上海远景贸易有限公司")
    frappe.rename_doc("Customer", one.name, "CUST-RENAMED", force=1)
    renamed = [match.existing for match in find_matches("Customer", ASKED)]
    frappe.rename_doc("Customer", "CUST-RENAMED", two.name, merge=True, force=1)

    assert renamed == ["CUST-RENAMED"]
    assert find_matches("Customer", ASKED) == []


def test_a_check_reads_by_index_and_sends_the_same_statements_for_any_number_of_rows(make: Callable[..., Any]) -> None:
    def statements() -> list[str]:
        find_matches("Customer", ASKED)
        frappe.local.db.connection.statement_log = log = []
        find_matches("Customer", ASKED)
        frappe.local.db.connection.statement_log = None
        return log

    existing = make("Customer", customer_name=NAME)
    few = statements()
    for number in range(40):
        make("Customer", customer_name=f"{number:03d}号示例{number * 7919 % 997}商贸有限公司")
    many = statements()

    assert len(few) == len(many) <= 6
    assert [match.existing for match in find_matches("Customer", ASKED)] == [existing.name]
    sql = "select `reference_name` from `tabDuplicate Key` where `compared_key` in ('a', 'b')"
    plan = str(frappe.db.sql("explain " + ("" if frappe.db.db_type == "mariadb" else "query plan ") + sql))
    assert "compared_key" in plan


def test_changed_rules_count_for_stored_records_after_a_rebuild(make: Callable[..., Any]) -> None:
    existing = make("Customer", customer_name=NAME, short_name="晨星")
    rule = {
        "doctype": "Duplicate Rule",
        "rule_name": "Short",
        "document_type": "Customer",
        "action": "Warn",
        "enabled": 1,
    }
    frappe.get_doc({**rule, "fields_compared": [{"field_name": "short_name", "method": "Normalised"}]}).insert()
    before = find_matches("Customer", {"short_name": " 晨星 "})
    count = rebuild("Customer")

    assert before == []
    assert count == frappe.db.count("Customer")
    assert [match.existing for match in find_matches("Customer", {"short_name": " 晨星 "})] == [existing.name]
    assert stored_keys(existing.name) == keys_of("Customer", frappe.get_doc("Customer", existing.name))


@pytest.mark.parametrize("threshold", [1, 69, 101])
def test_a_threshold_below_which_everything_is_alike_is_refused(crm: Any, threshold: int) -> None:
    rule = {
        "doctype": "Duplicate Rule",
        "rule_name": "Loose",
        "document_type": "Customer",
        "action": "Warn",
        "enabled": 1,
    }
    row = {"field_name": "short_name", "method": "Similar", "threshold": threshold}

    with pytest.raises(frappe.ValidationError, match="threshold"):
        frappe.get_doc({**rule, "fields_compared": [row]}).insert()
