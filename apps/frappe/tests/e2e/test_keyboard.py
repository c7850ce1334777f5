"""The outcome without a mouse: sign in, import, take records through their workflows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Desk, Opener
from .form_steps import fill, save_new, state
from .key_steps import act, choose, command, focus, focused, from_menu, give_file, new, put, save, seen, sign_in
from .key_steps import save_new as save_new_by_key
from .test_imports import DEMAND, sheet
from .test_outcome import customer_of, first_of


def count(desk: Desk, doctype: str, **filters: Any) -> int:
    return int(desk.call("frappe.client.get_count", doctype=doctype, filters=filters))


def test_keyboard_leads_from_sign_in_over_a_workspace_into_a_record(open_desk: Opener) -> None:
    desk = open_desk(None)
    page = sign_in(desk, "representative")
    seen(desk)
    assert focused(page)["tag"] == "H1"

    focus(page, "Customer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/customer")
    seen(desk)
    assert focused(page)["tag"] == "H1"
    command(desk, "new customer", "/desk/customer/new")
    put(desk, {"Customer Name": "Keyboard Person", "Customer Type": "Ind"})
    name = save_new_by_key(desk)
    assert focused(page)["name"] == "Customer Type"
    assert desk.get("Customer", name)["customer_name"] == "Keyboard Person"

    desk.open("/desk/customer")
    page.keyboard.press("/")
    page.keyboard.type("Keyboard Person")
    page.wait_for_url("**q=Keyboard*")
    desk.rest()
    page.keyboard.press("ArrowDown")
    seen(desk)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/customer/{name}")
    assert seen(desk) == "Keyboard Person"
    desk.check()


def test_customers_are_imported_by_keyboard_and_wrong_rows_come_back(open_desk: Opener, tmp_path: Path) -> None:
    desk = open_desk("Administrator")
    good = ["Typed 1", "Typed 2"]
    rows: list[list[object]] = [["Customer Name", "Customer Type"], [good[0], "Individual"]]
    rows += [["Wrong Row", "No Such Type"], [good[1], "Individual"]]
    page = desk.open("/desk")
    command(desk, "import data", "/desk/import")

    focus(page, "Type of record")
    choose(page, "Customer")
    give_file(desk, "Choose a file", sheet(tmp_path / "customers.xlsx", rows))
    assert focused(page)["name"] == "Choose a file"
    problems = page.get_by_role("region", name="Problems").inner_text()
    assert all(part in problems for part in ("3", "Customer Type", "No Such Type"))
    focus(page, "All or nothing")
    page.keyboard.press("ArrowDown")
    assert seen(desk) == "Good rows only"
    focus(page, "Import 2 rows")
    page.keyboard.press("Enter")
    page.get_by_text("2 imported, 1 not.").wait_for()

    assert seen(desk) == "2 imported, 1 not."
    assert count(desk, "Customer", customer_name=["in", [*good, "Wrong Row"]]) == 2
    focus(page, "File with the bad rows, to correct")
    focus(page, "Undo this import")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Undo this import?").wait_for()
    focus(page, "Undo the import")
    page.keyboard.press("Enter")
    page.get_by_text("2 records were put back, 0 were left alone.").wait_for()
    seen(desk)
    assert count(desk, "Customer", customer_name=["in", good]) == 0


def test_sheet_of_demands_with_a_wrong_row_is_refused_whole_by_keyboard(open_desk: Opener, tmp_path: Path) -> None:
    desk = open_desk("customer_manager")
    operator = first_of(desk, "Operator")
    demands = [
        DEMAND | {"Operator": operator, "Demand Site Name": f"Typed {number}", "Longitude": 119 + number}
        for number in (1, 2)
    ]
    demands[1]["Latitude"] = 132.0
    path = sheet(tmp_path / "demands.xlsx", [list(DEMAND), *(list(row.values()) for row in demands)])

    new(desk, "/desk/demand-batch")
    page = desk.page
    put(desk, {"Batch Name": "Typed"}, links={"Operator": operator})
    focus(page, "All or Nothing")
    if not page.get_by_label("All or Nothing").is_checked():
        page.keyboard.press("Space")
    batch = save_new_by_key(desk)
    give_file(desk, "Upload", path)
    save(desk)
    focus(page, "More actions")
    page.keyboard.press("Enter")
    with page.expect_response(lambda answer: "import_batch" in (answer.request.post_data or "") + answer.url):
        from_menu(page, "Import Demands")
    page.get_by_text("Latitude").first.wait_for()

    seen(desk)
    assert count(desk, "Site Demand", batch=batch) == 0


def test_opportunity_passes_its_stage_check_by_keyboard(open_desk: Opener) -> None:
    representative, manager = open_desk("representative"), open_desk("manager")
    customer_of(representative, "Typed River Logistics")
    new(representative, "/desk/opportunity")
    put(representative, {"Subject": "Typed towers"}, links={"Customer": "Typed River Logistics"})
    put(representative, {"Expected Amount": "120000"})
    name = save_new_by_key(representative)
    act(representative, "Request Stage Check", opinion="Two visits done")
    assert state(representative) == "Stage Check"

    manager.open(f"/desk/opportunity/{name}")
    act(manager, "Confirm Stage", opinion="Agreed")
    assert state(manager) == "Open"


def test_quotation_is_filled_sent_on_and_approved_by_keyboard(open_desk: Opener) -> None:
    desk, director = open_desk("representative"), open_desk("director")
    customer_of(desk, "Typed Retail Group")
    new(desk, "/desk/quotation")
    page = desk.page
    put(desk, {}, links={"Customer": "Typed Retail Group"})
    focus(page, "Add row")
    page.keyboard.press("Enter")
    choose(page, "Tower lease")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.type("100")
    name = save_new_by_key(desk)

    rows = desk.get("Quotation", name)["items"]
    assert [(row["item"], row["qty"], row["rate"]) for row in rows] == [("E2E-ITEM", 3, 100)]
    act(desk, "Submit for Approval", opinion="Ready")
    page.get_by_text("Ready").first.wait_for()
    assert desk.get("Quotation", name)["workflow_state"] == "Submitted"
    desk.check()

    director.open(f"/desk/quotation/{name}")
    act(director, "Approve", opinion="Price is fine")
    assert state(director) in ("Approved", "Level 1 Approved")


def test_ticket_goes_to_the_worker_and_is_resolved_by_keyboard(open_desk: Opener) -> None:
    agent, worker = open_desk("agent"), open_desk("worker")
    new(agent, "/desk/issue")
    put(agent, {"Subject": "Typed power cut"}, links={"Issue Type": first_of(agent, "Issue Type")})
    name = save_new_by_key(agent)
    act(agent, "Accept")
    put(agent, {}, links={"Responsible Person": "Will Worker"})
    save(agent)
    act(agent, "Dispatch")
    assert state(agent) == "Dispatched"

    worker.open(f"/desk/issue/{name}")
    act(worker, "Start Work")
    put(worker, {"Solution": "Fuse replaced"})
    save(worker)
    act(worker, "Resolve", opinion="Measured afterwards")
    agent.open(f"/desk/issue/{name}")
    act(agent, "Close")
    assert state(agent) == "Closed"


def test_site_demand_goes_to_the_region_and_fails_there_by_keyboard(open_desk: Opener) -> None:
    manager, region = open_desk("customer_manager"), open_desk("region_manager")
    new(manager, "/desk/site-demand")
    put(manager, {}, links={"Operator": first_of(manager, "Operator")})
    values = {
        "Demand Site Name": "Typed Gate 1",
        "Delivery Wanted By": "30.6.2027",
        "Province": "Jiangsu",
        "City": "Nanjing",
        "District": "Gulou",
        "Address": "1 Typed Road",
        "Longitude": "117.10",
        "Latitude": "33.50",
        "Antenna Count": "3",
        "Mounting Height (m)": "30",
    }
    put(manager, values)
    name = save_new_by_key(manager)
    assert manager.get("Site Demand", name)["need_date"] == "2027-06-30"
    for action in ("Send to Resource", "Integrate", "Start Screening"):
        act(manager, action)
    assert state(manager) == "Screening"

    page = region.open(f"/desk/site-demand/{name}")
    page.get_by_role("tab").first.wait_for()
    focus(page, "Details")
    while focused(page)["name"] != "Progress":
        page.keyboard.press("ArrowRight")
        seen(region)
    put(region, {"Failure Reason": "No tower within a kilometre"})
    save(region)
    act(region, "Report Failure", opinion="No tower near")
    assert state(region) == "Screening Failed"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", ["/desk/site-demand/new", "/desk/site-demand", "/desk/import?doctype=site-demand"])
def test_tab_goes_once_round_a_page_and_is_seen_at_every_stop(open_desk: Opener, path: str, language: str) -> None:
    desk = open_desk("customer_manager", language=language)
    page = desk.open(path)
    page.evaluate("window.stops = []")
    for _stop in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body || stops.includes(document.activeElement)"):
            break
        page.evaluate("stops.push(document.activeElement)")
        at = focused(page)
        assert at["isInSight"] and at["hasRing"], at
    else:
        raise AssertionError("Tab does not come round")

    assert page.evaluate("stops.some(stop => stop.closest('#main'))")


def test_tab_behind_the_last_row_begins_one_only_when_that_row_holds_something(open_desk: Opener) -> None:
    desk = open_desk("representative")
    desk.insert("Customer", customer_name="Tabbing Person", industry="I", territory="East China")
    page = desk.open("/desk/quotation/new")
    fill(page, {"Customer": "Tabbing Person"})
    page.get_by_role("button", name="Add row").click()
    choose(page, "Tower lease")
    rows = page.get_by_role("grid", name="Lines").locator("tbody tr")

    for _step in range(30):
        page.keyboard.press("Tab")
    assert rows.count() == 2

    name = save_new(desk)
    assert [row["item"] for row in desk.get("Quotation", name)["items"]] == ["E2E-ITEM"]
