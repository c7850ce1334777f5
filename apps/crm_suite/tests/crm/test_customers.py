"""Customers: naming rule, trading flag, merge, recycle bin, completeness; the contact's fields of the app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from crm_suite.api.customers import mark_trading, merge_customers, recycle, restore
from frappe.desk.search import search_link


def warnings() -> str:
    return " ".join(str(entry.get("message")) for entry in frappe.get_message_log())


def test_a_short_name_is_answered_with_a_warning(make: Callable[..., Any]) -> None:
    make("Customer", customer_name="Sinopec")
    assert "full legal name" in warnings()


def test_a_full_legal_name_and_a_person_are_not(make: Callable[..., Any]) -> None:
    make("Customer", customer_name="China Petroleum Example Corporation")
    make("Customer", customer_name="王敏", customer_type="Individual")

    assert "full legal name" not in warnings()


def test_the_code_is_the_number_and_blanks_are_closed(make: Callable[..., Any]) -> None:
    customer = make("Customer", customer_name="  晨星   科技有限公司 ")

    assert customer.customer_code == customer.name
    assert customer.name.startswith("CUST-")
    assert (customer.customer_name, customer.legal_name) == ("晨星 科技有限公司", "晨星 科技有限公司")


def test_completeness_is_the_share_of_core_fields(make: Callable[..., Any]) -> None:
    poor = make("Customer", customer_name="晨星科技有限公司")
    rich = make(
        "Customer", customer_name="远山贸易有限公司", phone="010-88880000", email_id="a@example.com", address="1 号",
        size="50-299",
    )  # fmt: skip

    assert (poor.completeness, rich.completeness) == (10.0, 50.0)


@pytest.mark.parametrize("role", ["Office Clerk", "Sales Representative", "Sales Manager"])
def test_the_trading_flag_is_not_theirs(
    role: str, make: Callable[..., Any], make_user: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    user = make_user("person", role)
    name = make("Customer", account_manager=user).name

    with acting(user):
        doc = frappe.get_doc("Customer", name)
        doc.is_trading_customer = 1
        doc.save()
        with pytest.raises(frappe.PermissionError):
            mark_trading({"name": name})

    assert frappe.db.get_value("Customer", name, ["is_trading_customer", "life_cycle"]) == (0, "Potential")


def test_general_affairs_converts_to_a_trading_customer(
    make: Callable[..., Any], make_user: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    user, name = make_user("affairs", "General Affairs"), make("Customer").name

    with acting(user):
        mark_trading({"name": name})

    doc = frappe.get_doc("Customer", name)
    assert (doc.is_trading_customer, doc.life_cycle) == (1, "Formal")
    assert doc.trading_since


def test_strict_mode_asks_a_formal_company_for_its_contact(make: Callable[..., Any]) -> None:
    frappe.db.set_single_value("CRM Settings", "require_contact", 1)

    with pytest.raises(frappe.ValidationError, match="main contact"):
        make("Customer", life_cycle="Formal")


def test_a_salesperson_does_not_merge(
    make: Callable[..., Any], make_user: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    user = make_user("rep", "Sales Representative")
    kept = make("Customer", customer_name="晨星科技有限公司", account_manager=user).name
    removed = make("Customer", customer_name="远山贸易有限公司", account_manager=user).name

    with acting(user):
        with pytest.raises(frappe.PermissionError):
            merge_customers(removed, kept)
        with pytest.raises(frappe.PermissionError):
            frappe.rename_doc("Customer", removed, kept, merge=True)

    assert frappe.db.exists("Customer", removed)


def test_a_merge_keeps_links_and_leaves_a_note(
    make: Callable[..., Any], make_user: Callable[..., str], acting: Callable[[str], Any]
) -> None:
    user = make_user("affairs", "General Affairs")
    kept = make("Customer", customer_name="晨星科技有限公司").name
    removed = make("Customer", customer_name="远山贸易有限公司").name
    deal = make("Opportunity", customer=removed).name
    links = [{"link_doctype": "Customer", "link_name": removed}]
    person = frappe.get_doc({"doctype": "Contact", "first_name": "Han", "links": links}).insert().name

    with acting(user):
        assert merge_customers(removed, kept) == kept

    assert not frappe.db.exists("Customer", removed)
    assert frappe.db.get_value("Opportunity", deal, "customer") == kept
    assert frappe.get_doc("Contact", person).links[0].link_name == kept
    notes = frappe.get_all("Comment", {"reference_name": kept, "comment_type": "Info"}, pluck="content")
    assert any("远山贸易有限公司" in note for note in notes)


def test_the_recycle_bin_hides_a_customer_and_gives_it_back(make: Callable[..., Any]) -> None:
    name = make("Customer").name

    recycle({"name": name})
    assert frappe.db.get_value("Customer", name, ["disabled", "recycled_by"]) == (1, "Administrator")
    assert search_link("Customer", "晨星") == []

    restore({"name": name})
    assert [row["value"] for row in search_link("Customer", "晨星")] == [name]
    assert frappe.db.get_value("Customer", name, ["disabled", "recycled_by"]) == (0, None)


def test_contacts_and_addresses_carry_the_fields_of_the_app(crm: Any) -> None:
    contact = frappe.get_doc(
        {"doctype": "Contact", "first_name": "Han", "decision_role": "Decision Maker", "influence": "High",
         "birthday": "1980-02-29", "preferences": "tea"}
    ).insert()  # fmt: skip
    address = frappe.get_doc(
        {"doctype": "Address", "address_title": "Head office", "address_type": "Office", "address_line1": "1 Road",
         "city": "Shanghai", "district": "Pudong", "country": "China", "longitude": 121.5, "latitude": 31.2}
    ).insert()  # fmt: skip

    contact.reload()
    address.reload()
    assert (contact.decision_role, contact.influence, str(contact.birthday)) == ("Decision Maker", "High", "1980-02-29")
    assert (address.district, address.longitude, address.latitude) == ("Pudong", 121.5, 31.2)
    with pytest.raises(frappe.ValidationError):
        contact.update({"decision_role": "Nobody"}).save()
