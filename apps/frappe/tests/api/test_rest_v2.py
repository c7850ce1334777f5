"""REST v2 as contract 7.3 and 7.4 say."""

from __future__ import annotations

import pytest
from api_site import Caller

ORDERS = "/api/v2/document/Api Order"


def test_list_tells_whether_there_is_a_next_page(reader: Caller) -> None:
    first = reader.get(ORDERS, limit="20")
    last = reader.get(ORDERS, limit="20", start="20")

    assert (len(first.json["data"]), first.json["has_next_page"]) == (20, True)
    assert last.json["has_next_page"] is False
    assert not {row["name"] for row in first.json["data"]} & {row["name"] for row in last.json["data"]}


def test_list_of_zero_means_all(reader: Caller) -> None:
    answer = reader.get(ORDERS, limit="0", filters={"amount": ["<=", 300]})

    assert (len(answer.json["data"]), answer.json["has_next_page"]) == (30, False)


def test_document_is_created_read_changed_and_deleted(writer: Caller) -> None:
    created = writer.post(ORDERS, subject="V2")
    path = f"{ORDERS}/{created.json['data']['name']}/"
    patched = writer("PATCH", path, json={"subject": "V2 patched"})
    put = writer.put(path, amount=3)
    deleted = writer.delete(path)

    assert patched.json["data"]["subject"] == "V2 patched"
    assert put.json["data"]["amount"] == 3
    assert (deleted.status_code, deleted.json) == (202, {"data": "ok"})


def test_copy_is_an_unsaved_twin(writer: Caller) -> None:
    name = writer.get(ORDERS, filters={"subject": "Order 3"}).json["data"][0]["name"]

    twin = writer.get(f"{ORDERS}/{name}/copy").json["data"]

    assert twin["subject"] == "Order 3"
    assert "name" not in twin and "creation" not in twin
    assert all("name" not in row for row in twin["lines"])


def test_meta_count_and_search(reader: Caller) -> None:
    meta = reader.get("/api/v2/doctype/Api Order/meta").json["data"]
    count = reader.get("/api/v2/doctype/Api Order/count", filters={"amount": ["<", 100]}).json["data"]
    found = reader.get("/api/v2/doctype/Api Party/search", txt="Title 3").json["data"]

    names = [field["fieldname"] for field in meta["fields"]]
    assert "subject" in names and "secret" not in names
    assert count == 9
    assert [row["value"] for row in found] == ["Party 3"]


def test_bulk_update_reports_each_document(writer: Caller) -> None:
    names = [row["name"] for row in writer.get(ORDERS, filters={"amount": ["in", [10, 20]]}).json["data"]]
    docs = [{"name": name, "code": f"C-{name}"} for name in names] + [{"name": "none", "code": "x"}]

    data = writer.post(f"{ORDERS}/bulk_update", docs=docs).json["data"]

    assert sorted(data["updated"]) == sorted(names)
    assert [row["name"] for row in data["failed"]] == ["none"]
    assert (data["total"], data["success_count"], data["failure_count"]) == (3, 2, 1)


def test_bulk_delete_reports_each_document(writer: Caller) -> None:
    names = [writer.post(ORDERS, subject="To delete").json["data"]["name"] for _each in range(2)]

    data = writer.post("/api/v2/method/bulk_delete", doctype="Api Order", names=[*names, "none"]).json["data"]

    assert sorted(data["deleted"]) == sorted(names)
    assert data["failure_count"] == 1


def test_bulk_acts_refuse_many_documents_by_naming_the_limit(writer: Caller) -> None:
    answer = writer.post(f"{ORDERS}/bulk_delete", names=[str(number) for number in range(2000)])

    assert answer.status_code == 417
    assert "200" in answer.json["errors"][0]["message"]


def test_document_methods_get_reads_post_writes(admin: Caller, reader: Caller) -> None:
    admin.post(
        "/api/v2/document/Report",
        report_name="V2 toggled",
        ref_doctype="Api Order",
        report_type="Report Builder",
        is_standard="No",
    )

    by_get = admin.get("/api/v2/document/Report/V2 toggled/method/toggle_disable", disable="1")
    by_post = admin.post("/api/v2/document/Report/V2 toggled/method/toggle_disable/", disable=1)
    refused = reader.post("/api/v2/document/Report/V2 toggled/method/toggle_disable/", disable=1)

    assert by_get.status_code == 403
    assert by_post.status_code == 200
    assert by_post.json["docs"][0]["disabled"] == 1
    assert refused.status_code == 403


def test_doctype_method_is_a_function_of_its_module(admin: Caller) -> None:
    assert "Api Reader" in admin.get("/api/v2/method/User/get_all_roles").json["data"]


@pytest.mark.parametrize("name", ["ping", "frappe.api.health.ping"])
def test_method_result_is_data(guest: Caller, name: str) -> None:
    assert guest.get(f"/api/v2/method/{name}").json == {"data": "pong"}


def test_errors_are_a_list_of_objects(writer: Caller) -> None:
    answer = writer.post(ORDERS, party="Party 1")

    error = answer.json["errors"][0]
    assert answer.status_code == 417
    assert error["type"] == "MandatoryError"
    assert "Subject" in error["message"]
    assert error["fieldname"] == "subject"


def test_hidden_fields_are_neither_read_nor_written(writer: Caller, admin: Caller) -> None:
    name = writer.get(ORDERS, filters={"subject": "Order 5"}).json["data"][0]["name"]

    read = writer.get(f"{ORDERS}/{name}").json["data"]
    written = writer.put(f"{ORDERS}/{name}", secret="changed")

    assert read.get("secret") is None
    assert written.status_code == 200
    assert admin.get(f"{ORDERS}/{name}").json["data"]["secret"] == "x"
