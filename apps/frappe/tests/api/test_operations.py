"""Operations over HTTP: their state, and taking them back with the rights of who asks."""

from __future__ import annotations

import frappe
from api_site import Caller, World
from frappe.journal import operation

GET, UNDO = "/api/method/frappe.desk.operations.get_state", "/api/method/frappe.desk.operations.undo"


def test_a_request_can_be_undone_by_the_operation_that_its_answer_names(world: World) -> None:
    admin = world.by_key("Administrator")
    made = admin.post("/api/resource/Role", role_name="Undo Me")
    found = made.headers["X-Operation-Id"]

    before = admin.get(GET, operation=found).json["message"]
    after = admin.post(UNDO, operation=found).json["message"]

    assert (before["kind"], before["user"], before["status"]) == ("request", "Administrator", None)
    assert (after["status"], after["undone"], after["kept"]) == ("finished", before["changes"], [])
    with world.inside():
        assert not frappe.db.exists("Role", made.json["data"]["name"])
    assert admin.get(GET, operation=found).json["message"]["undone_by"] == "Administrator"


def test_another_users_operation_is_refused_and_an_unknown_one_is_not_found(world: World, reader: Caller) -> None:
    made = world.by_key("Administrator").post("/api/resource/Role", role_name="Keep Me")
    found = made.headers["X-Operation-Id"]

    assert reader.get(GET, operation=found).status_code == 403
    assert reader.post(UNDO, operation=found).status_code == 403
    assert reader.post(UNDO, operation="no-such-operation").status_code == 404
    with world.inside():
        assert frappe.db.exists("Role", made.json["data"]["name"])


def test_what_an_install_did_is_not_undone_here(world: World) -> None:
    with world.inside(), operation("install") as found:
        frappe.get_doc({"doctype": "Role", "role_name": "Of an Install"}).insert()
        frappe.db.commit()

    answer = world.by_key("Administrator").post(UNDO, operation=found.id)

    assert answer.status_code == 417 and "install" in answer.get_data(as_text=True)
