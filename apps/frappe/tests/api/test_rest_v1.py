"""REST v1 as contract 7.2 and 7.4 say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from api_site import Caller, World

ORDERS = "/api/resource/Api Order"


def test_list_gives_names_and_twenty_rows_by_default(reader: Caller) -> None:
    answer = reader.get(ORDERS)

    rows = answer.json["data"]
    assert answer.status_code == 200
    assert len(rows) == 20
    assert all(list(row) == ["name"] for row in rows)


def test_list_takes_fields_filters_order_and_paging(reader: Caller) -> None:
    answer = reader.get(
        ORDERS,
        fields=["subject", "amount"],
        filters=[["amount", ">", 250]],
        order_by="amount asc",
        limit_start="1",
        limit_page_length="2",
    )

    assert answer.json["data"] == [{"subject": "Order 27", "amount": 270.0}, {"subject": "Order 28", "amount": 280.0}]


def test_list_takes_limit_or_filters_group_by_and_lists_of_values(reader: Caller) -> None:
    grouped = reader.get(
        ORDERS, fields=["party", "count(name) as total"], group_by="party", order_by="party asc", as_dict="0", limit="2"
    )
    either = reader.get(
        ORDERS, or_filters=[["subject", "=", "Order 1"], ["subject", "=", "Order 2"]], fields=["subject"]
    )

    assert grouped.json["data"] == [["Party 1", 6], ["Party 2", 6]]
    assert sorted(row["subject"] for row in either.json["data"]) == ["Order 1", "Order 2"]


def test_list_of_a_child_table_needs_its_parent(reader: Caller) -> None:
    without = reader.get("/api/resource/Api Line")
    given = reader.get("/api/resource/Api Line", parent="Api Order", fields=["text"], limit="3")

    assert without.status_code == 403
    assert len(given.json["data"]) == 3


def test_document_is_created_read_changed_and_deleted(writer: Caller) -> None:
    created = writer.post(ORDERS, subject="New", party="Party 1", lines=[{"text": "one"}, {"text": "two"}])
    name = created.json["data"]["name"]
    path = f"{ORDERS}/{name}"
    read = writer.get(path)
    rows = read.json["data"]["lines"]
    changed = writer.put(path, amount="12.5", lines=[{"name": rows[1]["name"], "text": "kept"}, {"text": "three"}])
    deleted = writer.delete(path)

    assert created.status_code == 200
    assert [row["text"] for row in rows] == ["one", "two"]
    assert changed.json["data"]["amount"] == 12.5
    assert [row["text"] for row in changed.json["data"]["lines"]] == ["kept", "three"]
    assert changed.json["data"]["lines"][0]["name"] == rows[1]["name"]
    assert (deleted.status_code, deleted.json) == (202, {"data": "ok"})
    assert writer.get(path).status_code == 404


def test_update_without_a_table_keeps_its_rows(writer: Caller) -> None:
    name = writer.post(ORDERS, subject="Rows stay", lines=[{"text": "one"}]).json["data"]["name"]

    changed = writer.put(f"{ORDERS}/{name}", subject="Other")

    assert [row["text"] for row in changed.json["data"]["lines"]] == ["one"]


def test_data_form_field_of_the_python_client_is_the_body(writer: Caller) -> None:
    created = writer("POST", ORDERS, data={"data": json.dumps({"subject": "By form"})})
    name = created.json["data"]["name"]
    changed = writer("PUT", f"{ORDERS}/{name}", data={"data": json.dumps({"subject": "Changed by form"})})

    assert created.status_code == 200
    assert changed.json["data"]["subject"] == "Changed by form"


@pytest.mark.parametrize("encoded", ["A/B %", "A%2FB %25"])
def test_names_with_slashes_are_found_raw_and_encoded(writer: Caller, encoded: str) -> None:
    if writer.get("/api/resource/Api Party/A%2FB %25").status_code == 404:
        writer.post("/api/resource/Api Party", name="A/B %", title="Odd")

    answer = writer.get(f"/api/resource/Api Party/{encoded}" if "%2F" in encoded else "/api/resource/Api Party/A/B %25")

    assert answer.json["data"]["title"] == "Odd"


def test_single_is_read_by_the_doctype_as_name(admin: Caller) -> None:
    assert admin.get("/api/resource/System Settings/System Settings").json["data"]["doctype"] == "System Settings"


def test_v1_prefix_means_the_same(reader: Caller) -> None:
    assert reader.get("/api/v1/resource/Api Order", limit="1").json == reader.get(ORDERS, limit="1").json


def test_get_does_not_persist(world: World, admin: Caller) -> None:
    answer = admin.get(
        "/api/method/frappe.desk.form.utils.add_comment",
        reference_doctype="Api Party",
        reference_name="Party 1",
        content="x",
    )

    assert answer.status_code == 403
    with world.inside() as local:
        assert local.db.count("Comment", {"reference_name": "Party 1"}) == 0


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", f"{ORDERS}/none", None, 404, "DoesNotExistError"),
        ("GET", "/api/resource/No Such DocType", None, 404, "DoesNotExistError"),
        ("GET", "/api/nothing/here", None, 404, "DoesNotExistError"),
        ("POST", ORDERS, {"party": "Party 1"}, 417, "MandatoryError"),
        ("POST", ORDERS, {"subject": "x", "party": "no such"}, 417, "LinkValidationError"),
        ("POST", "/api/resource/Api Party", {"name": "Party 1"}, 409, "DuplicateEntryError"),
        ("POST", "/api/method/frappe.no.such", {}, 417, "ValidationError"),
        ("POST", "/api/method/frappe.client.get_list", {}, 417, "FrappeTypeError"),
        ("POST", "/api/method/frappe.utils.cint", {"s": "1"}, 403, "PermissionError"),
        ("GET", "/api/method/frappe.client.set_value", None, 403, "PermissionError"),
        ("POST", "/api/method/frappe.desk.gantt.update_task", {}, 501, "NotAvailableYetError"),
    ],
)
def test_errors_have_their_status_and_name(
    writer: Caller, method: str, path: str, body: Any, status: int, kind: str
) -> None:
    answer = writer(method, path, json=body)

    assert (answer.status_code, answer.json["exc_type"]) == (status, kind)


def test_refusals_are_403_and_signed_out_callers_are_told_to_sign_in(
    world: World, reader: Caller, guest: Caller
) -> None:
    refused = reader.post(ORDERS, subject="x")
    nobody = guest.get(ORDERS)

    assert (refused.status_code, refused.json["exc_type"]) == (403, "PermissionError")
    assert (nobody.status_code, nobody.json["exc_type"]) == (403, "PermissionError")


def test_messages_are_json_in_json_in_json(writer: Caller) -> None:
    answer = writer.post(ORDERS, party="Party 1")

    messages = [json.loads(text) for text in json.loads(answer.json["_server_messages"])]
    assert "Subject" in messages[-1]["message"]
    assert messages[-1]["raise_exception"] == 1
    assert answer.json["exception"].startswith("MandatoryError")


def test_no_traceback_and_no_sql_in_errors(writer: Caller) -> None:
    answer = writer.get(ORDERS, fields=["no_such_column"])

    assert answer.status_code == 417
    assert "Traceback" not in answer.text and "select" not in answer.text.lower()


def test_document_method_runs_by_run_method(admin: Caller) -> None:
    name = admin.post(
        "/api/resource/Report",
        report_name="Toggled",
        ref_doctype="Api Order",
        report_type="Report Builder",
        is_standard="No",
    ).json["data"]["name"]

    answer = admin.post(f"/api/resource/Report/{name}", run_method="toggle_disable", disable="1")

    assert answer.status_code == 200
    assert admin.get(f"/api/resource/Report/{name}").json["data"]["disabled"] == 1


def test_method_that_is_not_whitelisted_is_refused(admin: Caller) -> None:
    answer = admin.post("/api/resource/Api Party/Party 1", run_method="db_set", fieldname="title", value="x")

    assert answer.status_code == 403
