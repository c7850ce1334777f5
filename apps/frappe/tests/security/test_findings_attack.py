"""What an attack on the running server once got through, each the smallest request that showed it."""

from __future__ import annotations

import json
from typing import Any

import frappe
import pytest
from api_site import READER, WRITER, Caller, World
from frappe.sites import open_site

ORDERS = "/api/resource/Api Order"


def order_of(caller: Caller, **values: Any) -> str:
    return str(caller.post(ORDERS, subject="Attacked", **values).json["data"]["name"])


def stored(admin: Caller, name: str) -> dict[str, Any]:
    return dict(admin.get(f"{ORDERS}/{name}").json["data"])


def comments(admin: Caller, name: str) -> list[Any]:
    fields = ["comment_type", "content", "comment_email", "comment_by"]
    rows = admin.get("/api/resource/Comment", filters={"reference_name": name}, fields=fields).json["data"]
    return [list(row.values()) for row in rows]


# -- values in the place of methods and names


@pytest.mark.parametrize(
    "key",
    "check_permission has_permission save get is_new get_all_children get_valid_dict apply_fieldlevel_read_permissions "
    "validate run_method flags meta ignore_in_setter __class__ _action".split(),
)
@pytest.mark.parametrize("value", [None, "x", []])
def test_value_named_like_a_method_is_no_value(writer: Caller, admin: Caller, key: str, value: Any) -> None:
    name = order_of(writer)

    answers = [
        writer.put(f"{ORDERS}/{name}", **{key: value, "subject": "After"}),
        writer.post(ORDERS, subject="New", lines=[{"text": "a", key: value}]),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert stored(admin, name)["subject"] == "After"


def test_doctype_is_not_exchanged_to_be_judged_by_the_rules_of_another(writer: Caller, admin: Caller) -> None:
    values = {"ignore_in_setter": [], "doctype": "Api Order", "disabled": 1}

    answer = writer.post(
        "/api/method/frappe.client.set_value", doctype="Role", name="Api Reader", fieldname=values
    )  # fmt: skip

    assert answer.status_code == 403
    assert "Role Api Reader" in answer.json["exception"]
    assert not admin.get("/api/resource/Role/Api Reader").json["data"]["disabled"]


def test_name_in_the_body_does_not_lead_to_another_document(writer: Caller, admin: Caller) -> None:
    mine, other = order_of(writer), order_of(admin)

    put = writer.put(f"{ORDERS}/{mine}", name=other, subject="Over")
    docs = [{"doctype": "Api Order", "docname": mine, "name": other, "subject": "Over 2"}]
    bulk = writer.post("/api/method/frappe.client.bulk_update", docs=docs)

    assert (put.status_code, bulk.json["message"]) == (200, {"failed_docs": []})
    assert (stored(admin, other)["subject"], stored(admin, mine)["subject"]) == ("Attacked", "Over 2")


# -- the history of a document


def test_history_is_not_written_by_hand(writer: Caller, admin: Caller) -> None:
    name = order_of(writer)
    values = {"reference_doctype": "Api Order", "reference_name": name, "comment_email": "Administrator"}

    forged = writer.post("/api/resource/Comment", comment_type="Workflow", content="Approved", **values)
    signed = writer.post("/api/resource/Comment", content="Mine", comment_by="Boss", **values)
    call = {"comment_type": "Workflow", "text": "By method", "comment_email": "Administrator", "comment_by": "Boss"}
    called = writer.post(f"/api/v2/document/Api Order/{name}/method/add_comment", **call)

    assert [answer.status_code for answer in (forged, signed, called)] == [403, 200, 200]
    assert sorted(comments(admin, name)) == [
        ["Comment", "By method", WRITER, "Writer"],
        ["Comment", "Mine", WRITER, "Writer"],
    ]


def test_history_is_neither_changed_nor_deleted_by_who_made_it(world: World, writer: Caller, admin: Caller) -> None:
    name = order_of(writer)
    with open_site(world.name, sites_path=world.folder, user=WRITER):
        entry = frappe.get_doc("Api Order", name).add_comment("Workflow", "Rejected").name
        frappe.db.commit()
    path = f"/api/resource/Comment/{entry}"

    answers = [
        writer.put(path, content="Approved"),
        writer.put(path, content="Approved", comment_type="Comment"),
        writer.delete(path),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert comments(admin, name) == [["Workflow", "Rejected", WRITER, "Writer"]]


def test_document_said_to_be_new_is_the_stored_one_where_there_is_one(reader: Caller, admin: Caller) -> None:
    note = admin.post("/api/resource/Note", title="Secret", content="x", public=0).json["data"]["name"]
    docs = {"doctype": "Note", "name": note, "__islocal": 1}

    answer = reader.post(
        "/api/method/run_doc_method", docs=docs, method="add_comment", args={"text": "forged"}
    )  # fmt: skip

    assert answer.status_code == 403
    assert comments(admin, note) == []


# -- giving up drafts


def test_only_what_can_be_submitted_is_discarded(writer: Caller, admin: Caller) -> None:
    admin.post("/api/resource/Api Party", name="Given up", title="t")
    order = order_of(writer)
    discard = "/api/method/frappe.desk.form.save.discard"

    party = writer.post(discard, doctype="Api Party", name="Given up")
    draft = writer.post(discard, doctype="Api Order", name=order)

    assert (party.status_code, draft.status_code) == (417, 200)
    assert admin.get("/api/resource/Api Party/Given up").json["data"]["docstatus"] == 0
    assert stored(admin, order)["docstatus"] == 2


# -- files


def test_file_made_public_leaves_other_uses_private(world: World, writer: Caller, admin: Caller) -> None:
    values = {"file_name": "shared.txt", "content": "the same", "is_private": 1}
    first = admin.post("/api/resource/File", **values).json["data"]
    mine = writer.post("/api/resource/File", **values).json["data"]

    answer = writer.put(f"/api/resource/File/{mine['name']}", is_private=0)

    other = admin.get(f"/api/resource/File/{first['name']}").json["data"]
    assert answer.status_code == 200
    assert (other["is_private"], other["file_url"]) == (1, first["file_url"])
    assert admin.get(other["file_url"]).get_data() == b"the same"
    assert world.guest().get(other["file_url"]).status_code == 403
    assert world.guest().get(answer.json["data"]["file_url"]).get_data() == b"the same"


# -- what no server should stumble over


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("frappe.client.get", {"doctype": "Api Order", "name": "\ud800"}),
        ("frappe.client.set_value", {"doctype": "Api Order", "name": "x", "fieldname": "[1]", "value": 1}),
        (
            "frappe.core.doctype.document_naming_rule.document_naming_rule.update_current",
            {"name": "x", "new_counter": 1e308},
        ),
        ("frappe.core.doctype.scheduled_job_type.scheduled_job_type.execute_event", {"doc": {}}),
        ("frappe.client.get_list", {"doctype": "Api Order", "filters": '[["subject", "=", "\\ud800"]]'}),
        ("frappe.client.validate_link", {"doctype": "Api Order", "docname": "x", "fields": "1"}),
        ("frappe.client.insert", {"doc": {"doctype": "Api Line", "parenttype": "Api Party", "parent": "Party 1"}}),
        ("frappe.client.rename_doc", {"doctype": "System Settings", "old_name": "System Settings", "new_name": "x"}),
        ("frappe.api.files.download_file", {"file_url": "\x00"}),
        ("frappe.core.doctype.user.passwords.verify_password", {"password": "\ud800"}),
        ("frappe.desk.reportview.get_stats", {"stats": "true", "doctype": "Api Order"}),
        ("frappe.desk.reportview.get_stats", {"stats": [{}], "doctype": "Api Order"}),
        ("frappe.desk.desktop.get_desktop_page", {"page": "[1]"}),
        ("frappe.desk.desktop.get_desktop_page", {"page": "1"}),
        ("frappe.desk.listview.set_list_settings", {"doctype": "Api Order", "values": "[1]"}),
        ("frappe.desk.form.assign_to.add_multiple", {"args": "7"}),
        ("frappe.desk.form.linked_with.cancel_all_linked_docs", {"docs": "1"}),
        ("frappe.desk.form.linked_with.cancel_all_linked_docs", {"docs": [1]}),
        ("frappe.desk.doctype.tag.tag.add_tags", {"tags": "1", "dt": "Api Order", "docs": "2"}),
        ("frappe.contacts.doctype.address.address.get_address_display", {"address_dict": [1]}),
        (
            "frappe.core.doctype.session_default_settings.session_default_settings.set_session_default_values",
            {"default_values": "true"},
        ),
        ("frappe.desk.form.utils.get_next", {"doctype": "User", "value": WRITER, "sort_field": "api_key"}),
    ],
)
def test_strange_arguments_are_refused_and_no_failure(world: World, function: str, arguments: dict[str, Any]) -> None:
    body = json.dumps(arguments)
    for user in (WRITER, "Administrator"):
        answer = world.by_key(user)(
            "POST", f"/api/method/{function}", data=body, content_type="application/json"
        )  # fmt: skip

        assert answer.status_code < 500, answer.get_data(as_text=True)


def test_place_of_a_page_far_beyond_the_end_is_an_empty_page(reader: Caller) -> None:
    answer = reader.get(ORDERS, limit_start="9" * 30)

    assert (answer.status_code, answer.json["data"]) == (200, [])


def test_host_longer_than_a_name_can_be_is_no_failure(world: World) -> None:
    answer = world.guest()("GET", "/api/method/ping", headers={"Host": "a" * 3000})

    assert answer.status_code in (200, 404)


def test_hidden_field_does_not_order_neighbours(reader: Caller) -> None:
    arguments = {"doctype": "User", "value": READER, "sort_field": "api_key"}

    answer = reader.post("/api/method/frappe.desk.form.utils.get_next", **arguments)

    assert (answer.status_code, answer.json["exc_type"]) == (403, "HiddenField")
