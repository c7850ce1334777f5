"""The way of a demand over HTTP, as the desk's buttons and an integrator with a key take it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import frappe
import frappe.app
import pytest
from api_site import Caller
from frappe.core.doctype.user.api_keys import generate_keys
from frappe.rpc.limits import forget_calls
from frappe.sites import open_site
from openpyxl import load_workbook

from .conftest import (
    CUSTOMER_MANAGER,
    OPERATOR,
    OUTSIDER,
    REGION_MANAGER,
    acting_as,
    make_user,
    sheet_of,
    sheet_row,
)

MANAGER, REGION, ELSEWHERE = "manager", "region", "elsewhere"
USERS = {
    MANAGER: (CUSTOMER_MANAGER, "Customer Manager", "Rest North"),
    REGION: (REGION_MANAGER, "Region Manager", "Rest North"),
    ELSEWHERE: (OUTSIDER, "Customer Manager", "Rest South"),
}
Callers = dict[str, Caller]


@pytest.fixture(scope="module")
def callers(crm_site: Any) -> Iterator[Callers]:
    """A site that requests are made to, and a caller by key for each user."""
    crm_site.make()
    crm_site.is_fresh = False
    found = {}
    with open_site(crm_site.name, sites_path=crm_site.folder):
        for branch in ("Rest North", "Rest South"):
            frappe.get_doc({"doctype": "Branch", "branch_name": branch, "branch_type": "City"}).insert()
        for who, (email, role, branch) in USERS.items():
            make_user(email, role, branch=branch)
            with acting_as(email):
                keys = generate_keys()
            headers = {"Authorization": f"token {keys['api_key']}:{keys['api_secret']}"}
            found[who] = Caller(frappe.app.get_test_client(), crm_site.name, headers)
        frappe.db.commit()
    forget_calls()
    before = frappe.app._sites_path
    frappe.app._sites_path = str(crm_site.folder)
    try:
        yield found
    finally:
        frappe.app._sites_path = before


def press(caller: Caller, method: str, doc: dict[str, Any]) -> Any:
    """Send what the desk sends when a button of a form is pressed."""
    names = {"doctype": doc["doctype"], "docname": doc["name"], "source_name": doc["name"]}
    return caller.post(f"/api/method/{method}", doc=json.dumps(doc), **names)


def get(caller: Caller, doctype: str, name: str) -> dict[str, Any]:
    answer = caller.get(f"/api/resource/{doctype}/{name}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {**answer.json["data"], "doctype": doctype}


def make_batch(caller: Caller, content: bytes, name: str) -> dict[str, Any]:
    values = {"batch_name": name, "template": "Tower", "operator": OPERATOR, "branch": "Rest North"}
    batch = caller.post("/api/resource/Demand Batch", **values).json["data"]
    upload = {
        "file": (io.BytesIO(content), f"{name}.xlsx"), "is_private": "1", "doctype": "Demand Batch",
        "docname": batch["name"], "fieldname": "file",
    }  # fmt: skip
    url = caller("POST", "/api/method/upload_file", data=upload).json["message"]["file_url"]
    return dict(
        caller.put(f"/api/resource/Demand Batch/{batch['name']}", file=url).json["data"], doctype="Demand Batch"
    )


def test_the_form_comes_as_a_sheet(callers: Callers) -> None:
    answer = callers[MANAGER].get("/api/method/crm_suite.api.demands.download_form", template="Tunnel Indoor")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Tunnel" in {cell.value.split()[0] for cell in load_workbook(io.BytesIO(answer.data)).worksheets[0][1]}
    refused = callers[REGION].get("/api/method/crm_suite.api.demands.download_form")
    assert refused.status_code == 403


def test_a_bad_form_leaves_nothing_and_its_corrected_one_goes_to_the_resource_system(callers: Callers) -> None:
    manager = callers[MANAGER]
    bad = make_batch(manager, sheet_of([sheet_row(1), sheet_row(2, **{"天线数*": "many"})]), "bad")
    assert press(manager, "crm_suite.api.demands.import_batch", bad).status_code == 200
    assert get(manager, "Demand Batch", bad["name"])["status"] == "Failed"
    assert manager.get("/api/resource/Site Demand").json["data"] == []

    good = make_batch(manager, sheet_of([sheet_row(1), sheet_row(2)]), "good")
    press(manager, "crm_suite.api.demands.import_batch", good)
    good = get(manager, "Demand Batch", good["name"])
    assert (good["status"], len(good["rows"])) == ("Checked", 2)
    for who in (REGION, ELSEWHERE):
        assert press(callers[who], "crm_suite.api.demands.send_batch", good).status_code == 403
    assert press(manager, "crm_suite.api.demands.send_batch", good).status_code == 200

    first = get(manager, "Site Demand", good["rows"][0]["demand"])
    assert (first["workflow_state"], first["name"][-8:]) == ("Sent to Resource", "00000001")
    assert callers[ELSEWHERE].get(f"/api/resource/Site Demand/{first['name']}").status_code == 403
    assert callers[ELSEWHERE].get("/api/resource/Site Demand").json["data"] == []


def test_a_transition_is_refused_to_the_wrong_user_and_given_to_the_right_one(callers: Callers) -> None:
    manager, region = callers[MANAGER], callers[REGION]
    batch = make_batch(manager, sheet_of([sheet_row(50)]), "one")
    press(manager, "crm_suite.api.demands.import_batch", batch)
    name = get(manager, "Demand Batch", batch["name"])["rows"][0]["demand"]
    apply = "/api/method/frappe.model.workflow.apply_workflow"

    def act(caller: Caller, action: str) -> int:
        return int(caller.post(apply, doc=get(manager, "Site Demand", name), action=action).status_code)

    assert act(region, "Send to Resource") == 417
    assert act(manager, "Send to Resource") == 200
    assert act(manager, "Integrate") == 200
    assert act(region, "Start Screening") == 200
    demand = get(manager, "Site Demand", name)
    assert (demand["workflow_state"], demand["region_manager"]) == ("Screening", REGION_MANAGER)
    assert press(manager, "crm_suite.api.chain.make_tower_order", demand).status_code == 417
    changed = manager.put(f"/api/resource/Site Demand/{name}", workflow_state="In Service")
    assert changed.status_code in (403, 417)


@pytest.mark.parametrize("doc", ["{", "[]", "7", '"text"', "{}", '{"name": 7}', '{"name": ["a"]}', '{"name": null}'])
@pytest.mark.parametrize(
    "method",
    ["demands.import_batch", "demands.send_batch", "demands.find_candidates", "demands.attach_form",
     "chain.make_tower_order", "duplicates.collision_analysis", "customers.mark_trading", "quotations.record_viewed"],
)  # fmt: skip
def test_what_is_no_stored_document_is_refused_clearly(callers: Callers, method: str, doc: str) -> None:
    answer = callers[MANAGER].post(f"/api/method/crm_suite.api.{method}", doc=doc)

    assert answer.status_code == 417
