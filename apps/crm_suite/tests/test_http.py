"""The business slice over REST: the same scope on every road, the chain, workflows and refusals as users meet them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
import frappe.app
import pytest
from api_site import Caller, World
from frappe.core.doctype.user.api_keys import generate_keys
from frappe.rpc.limits import forget_calls
from frappe.sites import open_site

PEOPLE = {
    "rep": "Sales Representative",
    "other": "Sales Representative",
    "manager": "Sales Manager",
    "affairs": "General Affairs",
    "agent": "Service Agent",
}
COMPANY = {"customer_name": "晨星科技有限公司", "industry": "I", "territory": "East China"}


def seed() -> dict[str, str]:
    """Make the people and an item; return the Authorization header of each."""
    headers, superiors = {}, {"rep": "manager"}
    for name in ("manager", "rep", "other", "affairs", "agent"):
        user = f"{name}@example.com"
        frappe.get_doc(
            {"doctype": "User", "email": user, "first_name": name.title(), "send_welcome_email": 0,
             "roles": [{"role": PEOPLE[name]}]}
        ).insert()  # fmt: skip
        superior = frappe.db.get_value("Employee", {"user": f"{superiors.get(name)}@example.com"})
        frappe.get_doc({"doctype": "Employee", "employee_name": name, "user": user, "reports_to": superior}).insert()
        frappe.set_user(user)
        keys = generate_keys()
        headers[name] = f"token {keys['api_key']}:{keys['api_secret']}"
        frappe.set_user("Administrator")
    frappe.get_doc({"doctype": "Item", "item_code": "ITEM-1", "item_name": "Router", "standard_rate": 1000}).insert()
    return headers


@pytest.fixture(scope="module")
def world(crm_site: Any) -> Iterator[World]:
    crm_site.make()
    crm_site.is_fresh = False
    with open_site(crm_site.name, sites_path=crm_site.folder):
        keys = seed()
        frappe.db.commit()
    forget_calls()
    before, frappe.app._sites_path = frappe.app._sites_path, str(crm_site.folder)
    try:
        yield World(crm_site.name, crm_site.folder, keys)
    finally:
        frappe.app._sites_path = before


@pytest.fixture
def people(world: World) -> dict[str, Caller]:
    return {name: world.by_key(name) for name in PEOPLE}


def made(caller: Caller, doctype: str, **values: Any) -> dict[str, Any]:
    answer = caller.post(f"/api/resource/{doctype}", **values)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.json["data"])


def take(caller: Caller, doc: dict[str, Any], action: str) -> Any:
    return caller.post("/api/method/frappe.model.workflow.apply_workflow", doc=doc, action=action)


def test_list_count_get_and_search_show_the_same_customers(people: dict[str, Caller]) -> None:
    own = made(people["rep"], "Customer", **{**COMPANY, "customer_name": "远山贸易有限公司"})["name"]
    filters = {"name": own}

    for name, sees in {"rep": True, "manager": True, "affairs": True, "other": False, "agent": False}.items():
        caller = people[name]
        listed = caller.get("/api/resource/Customer", filters=filters).json["data"]
        counted = caller.call("frappe.client.get_count", doctype="Customer", filters=filters)
        found = caller.call("frappe.desk.search.search_link", doctype="Customer", txt="远山")
        got = caller.get(f"/api/resource/Customer/{own}").status_code
        changed = caller.put(f"/api/resource/Customer/{own}", website="https://example.com").status_code
        assert (len(listed), counted, len(found), got) == ((1, 1, 1, 200) if sees else (0, 0, 0, 403)), name
        assert changed == (200 if sees else 403), name


def test_a_company_without_its_base_fields_is_refused_with_their_names(people: dict[str, Caller]) -> None:
    answer = people["rep"].post("/api/resource/Customer", customer_name="青山物流有限公司")

    assert answer.status_code == 417
    text = answer.get_data(as_text=True)
    assert "Industry" in text and "Territory" in text


def test_the_trading_flag_of_a_clerk_is_not_taken(people: dict[str, Caller]) -> None:
    doc = made(people["rep"], "Customer", **{**COMPANY, "customer_name": "蓝海数据有限公司", "is_trading_customer": 1})
    assert doc["is_trading_customer"] == 0

    refused = people["rep"].post("/api/method/crm_suite.api.customers.mark_trading", doc=doc)
    done = people["affairs"].call("crm_suite.api.customers.mark_trading", doc=doc)

    assert refused.status_code == 403
    assert (done["is_trading_customer"], done["life_cycle"]) == (1, "Formal")


def test_a_duplicate_is_a_conflict_that_names_the_other(people: dict[str, Caller]) -> None:
    first = made(people["rep"], "Customer", **{**COMPANY, "customer_name": "红松软件有限公司"})

    answer = people["other"].post("/api/resource/Customer", **{**COMPANY, "customer_name": "红松 软件（有限公司）"})

    assert answer.status_code == 409
    assert first["name"] in answer.get_data(as_text=True)


def test_lead_to_quotation_by_clicks(people: dict[str, Caller]) -> None:
    rep = people["rep"]
    lead = made(
        rep, "Lead", lead_name="Wang Min", company_name="白桦电子有限公司", mobile_no="13800138001", budget=90_000,
        interests=[{"item": "ITEM-1", "interest": "Router"}],
    )  # fmt: skip

    lead = rep.call("crm_suite.api.chain.convert_lead", doc=lead)
    offer = rep.call("crm_suite.api.chain.make_quotation", source_name=lead["opportunity"])
    offer = made(rep, offer.pop("doctype"), **{key: value for key, value in offer.items() if key[:2] != "__"})
    counts = rep.call("frappe.desk.notifications.get_open_count", doctype="Customer", name=lead["customer"])

    assert (offer["customer"], offer["opportunity"]) == (lead["customer"], lead["opportunity"])
    assert (offer["grand_total"], offer["workflow_state"]) == (1130, "Draft")
    found = {entry["doctype"]: entry["count"] for entry in counts["count"]["external_links_found"] if entry["count"]}
    assert found == {"Lead": 1, "Opportunity": 1, "Quotation": 1, "Contact": 1}
    assert people["other"].get(f"/api/resource/Contact/{lead['contact']}").status_code == 403


def test_a_failed_conversion_leaves_nothing_behind(people: dict[str, Caller]) -> None:
    made(people["other"], "Customer", **{**COMPANY, "customer_name": "黑土农业有限公司"})
    lead = made(people["rep"], "Lead", lead_name="Li", company_name="黑土农业有限公司", mobile_no="13800138002")

    answer = people["rep"].post("/api/method/crm_suite.api.chain.convert_lead", doc=lead)

    assert answer.status_code == 409
    stored = people["rep"].get(f"/api/resource/Lead/{lead['name']}").json["data"]
    assert (stored["workflow_state"], stored["customer"], stored["contact"]) == ("New", None, None)


def test_the_stage_check_by_the_right_and_the_wrong_user(people: dict[str, Caller]) -> None:
    rep, manager = people["rep"], people["manager"]
    customer = made(rep, "Customer", **{**COMPANY, "customer_name": "金谷银行股份有限公司"})["name"]
    doc = made(
        rep,
        "Opportunity",
        customer=customer,
        opportunity_name="Core",
        expected_amount=1000,
        expected_close="2027-03-01",
    )
    tasks = [{**row, "done": 1} for row in doc["stage_tasks"]]
    links = [{"link_doctype": "Customer", "link_name": customer}]
    contact = made(rep, "Contact", first_name="Han", links=links)["name"]
    path = f"/api/resource/Opportunity/{doc['name']}"
    doc = rep.put(
        path, stage_tasks=tasks, contact_person=contact, sales_stage="Requirement Confirmation"
    ).json["data"]  # fmt: skip
    tasks = [{**row, "done": 1} for row in doc["stage_tasks"]]
    doc = rep.put(path, stage_tasks=tasks, sales_stage="Negotiation and Approval").json["data"]
    assert (doc["workflow_state"], doc["requested_stage"]) == ("Stage Check", "Negotiation and Approval")

    refused = take(rep, doc, "Confirm Stage")
    around = rep.put(path, workflow_state="Open")
    confirmed = take(manager, doc, "Confirm Stage")

    assert (refused.status_code, around.status_code) == (417, 403)
    assert confirmed.status_code == 200
    assert confirmed.json["message"]["sales_stage"] == "Negotiation and Approval"
