"""Quotations (S14): formulas, generic item, currencies, prices, and the approval by amount and discount."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from crm_suite.api.quotations import make_new_version, record_viewed
from crm_suite.services.expire_quotations import expire_quotations
from crm_suite.services.find_price import default_price_list
from frappe.model.workflow import apply_workflow, get_transitions
from frappe.utils import add_days, nowdate


@pytest.fixture
def people(make_user: Callable[..., str]) -> dict[str, str]:
    frappe.get_doc({"doctype": "Branch", "branch_name": "Office East"}).insert()
    roles = {
        "rep": "Sales Representative", "clerk": "Office Clerk", "office": "Office Director",
        "manager": "Sales Manager", "director": "Sales Director",
    }  # fmt: skip
    make_user("manager", roles["manager"])
    for name in ("rep", "clerk", "office"):
        make_user(name, roles[name], branch="Office East", reports_to="manager")
    make_user("director", roles["director"])
    return {name: f"{name}@example.com" for name in roles}


@pytest.fixture
def make_offer(make: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]) -> Callable[..., Any]:
    """Make an offer of a user (the representative) over one item."""
    customer = make("Customer", account_manager=people["rep"]).name
    make("Item")

    def offer(qty: float = 1, user: str = "rep", **values: Any) -> Any:
        row = {"item": "ITEM-1", "qty": qty, **values.pop("row", {})}
        with acting(people[user]):
            return make("Quotation", customer=customer, branch="Office East", items=[row], **values)

    return offer


@pytest.fixture
def act(people: dict[str, str], acting: Callable[[str], Any]) -> Callable[..., Any]:
    """Take a workflow action on the stored offer as a person."""

    def take(doc: Any, person: str, action: str) -> Any:
        with acting(people[person]):
            return apply_workflow(frappe.get_doc("Quotation", doc.name), action)

    return take


def test_a_line_is_computed_as_the_instruction_says(make_offer: Callable[..., Any]) -> None:
    row = make_offer(row={"discount_rate": 10}).items[0]

    assert (row.rate, row.discount_amount, row.amount, row.tax_rate) == (1000, 100, 900, 13)
    assert (row.tax_amount, row.total, row.rate_with_tax, row.actual_rate_with_tax) == (117, 1017, 1130, 1017)


def test_sent_results_are_not_believed(make_offer: Callable[..., Any]) -> None:
    doc = make_offer(
        qty=3, grand_total=1, approval_level=0, row={"amount": 1, "total": 1, "tax_rate": 0, "price_list_rate": 5}
    )

    assert (doc.items[0].amount, doc.items[0].tax_rate, doc.grand_total) == (3000, 13, 3390)
    assert (doc.net_total, doc.tax_total, doc.total_qty, doc.approval_level) == (3000, 390, 3, 1)


def test_the_generic_item_has_quantity_and_price_one_and_a_file(
    make_offer: Callable[..., Any], make: Callable[..., Any], act: Callable[..., Any]
) -> None:
    make("Item", item_code="GENERIC", item_name="Quoting item", is_generic=1)
    generic = {"item": "GENERIC", "qty": 7, "rate": 500, "discount_rate": 30}
    doc = make_offer(quotation_mode="Generic Item", row=generic)

    row = doc.items[0]
    assert (row.qty, row.rate, row.discount_rate, row.amount) == (1, 1, 0, 1)
    with pytest.raises(frappe.ValidationError, match="quotation file"):
        act(doc, "rep", "Submit for Approval")
    doc.update({"quotation_file": "/private/files/offer.xlsx"}).save()
    with pytest.raises(frappe.ValidationError, match="amount in the file"):
        act(doc, "rep", "Submit for Approval")
    doc.update({"generic_amount": 600_000}).save()
    assert act(doc, "rep", "Submit for Approval").approval_level == 3


def test_generic_mode_takes_no_other_item(make_offer: Callable[..., Any]) -> None:
    with pytest.raises(frappe.ValidationError, match="only the generic quoting item"):
        make_offer(quotation_mode="Generic Item")


def test_a_foreign_currency_takes_the_latest_rate_of_the_day(make_offer: Callable[..., Any]) -> None:
    today = nowdate()
    for days, rate in ((-10, 7.1), (-1, 7.25), (5, 9.0)):
        frappe.get_doc(
            {"doctype": "Currency Exchange", "date": add_days(today, days), "from_currency": "USD",
             "to_currency": "CNY", "exchange_rate": rate}
        ).insert()  # fmt: skip

    doc = make_offer(qty=100, currency="USD", exchange_rate=1)

    assert (doc.exchange_rate, doc.grand_total, doc.base_grand_total) == (7.25, 113_000, 819_250)
    assert doc.approval_level == 3


def test_a_missing_rate_is_named(make_offer: Callable[..., Any]) -> None:
    with pytest.raises(frappe.ValidationError, match="no exchange rate from EUR to CNY"):
        make_offer(currency="EUR")


@pytest.mark.parametrize(("qty", "rate"), [(1, 950), (9, 950), (10, 900), (100, 800)])
def test_prices_follow_quantity_steps_of_the_list(qty: int, rate: int, make_offer: Callable[..., Any]) -> None:
    steps = ((0, 950, None), (10, 900, None), (50, 1, add_days(nowdate(), -1)), (100, 800, None))
    for min_qty, price, valid_to in steps:
        frappe.get_doc(
            {"doctype": "Item Price", "item": "ITEM-1", "price_list": "Standard Selling", "min_qty": min_qty,
             "rate": price, "valid_from": "2020-01-01", "valid_to": valid_to}
        ).insert()  # fmt: skip

    doc = make_offer(qty=qty)

    assert (doc.price_list, doc.items[0].price_list_rate, doc.items[0].rate) == ("Standard Selling", rate, rate)


def test_the_same_price_is_entered_once(make: Callable[..., Any], crm: Any) -> None:
    make("Item")
    price = {"doctype": "Item Price", "item": "ITEM-1", "price_list": "Standard Selling", "rate": 5}
    frappe.get_doc(price).insert()

    with pytest.raises(frappe.ValidationError, match="this price"):
        frappe.get_doc(price).insert()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"row": {"discount_rate": 101}}, "discount"),
        ({"valid_till": "2020-01-01"}, "ends before its date"),
        ({"row": {"qty": -1}}, "negative"),
    ],
)
def test_impossible_values_are_refused(values: dict[str, Any], message: str, make_offer: Callable[..., Any]) -> None:
    with pytest.raises(frappe.ValidationError, match=f"(?i){message}"):
        make_offer(**values)


def test_a_small_offer_is_approved_by_the_office_director(
    make_offer: Callable[..., Any], act: Callable[..., Any], people: dict[str, str]
) -> None:
    doc = make_offer()
    act(doc, "rep", "Submit for Approval")
    for person in ("rep", "clerk"):
        with pytest.raises(frappe.ValidationError):
            act(doc, person, "Approve")

    done = act(doc, "office", "Approve")

    assert (done.workflow_state, done.docstatus, done.approved_by) == ("Approved", 1, people["office"])


@pytest.mark.parametrize(
    ("values", "level"), [({"qty": 200}, 2), ({"row": {"discount_rate": 15}}, 2), ({"qty": 600}, 3)]
)
def test_amount_and_discount_send_an_offer_to_the_next_level(
    values: dict[str, Any], level: int, make_offer: Callable[..., Any], act: Callable[..., Any], people: dict[str, str]
) -> None:
    doc = make_offer(**values)
    act(doc, "rep", "Submit for Approval")

    first = act(doc, "office", "Approve")
    assert (first.workflow_state, first.docstatus) == ("Level 1 Approved", 0)
    with pytest.raises(frappe.ValidationError):
        act(doc, "office", "Approve")
    if level == 3:
        with pytest.raises(frappe.ValidationError):
            act(doc, "manager", "Approve")
    done = act(doc, "manager" if level == 2 else "director", "Approve")

    assert (done.workflow_state, done.docstatus) == ("Approved", 1)
    opinions = frappe.get_all(
        "Comment", {"reference_name": doc.name, "comment_type": "Workflow"}, pluck="owner", order_by="creation"
    )
    assert opinions[-2:] == [people["office"], people["manager" if level == 2 else "director"]]


def test_nobody_approves_an_own_offer_and_a_higher_level_stands_in(
    make_offer: Callable[..., Any], act: Callable[..., Any]
) -> None:
    doc = make_offer(user="office", quotation_owner="office@example.com")
    act(doc, "office", "Submit for Approval")

    with pytest.raises(frappe.ValidationError, match="Self approval"):
        act(doc, "office", "Approve")

    assert act(doc, "manager", "Approve").workflow_state == "Approved"


def test_a_plain_save_or_submit_does_not_approve(
    make_offer: Callable[..., Any], act: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_offer()
    with acting(people["rep"]):
        with pytest.raises(frappe.ValidationError):
            frappe.get_doc("Quotation", doc.name).update({"workflow_state": "Approved"}).save()
        with pytest.raises(frappe.ValidationError):
            frappe.get_doc("Quotation", doc.name).submit()

    assert frappe.db.get_value("Quotation", doc.name, ["workflow_state", "docstatus"]) == ("Draft", 0)


def test_a_rejected_offer_is_revised(make_offer: Callable[..., Any], act: Callable[..., Any]) -> None:
    doc = make_offer()
    act(doc, "rep", "Submit for Approval")

    assert act(doc, "office", "Reject").workflow_state == "Rejected"
    assert act(doc, "rep", "Revise").workflow_state == "Draft"


def test_sending_viewing_and_losing_are_dated(
    make_offer: Callable[..., Any], act: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_offer()
    for person, action in (("rep", "Submit for Approval"), ("office", "Approve"), ("rep", "Send to Customer")):
        done = act(doc, person, action)
    assert done.sent_on

    with acting(people["rep"]):
        viewed = record_viewed({"name": doc.name})
        assert (viewed.workflow_state, bool(viewed.viewed_on)) == ("Viewed", True)
        assert "Customer Declines" not in {row.action for row in get_transitions(viewed)}
        viewed.update({"lost_reason": "Price Too High"}).save()
    assert act(doc, "rep", "Customer Declines").workflow_state == "Lost"


def test_an_approved_offer_is_fixed_and_a_new_version_starts_again(
    make_offer: Callable[..., Any], act: Callable[..., Any], people: dict[str, str], acting: Callable[[str], Any]
) -> None:
    doc = make_offer()
    act(doc, "rep", "Submit for Approval")
    act(doc, "office", "Approve")

    with acting(people["rep"]):
        stored = frappe.get_doc("Quotation", doc.name)
        stored.items[0].rate = 1
        with pytest.raises(frappe.UpdateAfterSubmitError):
            stored.save()
        copy = make_new_version({"name": doc.name})
        copy.insert()

    assert (copy.version, copy.docstatus, copy.workflow_state, copy.approved_by) == (2, 0, "Draft", None)
    assert copy.grand_total == doc.grand_total


def test_offers_expire_after_their_last_day(make_offer: Callable[..., Any], act: Callable[..., Any]) -> None:
    late, valid, draft = make_offer(), make_offer(), make_offer()
    for doc in (late, valid):
        act(doc, "rep", "Submit for Approval")
        act(doc, "office", "Approve")
    for doc in (late, draft):
        frappe.db.set_value("Quotation", doc.name, "valid_till", add_days(nowdate(), -1))
    frappe.db.set_value("Quotation", valid.name, "valid_till", nowdate())

    assert expire_quotations() == 1

    names = (late.name, valid.name, draft.name)
    states = [frappe.db.get_value("Quotation", name, "workflow_state") for name in names]
    assert states == ["Expired", "Approved", "Draft"]


def test_the_second_limit_is_not_below_the_first(crm: Any) -> None:
    settings = frappe.get_doc("Selling Settings")
    settings.level_2_amount = 1

    with pytest.raises(frappe.ValidationError, match="level 2"):
        settings.save()


def test_a_part_of_a_whole_unit_is_refused(make_offer: Callable[..., Any]) -> None:
    frappe.get_doc("UOM", "Unit").update({"must_be_whole_number": 1}).save()

    with pytest.raises(frappe.ValidationError, match="Row 1: the quantity has to be a whole number"):
        make_offer(qty=1.5)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"default_price_list": "Own"}, "Own"),
        ({"customer_group": "Enterprise"}, "Group"),
        ({"customer_group": "Government", "territory": "East China"}, "Region"),
        ({"territory": "Shanghai Area"}, "Region"),
        ({"territory": "North China"}, "Standard Selling"),
        ({}, "Standard Selling"),
    ],
)
def test_the_nearest_price_list_of_a_customer(place: dict[str, str], expected: str, make: Any) -> None:
    lists = {"Own": {}, "Group": {"customer_group": "Enterprise"}, "Region": {"territory": "East China"}}
    for name, scope in lists.items():
        frappe.get_doc({"doctype": "Price List", "price_list_name": name, **scope}).insert()
    frappe.get_doc("Territory", "East China").update({"is_group": 1}).save()
    frappe.get_doc(
        {"doctype": "Territory", "territory_name": "Shanghai Area", "parent_territory": "East China"}
    ).insert()
    customer = make("Customer", **place)

    assert default_price_list(customer.name) == expected


def test_the_number_of_statements_does_not_grow_with_the_lines(make_offer: Callable[..., Any], make: Any) -> None:
    for number in range(2, 21):
        make("Item", item_code=f"ITEM-{number}")

    def statements(count: int) -> int:
        rows = [{"item": f"ITEM-{number}", "qty": 1} for number in range(1, count + 1)]
        doc = make_offer()
        doc.items = []
        for row in rows:
            doc.append("items", row)
        connection = frappe.local.db.connection
        connection.statement_log = []
        doc.save()
        log, connection.statement_log = connection.statement_log, None
        return len(log)

    statements(2)
    assert statements(20) == statements(3)
