"""What the suite is for: records taken through their workflows by the right people, and refused to the wrong ones."""

from __future__ import annotations

import pytest

from .conftest import Desk, Opener
from .form_steps import act, actions, fill, open_tab, save, save_new, state

REFUSED = (403, 417)


def customer_of(desk: Desk, name: str) -> str:
    """A customer in the hands of the desk's user."""
    return str(desk.insert("Customer", customer_name=name, industry="I", territory="East China")["name"])


def first_of(desk: Desk, doctype: str) -> str:
    """The name of some record of a DocType that the suite brings."""
    return str(desk.call("frappe.client.get_list", doctype=doctype, limit_page_length=1)[0]["name"])


def refused(desk: Desk, doctype: str, name: str, action: str) -> str:
    """Call a workflow action beside the form; return the message of the refusal."""
    doc = desk.get(doctype, name)
    status, answer = desk.send("frappe.model.workflow.apply_workflow", doc=doc, action=action)
    assert status in REFUSED, (status, answer)
    assert desk.get(doctype, name)["modified"] == doc["modified"]
    return str(answer)


def test_person_signs_in_and_sees_a_workspace(open_desk: Opener) -> None:
    desk = open_desk(None)
    page = desk.open("/")
    page.get_by_label("User name or email").fill("rep@example.com")
    page.get_by_label("Password", exact=True).fill("Adm1n-of-Tests!")
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.wait_for_url("**/desk")
    page.get_by_role("main").get_by_role("link", name="Customer", exact=True).first.wait_for()
    assert page.get_by_role("main").get_by_role("link", name="DocType", exact=True).count() == 0
    desk.check()


def test_opportunity_goes_through_its_stage_check(open_desk: Opener) -> None:
    representative, manager = open_desk("representative"), open_desk("manager")
    customer_of(representative, "Blue River Logistics")

    page = representative.open("/desk/opportunity/new")
    fill(page, {"Subject": "Twenty towers", "Customer": "Blue River Logistics", "Expected Amount": "120000"})
    name = save_new(representative)
    act(representative, "Request Stage Check", opinion="Two visits done")
    assert state(representative) == "Stage Check"
    assert "Confirm Stage" not in actions(representative)
    assert "Confirm Stage" in refused(representative, "Opportunity", name, "Confirm Stage")
    representative.check()

    manager.open(f"/desk/opportunity/{name}")
    assert "Confirm Stage" in actions(manager)
    act(manager, "Confirm Stage", opinion="Agreed")
    assert state(manager) == "Open"
    manager.page.get_by_text("Two visits done").wait_for()
    manager.check()


def test_quotation_is_approved_by_another_than_its_author(open_desk: Opener) -> None:
    representative, director = open_desk("representative"), open_desk("director")
    customer = customer_of(representative, "Sunrise Retail Group")
    page = representative.open("/desk/quotation/new")
    fill(page, {"Customer": "Sunrise Retail Group"})
    page.get_by_role("button", name="Add row").click()
    page.keyboard.type("Tower lease")
    page.get_by_role("option", name="Tower lease").click()
    row = page.get_by_role("grid", name="Lines").locator("tbody tr").first
    type_into(representative, row.locator("td").nth(3), "4")
    type_into(representative, row.locator("td").nth(4), "2500")
    name = save_new(representative)
    assert representative.get("Quotation", name)["customer"] == customer
    representative.check()

    act(representative, "Submit for Approval")
    assert state(representative) == "Submitted"
    assert "Approve" not in actions(representative)
    refused(representative, "Quotation", name, "Approve")

    director.open(f"/desk/quotation/{name}")
    act(director, "Approve", opinion="Price is fine")
    assert state(director) in ("Approved", "Level 1 Approved")
    director.check()


def type_into(desk: Desk, cell: object, text: str) -> None:
    """Type into a cell of a child table."""
    cell.click()  # type: ignore[attr-defined]
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type(text)
    desk.page.keyboard.press("Tab")


def test_ticket_goes_from_agent_to_worker_and_back(open_desk: Opener) -> None:
    agent, worker, outsider = open_desk("agent"), open_desk("worker"), open_desk("nobody")
    page = agent.open("/desk/issue/new")
    fill(page, {"Subject": "No power at the site", "Issue Type": first_of(agent, "Issue Type")})
    name = save_new(agent)
    act(agent, "Accept")
    fill(page, {"Responsible Person": "Will Worker"})
    save(agent)
    act(agent, "Dispatch")
    assert state(agent) == "Dispatched"

    status, answer = outsider.send("frappe.client.get", doctype="Issue", name=name)
    assert status == 403, answer
    outsider.open(f"/desk/issue/{name}").get_by_text("may not").first.wait_for()
    outsider.check()

    page = worker.open(f"/desk/issue/{name}")
    act(worker, "Start Work")
    assert "Resolve" not in actions(worker)
    fill(page, {"Solution": "Fuse replaced"})
    save(worker)
    act(worker, "Resolve", opinion="Measured afterwards")
    assert state(worker) == "Resolved"
    worker.check()

    agent.open(f"/desk/issue/{name}")
    act(agent, "Close")
    assert state(agent) == "Closed"


def test_site_demand_goes_to_the_region_and_back(open_desk: Opener) -> None:
    manager, region = open_desk("customer_manager"), open_desk("region_manager")
    page = manager.open("/desk/site-demand/new")
    fill(
        page,
        {
            "Demand Site Name": "East Gate 1",
            "Operator": first_of(manager, "Operator"),
            "Delivery Wanted By": "2027-06-30",
            "Province": "Jiangsu",
            "City": "Nanjing",
            "District": "Gulou",
            "Address": "1 East Gate Road",
            "Longitude": "118.78",
            "Latitude": "32.06",
            "Antenna Count": "3",
            "Mounting Height (m)": "30",
        },
    )
    name = save_new(manager)
    act(manager, "Send to Resource")
    act(manager, "Integrate")
    act(manager, "Start Screening")
    assert state(manager) == "Screening"
    refused(manager, "Site Demand", name, "Report Failure")
    manager.check()

    page = region.open(f"/desk/site-demand/{name}")
    open_tab(page, "Progress")
    fill(page, {"Failure Reason": "No tower within a kilometre"})
    save(region)
    act(region, "Report Failure", opinion="No tower near")
    assert state(region) == "Screening Failed"
    assert "Redo Integration" not in actions(region)

    manager.open(f"/desk/site-demand/{name}")
    act(manager, "Redo Integration")
    assert state(manager) == "Sent to Resource"


@pytest.mark.parametrize("person", ["representative", "agent", "customer_manager"])
def test_administration_is_closed_to_business_users(open_desk: Opener, person: str) -> None:
    desk = open_desk(person)
    page = desk.open("/desk/doctype")

    page.get_by_text("You may not read DocType").wait_for()
    page.get_by_text("Ask an administrator for a role that has it.").wait_for()
    desk.check()
    status, answer = desk.send("frappe.client.insert", doc={"doctype": "Role", "role_name": "Mine"})
    assert status == 403, answer
