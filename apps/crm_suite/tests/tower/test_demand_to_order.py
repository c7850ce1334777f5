"""The way of a demand to its order: right and wrong users, nothing typed twice, both ends connected."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from crm_suite.api import chain, demands
from frappe.model.workflow import apply_workflow

from .conftest import (
    CUSTOMER_MANAGER,
    OUTSIDER,
    REGION_MANAGER,
    acting_as,
    make_demand,
    make_site,
    values_of,
)

TO_ACQUIRED = [
    ("Send to Resource", CUSTOMER_MANAGER, {}),
    ("Integrate", CUSTOMER_MANAGER, {}),
    ("Start Screening", REGION_MANAGER, {}),
    ("Report Success", REGION_MANAGER, {"tower_site": "990101908000000001"}),
    ("Confirm Screening", CUSTOMER_MANAGER, {}),
    ("Start Acquisition", REGION_MANAGER, {}),
    ("Report Success", REGION_MANAGER, {}),
]
ORDER_WAY = [
    ("Save Sections", {}, "Saved"),
    ("Submit Order", {}, "Submitted"),
    ("Sign", {"signed_by": "Operator"}, "Signed"),
    ("Send to Construction", {}, "Sent to Construction"),
    ("Complete", {}, "Completed"),
    ("Accept Delivery", {"acceptance_result": "Accepted"}, "Accepted"),
    ("Sign Agreement", {"agreement_no": "DEMO-AGR-1"}, "Agreement Signed"),
    ("Start Rental", {"rental_start": "2027-07-01"}, "Active"),
]


def act(doc: Any, action: str, user: str, **values: Any) -> Any:
    with acting_as(user):
        fresh = frappe.get_doc(doc.doctype, doc.name)
        if values:
            fresh.update(values).save()
        apply_workflow(fresh, action)
    return doc.reload()


@pytest.fixture
def acquired(tower: Any) -> Any:
    tenancy = {"operator": "China Unicom", "party_role": "Anchor Tenant", "from_date": "2020-01-01"}
    make_site(tenancies=[tenancy], ancillaries=[{"ancillary": "Fence", "qty": 1}])
    demand = make_demand(coverage_scene="Urban", tower_type="Ground Tower", maintenance_level="High")
    for action, user, values in TO_ACQUIRED:
        act(demand, action, user, **values)
    return demand


def make_order(demand: Any, user: str = CUSTOMER_MANAGER) -> Any:
    with acting_as(user):
        return chain.make_tower_order(doc=demand.as_json()).insert()


def test_a_demand_reaches_its_site_with_milestones_and_history(acquired: Any) -> None:
    assert (acquired.workflow_state, acquired.region_manager) == ("Acquired", REGION_MANAGER)
    assert [row.milestone for row in acquired.milestones] == [
        "Demand Accepted", "Screening Confirmed", "Site Acquired",
    ]  # fmt: skip
    history = values_of("Comment", {"reference_name": acquired.name, "comment_type": "Workflow"}, "comment_email")
    assert [user for (user,) in history] == [user for _action, user, _values in TO_ACQUIRED]


@pytest.mark.parametrize("step", range(len(TO_ACQUIRED)))
def test_each_step_refuses_the_wrong_user(tower: Any, step: int) -> None:
    make_site()
    demand = make_demand()
    for action, user, values in TO_ACQUIRED[:step]:
        act(demand, action, user, **values)
    action, right, values = TO_ACQUIRED[step]
    either = action in ("Start Screening", "Start Acquisition")
    wrong = OUTSIDER if right == CUSTOMER_MANAGER or either else CUSTOMER_MANAGER
    if values:
        demand.update(values).save()
    before = demand.reload().workflow_state

    with pytest.raises((frappe.PermissionError, frappe.ValidationError)):
        act(demand, action, wrong)

    assert demand.reload().workflow_state == before


def test_a_failed_screening_needs_its_reason_and_can_be_integrated_again(tower: Any) -> None:
    demand = make_demand()
    for action, user, values in TO_ACQUIRED[:3]:
        act(demand, action, user, **values)
    with pytest.raises(frappe.ValidationError):
        act(demand, "Report Failure", REGION_MANAGER)

    act(demand, "Report Failure", REGION_MANAGER, failure_reason="No land")
    act(demand, "Redo Integration", CUSTOMER_MANAGER)

    assert demand.workflow_state == "Sent to Resource"


def test_sites_nearby_become_candidates_nearest_first_and_once(tower: Any) -> None:
    make_site(longitude=114.3)
    make_site(site_code="990101908000000002", longitude=114.2986)
    make_site(site_code="990101908000000003", longitude=114.31)
    make_site(site_code="990101908000000004", status="Retired")
    demand = make_demand(coverage_scene="Urban")

    with acting_as(CUSTOMER_MANAGER):
        demands.find_candidates(demand.as_json())
        demands.find_candidates(demand.reload().as_json())

    assert [(row.tower_site, row.distance_m) for row in demand.reload().candidates] == [
        ("990101908000000002", 2.7), ("990101908000000001", 136.7),
    ]  # fmt: skip


def test_the_chosen_candidate_becomes_the_site(tower: Any) -> None:
    make_site()
    make_site(site_code="990101908000000002", longitude=114.2986)
    demand = make_demand(coverage_scene="Urban")
    demands.find_candidates(demand.as_json())
    demand.reload().candidates[1].chosen = 1

    assert demand.save().tower_site == demand.candidates[1].tower_site

    demand.candidates[0].chosen = 1
    with pytest.raises(frappe.ValidationError, match="rows 1, 2"):
        demand.save()


def test_the_order_takes_everything_from_demand_and_site(acquired: Any) -> None:
    order = make_order(acquired)

    taken = ("operator", "site_name", "province", "city", "district", "longitude", "latitude", "branch",
             "customer_manager", "maintenance_level", "tower_type", "tower_site")  # fmt: skip
    assert {field: order.get(field) for field in taken} == {field: acquired.get(field) for field in taken}
    assert (order.demand, order.scene, order.project_type, str(order.delivery_date)) == (
        acquired.name, "Urban", "Tower", "2027-06-30",
    )  # fmt: skip
    assert [(row.operator, row.standing, row.party_role) for row in order.operators] == [
        ("China Mobile", "Newly Added", "Other Tenant"), ("China Unicom", "Present", "Anchor Tenant"),
    ]  # fmt: skip
    assert (order.tower_height, order.room_type, order.shares_existing) == (40, "Integrated Cabinet", 1)
    assert [(row.ancillary, row.qty) for row in order.ancillaries] == [("Fence", 1)]
    assert [(row.mounting_height, row.systems, row.antennas) for row in order.products] == [(35, 2, 6)]
    assert len(order.fees) == 6


def test_both_ends_show_each_other(acquired: Any) -> None:
    order = make_order(acquired)

    assert (acquired.reload().tower_order, acquired.workflow_state) == (order.name, "Ordering")
    links = {(row.link_doctype, row.link_fieldname) for row in frappe.get_meta("Site Demand").links}
    assert ("Tower Order", "demand") in links
    assert ("Site Demand", "tower_order") in {
        (row.link_doctype, row.link_fieldname) for row in frappe.get_meta("Tower Order").links
    }


def test_the_demand_follows_its_order_to_service(acquired: Any) -> None:
    order = make_order(acquired)
    for action, values, state in ORDER_WAY:
        act(order, action, CUSTOMER_MANAGER, **values)
        assert order.workflow_state == state

    assert (order.docstatus, str(order.actual_delivery) != "None", acquired.reload().workflow_state) == (
        1, True, "In Service",
    )  # fmt: skip
    assert acquired.milestone == "Rental Started"
    assert len(acquired.milestones) == 8


@pytest.mark.parametrize("step", range(len(ORDER_WAY)))
def test_the_region_manager_and_other_branches_do_not_move_an_order(acquired: Any, step: int) -> None:
    order = make_order(acquired)
    for action, values, _state in ORDER_WAY[:step]:
        act(order, action, CUSTOMER_MANAGER, **values)

    for user in (REGION_MANAGER, OUTSIDER):
        with pytest.raises((frappe.PermissionError, frappe.ValidationError)):
            act(order, ORDER_WAY[step][0], user)


@pytest.mark.parametrize(
    ("action", "before"), [("Sign", 2), ("Accept Delivery", 5), ("Sign Agreement", 6), ("Start Rental", 7)]
)
def test_a_step_waits_for_what_it_certifies(acquired: Any, action: str, before: int) -> None:
    order = make_order(acquired)
    for earlier, values, _state in ORDER_WAY[:before]:
        act(order, earlier, CUSTOMER_MANAGER, **values)

    with pytest.raises(frappe.ValidationError):
        act(order, action, CUSTOMER_MANAGER)


def test_an_order_with_an_empty_section_is_not_saved_as_complete(acquired: Any) -> None:
    order = make_order(acquired)
    order.set("fees", [])
    order.save()

    with pytest.raises(frappe.MandatoryError, match="Total Fees"):
        act(order, "Save Sections", CUSTOMER_MANAGER)


def test_totals_are_sums_of_rounded_lines(acquired: Any) -> None:
    order = make_order(acquired)
    for row, price in zip(order.fees, (1949.305, 268.4, 0, 100, 10_000, 5_000), strict=True):
        row.list_price_year = price
    order.fees[4].share = 0.55
    order.fees[5].update({"share": 0.55, "shares": 0})

    order.save()

    assert [row.amount_year for row in order.fees] == [1949.31, 268.4, 0, 100, 5500, 5000]
    assert (order.total_year_fee, order.total_month_fee) == (12817.71, 1068.14)


def test_a_demand_has_one_order_and_not_before_its_site(acquired: Any) -> None:
    early = make_demand(position=(120.0, 30.0), site_name="early")
    with acting_as(CUSTOMER_MANAGER), pytest.raises(frappe.ValidationError, match="not acquired yet"):
        chain.make_tower_order(doc=early.as_json())
    order = make_order(acquired)

    with acting_as(CUSTOMER_MANAGER), pytest.raises(frappe.ValidationError, match="has the order"):
        chain.make_tower_order(doc=acquired.reload().as_json())
    with acting_as(CUSTOMER_MANAGER), pytest.raises(frappe.ValidationError, match="has the order"):
        frappe.copy_doc(order).update({"demand": acquired.name}).insert()
    with acting_as(CUSTOMER_MANAGER), pytest.raises(frappe.ValidationError, match="not acquired yet"):
        frappe.copy_doc(order).update({"demand": early.name}).insert()


def test_another_branch_orders_nothing_for_this_demand(acquired: Any) -> None:
    with acting_as(OUTSIDER), pytest.raises(frappe.PermissionError):
        chain.make_tower_order(doc=acquired.as_json())


def test_a_deleted_order_frees_its_demand(acquired: Any) -> None:
    order = make_order(acquired)

    with acting_as(CUSTOMER_MANAGER):
        frappe.delete_doc("Tower Order", order.name)

    assert (acquired.reload().tower_order, acquired.workflow_state) == (None, "Acquired")


def test_a_cancelled_order_frees_its_demand(acquired: Any) -> None:
    order = make_order(acquired)
    for action, values, _state in ORDER_WAY[:3]:
        act(order, action, CUSTOMER_MANAGER, **values)

    act(order, "Cancel", CUSTOMER_MANAGER)

    assert (order.docstatus, acquired.reload().tower_order, acquired.workflow_state) == (2, None, "Acquired")


@pytest.mark.parametrize("doctype", ["Site Demand", "Tower Order"])
def test_lists_and_documents_agree_on_the_branch(acquired: Any, doctype: str) -> None:
    name = make_order(acquired).name if doctype == "Tower Order" else acquired.name

    for user, sees in ((CUSTOMER_MANAGER, True), (REGION_MANAGER, True), (OUTSIDER, False)):
        with acting_as(user):
            assert (name in frappe.get_list(doctype, pluck="name")) is sees
            assert frappe.has_permission(doctype, "read", name) is sees


def test_a_demand_belongs_to_the_branch_of_its_customer_manager(tower: Any) -> None:
    demand = make_demand(branch=None)

    assert demand.branch == "Tower North"
    with acting_as(REGION_MANAGER):
        assert frappe.get_list("Site Demand", pluck="name") == [demand.name]


def test_demands_follow_the_order_not_a_hand(acquired: Any) -> None:
    make_order(acquired)

    with pytest.raises(frappe.ValidationError):
        act(acquired, "Confirm Order", CUSTOMER_MANAGER)
