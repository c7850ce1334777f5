"""Demands for the same place are flagged and wait for a person (S24.11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from crm_suite.api import demands
from crm_suite.tower.geo import distance_m
from frappe.model.workflow import apply_workflow

from .conftest import CUSTOMER_MANAGER, HERE, REGION_MANAGER, acting_as, make_demand, sheet_of, sheet_row, values_of

INSIDE_50_M = (114.299094, 30.584355)
OUTSIDE_50_M = (114.298572, 30.584805)


def act(demand: Any, action: str, user: str = CUSTOMER_MANAGER, **values: Any) -> Any:
    with acting_as(user):
        fresh = frappe.get_doc(demand.doctype, demand.name)
        if values:
            fresh.update(values).save()
        apply_workflow(fresh, action)
    return demand.reload()


def test_the_reference_points_are_just_inside_and_outside(tower: Any) -> None:
    assert (round(distance_m(HERE, INSIDE_50_M), 3), round(distance_m(HERE, OUTSIDE_50_M), 3)) == (49.969, 50.038)


def test_same_operator_and_place_in_another_import_is_flagged_not_blocked(tower: Any) -> None:
    first = make_demand()

    second = make_demand(site_name="东区公园 2").reload()

    assert (second.workflow_state, second.duplicate_of, second.duplicate_kind) == (
        "Duplicate Suspected", first.name, "Strong",
    )  # fmt: skip
    assert first.reload().workflow_state == "Pending"
    found = values_of("Duplicate Match", {"rule": "Demand Place"}, "reference_name", "existing_name", "decision")
    assert found == [(second.name, first.name, "Open")]


def test_same_place_of_another_operator_is_not_flagged(tower: Any) -> None:
    make_demand()

    other = make_demand(operator="China Unicom").reload()

    assert (other.workflow_state, other.duplicate_suspected) == ("Pending", 0)


@pytest.mark.parametrize(
    ("position", "kind"), [(INSIDE_50_M, "Suspected"), (OUTSIDE_50_M, None)], ids=["49.969 m", "50.038 m"]
)
def test_fifty_metres_decide(tower: Any, position: tuple[float, float], kind: str | None) -> None:
    make_demand()

    second = make_demand(position=position, district="西区").reload()

    assert second.duplicate_kind == kind


def test_positions_of_different_systems_are_compared_in_one(tower: Any) -> None:
    make_demand()

    second = make_demand(position=(114.3040071, 30.5819309), coordinate_system="GCJ-02").reload()

    assert second.duplicate_suspected == 1
    assert (second.source_longitude, second.source_latitude) == (114.3040071, 30.5819309)
    assert second.source_system == "GCJ-02"


def test_a_suspected_demand_is_not_sent_before_the_decision(tower: Any) -> None:
    make_demand()
    second = make_demand()

    with pytest.raises(frappe.ValidationError):
        act(second, "Send to Resource")

    act(second, "Not a Duplicate")
    act(second, "Send to Resource")
    assert (second.workflow_state, second.duplicate_decision, second.decided_by) == (
        "Sent to Resource", "Not Duplicate", CUSTOMER_MANAGER,
    )  # fmt: skip
    assert values_of("Duplicate Match", {"reference_name": second.name}, "decision") == [("Not Duplicate",)]


def test_a_confirmed_duplicate_is_cancelled_and_no_longer_compared(tower: Any) -> None:
    make_demand(site_name="first").db_set("workflow_state", "Cancelled")
    make_demand(site_name="second")
    third = make_demand(site_name="third")

    act(third, "Confirm Duplicate")

    assert (third.workflow_state, third.duplicate_decision) == ("Cancelled", "Confirmed")
    assert values_of("Site Demand", {}, "site_name", "duplicate_suspected") == [
        ("first", 0), ("second", 0), ("third", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("decision", "state"), [("Not Duplicate", "Pending"), ("Confirmed", "Cancelled"), ("Open", "Duplicate Suspected")]
)
def test_a_decision_on_the_match_decides_the_demand(tower: Any, decision: str, state: str) -> None:
    make_demand()
    second = make_demand()

    with acting_as(CUSTOMER_MANAGER):
        match = frappe.get_doc("Duplicate Match", {"reference_name": second.name})
        match.update({"decision": decision, "note": "looked at the map"}).save()

    assert second.reload().workflow_state == state
    assert second.decided_by == (None if decision == "Open" else CUSTOMER_MANAGER)


def test_a_demand_with_two_matches_is_free_when_both_are_decided(tower: Any) -> None:
    make_demand()
    make_demand(position=INSIDE_50_M).db_set({"workflow_state": "Pending", "duplicate_suspected": 0})
    third = make_demand()
    first_match, second_match = (
        frappe.get_doc("Duplicate Match", name)
        for name in frappe.get_all("Duplicate Match", {"reference_name": third.name}, pluck="name")
    )

    first_match.update({"decision": "Not Duplicate"}).save()
    assert third.reload().workflow_state == "Duplicate Suspected"

    second_match.update({"decision": "Not Duplicate"}).save()
    assert third.reload().workflow_state == "Pending"


def test_the_region_manager_does_not_decide(tower: Any) -> None:
    make_demand()
    second = make_demand()

    with pytest.raises(frappe.ValidationError):
        act(second, "Not a Duplicate", REGION_MANAGER)

    assert second.reload().workflow_state == "Duplicate Suspected"


def test_rows_two_and_seven_of_one_batch_are_both_flagged_and_hold_it_back(make_batch: Callable[..., Any]) -> None:
    rows = [sheet_row(number) for number in range(1, 9)]
    rows[5] = {**rows[0], "需求方站点名称*": "again"}
    batch = make_batch(sheet_of(rows))
    with acting_as(CUSTOMER_MANAGER):
        demands.import_batch(batch.as_json())
    batch.reload()
    flagged = [row.row_no for row in batch.rows
               if frappe.db.get_value("Site Demand", row.demand, "duplicate_suspected")]  # fmt: skip
    assert (flagged, batch.status) == ([2, 7], "Parsed")

    with acting_as(CUSTOMER_MANAGER), pytest.raises(frappe.ValidationError, match="Decide on the suspected"):
        demands.send_batch(batch.as_json())

    by_row = {row.row_no: frappe.get_doc("Site Demand", row.demand) for row in batch.rows}
    act(by_row[7], "Confirm Duplicate")
    act(by_row[2], "Not a Duplicate")
    assert batch.reload().status == "Checked"
    with acting_as(CUSTOMER_MANAGER):
        demands.send_batch(batch.as_json())
    states = [state for (state,) in values_of("Site Demand", {"batch": batch.name}, "workflow_state")]
    assert (batch.reload().status, sorted(states)) == ("Sent", ["Cancelled", *["Sent to Resource"] * 7])


def test_a_moved_demand_is_compared_again_until_it_is_sent(tower: Any) -> None:
    make_demand()
    second = make_demand(position=(114.4, 30.5))

    second.update({"longitude": HERE[0], "latitude": HERE[1]}).save()

    assert second.reload().workflow_state == "Duplicate Suspected"
    act(second, "Not a Duplicate")
    act(second, "Send to Resource")
    with pytest.raises(frappe.ValidationError, match="Longitude can't be changed"):
        second.update({"longitude": 114.5}).save()
