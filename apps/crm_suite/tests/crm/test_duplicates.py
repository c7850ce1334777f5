"""The duplicate check (X07): what blocks, what warns, who decides, and what is not asked again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from crm_suite.api.duplicates import collision_analysis, find_similar, request_decision
from crm_suite.services.find_duplicates import find_matches

NAME = "北京晨星科技有限公司"


@pytest.fixture
def rep(make_user: Callable[..., str]) -> str:
    return make_user("rep", "Sales Representative")


@pytest.fixture
def affairs(make_user: Callable[..., str]) -> str:
    return make_user("affairs", "General Affairs")


def open_matches(doctype: str = "Customer") -> list[tuple[str, str, str]]:
    fields = ["reference_name", "existing_name", "kind"]
    rows = frappe.get_all(
        "Duplicate Match", {"document_type": doctype, "decision": "Open"}, fields, order_by="creation"
    )
    return [(row.reference_name, row.existing_name, row.kind) for row in rows]


@pytest.mark.parametrize("spelling", ["北京晨星科技有限公司", "北京（晨星）科技 有限公司", "北京晨星科技有限公司。"])
def test_an_equal_name_in_another_spelling_is_blocked(
    spelling: str, rep: str, make: Callable[..., Any], acting: Callable[[str], Any]
) -> None:
    existing = make("Customer", customer_name=NAME)

    with acting(rep), pytest.raises(frappe.DuplicateEntryError) as refusal:
        make("Customer", customer_name=spelling)

    assert existing.name in str(refusal.value)
    assert "General Affairs" in str(refusal.value)


def test_latin_names_are_equal_without_regard_to_case_and_width(
    rep: str, make: Callable[..., Any], acting: Callable[[str], Any]
) -> None:
    make("Customer", customer_name="Acme Trading Ltd.")

    with acting(rep), pytest.raises(frappe.DuplicateEntryError):
        make("Customer", customer_name="ＡＣＭＥ  trading LTD")


def test_a_similar_name_leaves_a_match_for_a_person(
    rep: str, make: Callable[..., Any], acting: Callable[[str], Any]
) -> None:
    existing = make("Customer", customer_name=NAME)

    with acting(rep):
        new = make("Customer", customer_name="北京晨星科技股份有限公司")

    assert open_matches() == [(new.name, existing.name, "Strong")]


def test_persons_of_one_name_are_two_customers(make: Callable[..., Any]) -> None:
    for _number in range(2):
        make("Customer", customer_name="王敏", customer_type="Individual")

    assert open_matches() == []


def test_one_tax_id_is_one_company(rep: str, make: Callable[..., Any], acting: Callable[[str], Any]) -> None:
    make("Customer", customer_name=NAME, tax_id="91110000MA01ABCD2X")

    with acting(rep), pytest.raises(frappe.DuplicateEntryError):
        make("Customer", customer_name="Another Trading Ltd", tax_id="9111 0000 ma01abcd2x")


@pytest.mark.parametrize("doctype", ["Customer", "Lead"])
def test_one_mobile_number_warns(doctype: str, make: Callable[..., Any]) -> None:
    title = "customer_name" if doctype == "Customer" else "lead_name"
    first = make(doctype, **{title: "Alpha Works Ltd"}, mobile_no="138 0013 8000")

    second = make(doctype, **{title: "Omega Farms Ltd"}, mobile_no="13800138000")

    assert open_matches(doctype) == [(second.name, first.name, "Strong")]


def test_contacts_are_compared_by_mobile_and_mail(crm: Any) -> None:
    def contact(name: str, **row: Any) -> Any:
        return frappe.get_doc({"doctype": "Contact", "first_name": name, **row}).insert()

    first = contact(
        "Han Mei",
        email_ids=[{"email_id": "han@example.com"}],
        phone_nos=[{"phone": "13911112222", "is_primary_mobile_no": 1}],
    )
    by_mail = contact("Mei Han", email_ids=[{"email_id": "HAN@example.com"}])
    by_mobile = contact("M. Han", phone_nos=[{"phone": "139-1111-2222", "is_primary_mobile_no": 1}])

    assert open_matches("Contact") == [
        (by_mail.name, first.name, "Strong"), (by_mobile.name, first.name, "Strong"),
    ]  # fmt: skip


def test_general_affairs_is_warned_instead_of_blocked(
    affairs: str, make: Callable[..., Any], acting: Callable[[str], Any]
) -> None:
    existing = make("Customer", customer_name=NAME)

    with acting(affairs):
        new = make("Customer", customer_name=NAME)

    assert open_matches() == [(new.name, existing.name, "Strong")]


def test_a_released_name_may_be_entered_by_the_one_who_asked(
    rep: str, affairs: str, make: Callable[..., Any], acting: Callable[[str], Any]
) -> None:
    existing = make("Customer", customer_name=NAME)
    with acting(rep):
        match = request_decision("Customer", NAME, existing.name)
    with acting(affairs):
        decision = frappe.get_doc("Duplicate Match", match)
        decision.decision = "Not Duplicate"
        decision.save()

    with acting(rep):
        make("Customer", customer_name=NAME)

    assert (decision.decided_by, open_matches()) == (affairs, [])
    assert decision.decided_on


def test_a_sales_representative_does_not_decide(
    rep: str, make: Callable[..., Any], acting: Callable[[str], Any]
) -> None:
    existing = make("Customer", customer_name=NAME)
    with acting(rep):
        match = request_decision("Customer", NAME, existing.name)
        with pytest.raises(frappe.PermissionError):
            frappe.get_doc("Duplicate Match", match).update({"decision": "Not Duplicate"}).save()


def test_a_pair_is_reported_once_whichever_side_is_saved(make: Callable[..., Any]) -> None:
    first = make("Customer", customer_name=NAME)
    second = make("Customer", customer_name="北京晨星科技股份有限公司")

    for doc in (first, second):
        doc.reload()
        doc.customer_name += " "
        doc.mobile_no = "13900000000"
        doc.save()

    assert len(open_matches()) == 1


def test_a_save_that_touches_no_compared_field_asks_nothing(make: Callable[..., Any]) -> None:
    make("Customer", customer_name=NAME)
    second = make("Customer", customer_name="北京晨星科技股份有限公司")
    frappe.db.delete("Duplicate Match")

    second.reload()
    second.website = "https://example.com"
    second.save()

    assert open_matches() == []


def test_a_disabled_rule_and_a_false_condition_find_nothing(make: Callable[..., Any]) -> None:
    make("Customer", customer_name=NAME)
    for name in frappe.get_all("Duplicate Rule", {"document_type": "Customer"}, pluck="name"):
        frappe.get_doc("Duplicate Rule", name).update({"enabled": 0}).save()

    assert find_matches("Customer", {"customer_name": NAME, "customer_type": "Company"}) == []


def test_the_collision_analysis_names_records_of_others(
    rep: str, make: Callable[..., Any], acting: Callable[[str], Any]
) -> None:
    existing = make("Customer", customer_name=NAME)

    with acting(rep):
        found = find_similar("Customer", {"customer_name": "北京晨星科技", "customer_type": "Company"})
        with pytest.raises(frappe.PermissionError):
            collision_analysis({"doctype": "Customer", "name": existing.name})

    assert [(row["name"], row["title"]) for row in found] == [(existing.name, NAME)]


def test_a_rule_needs_known_fields_and_thresholds(crm: Any) -> None:
    def rule(**row: Any) -> Any:
        values = {"doctype": "Duplicate Rule", "rule_name": "New", "document_type": "Customer"}
        return frappe.get_doc({**values, "fields_compared": [row]}).insert()

    with pytest.raises(frappe.ValidationError, match="no field colour"):
        rule(field_name="colour", method="Exact")
    with pytest.raises(frappe.ValidationError, match="threshold"):
        rule(field_name="customer_name", method="Similar")
