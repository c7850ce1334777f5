"""What desks and external clients call beyond REST (contract 7.8, 7.9), each through the one gate."""

from __future__ import annotations

import json
from typing import Any

import frappe
import pytest
from api_site import PLAIN, READER, WRITER, Caller, World

ORDERS = "/api/resource/Api Order"


def make_order(caller: Caller, subject: str, **values: Any) -> str:
    return str(caller.post(ORDERS, subject=subject, **values).json["data"]["name"])


# -- frappe.client


def test_client_reads(reader: Caller) -> None:
    rows = reader.call(
        "frappe.client.get_list",
        doctype="Api Order",
        fields=["subject"],
        filters={"amount": 50},
        limit_start=0,
        limit_page_length=5,
        start=0,
        limit=5,
    )
    count = reader.call("frappe.client.get_count", doctype="Api Order", filters=[["amount", "<=", 50]])
    value = reader.call(
        "frappe.client.get_value", doctype="Api Order", fieldname='["subject", "party"]', filters={"amount": 50}
    )
    none = reader.call("frappe.client.get_value", doctype="Api Order", fieldname="subject", filters={"amount": -1})
    doc = reader.call("frappe.client.get", doctype="Api Order", filters={"amount": 50})
    link = reader.call("frappe.client.validate_link", doctype="Api Party", docname="Party 1", fields='["title"]')

    assert rows == [{"subject": "Order 5"}]
    assert count == 5
    assert value == {"subject": "Order 5", "party": "Party 1"}
    assert none == {}
    assert [row["text"] for row in doc["lines"]] == ["a", "b"]
    assert link == {"name": "Party 1", "title": "Title 1"}


def test_client_writes(writer: Caller) -> None:
    name = writer.call(
        "frappe.client.insert", doc={"doctype": "Api Order", "subject": "By client", "lines": [{"text": "r"}]}
    )["name"]
    changed = writer.call(
        "frappe.client.set_value", doctype="Api Order", name=name, fieldname={"subject": "Set", "amount": 2}
    )
    row = changed["lines"][0]["name"]
    through_row = writer.call(
        "frappe.client.set_value", doctype="Api Line", name=row, fieldname="text", value="changed"
    )
    many = writer.call(
        "frappe.client.insert_many", docs=[{"doctype": "Api Order", "subject": str(n)} for n in range(3)]
    )
    failed = writer.call(
        "frappe.client.bulk_update",
        docs=json.dumps(
            [
                {"doctype": "Api Order", "docname": name, "amount": 9},
                {"doctype": "Api Order", "docname": "none", "amount": 9},
            ]
        ),
    )
    submitted = writer.call("frappe.client.submit", doc={"doctype": "Api Order", "name": name})
    cancelled = writer.call("frappe.client.cancel", doctype="Api Order", name=name)
    deleted = writer.delete(f"{ORDERS}/{many[0]}")

    assert (changed["subject"], changed["amount"]) == ("Set", 2)
    assert through_row["lines"][0]["text"] == "changed"
    assert len(many) == 3
    assert [entry["doc"]["docname"] for entry in failed["failed_docs"]] == ["none"]
    assert (submitted["docstatus"], cancelled["docstatus"]) == (1, 2)
    assert deleted.status_code == 202


def test_many_inserts_are_all_or_none(writer: Caller) -> None:
    docs = [{"doctype": "Api Order", "subject": "half"}, {"doctype": "Api Order"}]

    answer = writer.post("/api/method/frappe.client.insert_many", docs=docs)

    assert answer.status_code == 417
    assert writer.call("frappe.client.get_count", doctype="Api Order", filters={"subject": "half"}) == 0


def test_stale_copy_is_refused_by_save_and_by_the_form(writer: Caller) -> None:
    name = make_order(writer, "Stale")
    copy = writer.get(f"{ORDERS}/{name}").json["data"]
    writer.put(f"{ORDERS}/{name}", subject="Newer")

    by_client = writer.post("/api/method/frappe.client.save", doc={**copy, "subject": "Older"})
    by_form = writer.post(
        "/api/method/frappe.desk.form.save.savedocs", doc=json.dumps({**copy, "subject": "Older"}), action="Save"
    )
    by_rest = writer.put(f"{ORDERS}/{name}", subject="Put", modified=copy["modified"])

    assert (by_client.json["exc_type"], by_form.json["exc_type"]) == (
        "TimestampMismatchError",
        "TimestampMismatchError",
    )
    assert by_rest.status_code == 200


def test_rename_and_rights(writer: Caller, reader: Caller) -> None:
    writer.post("/api/resource/Api Party", name="Before")

    renamed = writer.call("frappe.client.rename_doc", doctype="Api Party", old_name="Before", new_name="After")
    right = reader.call("frappe.client.has_permission", doctype="Api Party", docname="After", perm_type="write")
    rights = reader.call("frappe.client.get_doc_permissions", doctype="Api Party", docname="After")

    assert renamed == "After"
    assert right == {"has_permission": False}
    assert (rights["permissions"]["read"], rights["permissions"]["write"]) == (1, 0)


def test_file_is_attached_by_its_content(writer: Caller) -> None:
    name = make_order(writer, "With file")

    file = writer.call(
        "frappe.client.attach_file",
        filename="note.txt",
        filedata="aGVsbG8=",
        decode_base64=True,
        doctype="Api Order",
        docname=name,
    )

    assert writer("GET", file["file_url"]).data == b"hello"


# -- forms


def test_form_loads_a_document_with_what_hangs_on_it(writer: Caller) -> None:
    name = make_order(writer, "Loaded")
    writer.put(f"{ORDERS}/{name}", subject="Loaded twice")
    writer.call(
        "frappe.desk.form.utils.add_comment",
        reference_doctype="Api Order",
        reference_name=name,
        content="hello",
        comment_email=WRITER,
        comment_by="Writer",
    )

    body = writer.get("/api/method/frappe.desk.form.load.getdoc", doctype="Api Order", name=name).json
    info = body["docinfo"]

    assert body["docs"][0]["subject"] == "Loaded twice"
    assert [comment["content"] for comment in info["comments"]] == ["hello"]
    assert len(info["versions"]) == 1
    assert info["permissions"]["write"] == 1
    assert {
        "attachments",
        "communications",
        "assignments",
        "shared",
        "tags",
        "user_info",
        "workflow_logs",
        "is_document_followed",
        "views",
        "milestones",
        "automated_messages",
        "additional_timeline_content",
        "document_email",
    } <= set(info)


def test_form_loads_a_doctype_with_its_tables(reader: Caller) -> None:
    body = reader.get("/api/method/frappe.desk.form.load.getdoctype", doctype="Api Order", with_parent="1").json

    assert [doc["name"] for doc in body["docs"]] == ["Api Order", "Api Line"]
    assert "secret" not in [field["fieldname"] for field in body["docs"][0]["fields"]]
    assert "user_settings" in body


def test_form_saves_submits_and_cancels(writer: Caller) -> None:
    def save(doc: dict[str, Any], action: str) -> dict[str, Any]:
        answer = writer.post("/api/method/frappe.desk.form.save.savedocs", doc=json.dumps(doc), action=action)
        assert answer.status_code == 200, answer.json
        return dict(answer.json["docs"][0])

    new = {
        "doctype": "Api Order",
        "__islocal": 1,
        "name": "new-api-order-1",
        "subject": "Form",
        "lines": [{"doctype": "Api Line", "name": "new-api-line-1", "__islocal": 1, "text": "row"}],
    }

    saved = save(new, "Save")
    submitted = save(saved, "Submit")
    cancelled = save(submitted, "Cancel")

    assert saved["name"].startswith("API-") and saved["lines"][0]["name"] != "new-api-line-1"
    assert (saved["docstatus"], submitted["docstatus"], cancelled["docstatus"]) == (0, 1, 2)


def test_document_methods_run_on_stored_and_sent_documents(admin: Caller) -> None:
    admin.post(
        "/api/resource/Report",
        report_name="Run doc",
        ref_doctype="Api Order",
        report_type="Report Builder",
        is_standard="No",
    )

    by_name = admin.post(
        "/api/method/run_doc_method", dt="Report", dn="Run doc", method="toggle_disable", args={"disable": 1}
    )
    sent = dict(by_name.json["docs"][0])
    by_doc = admin.post(
        "/api/method/run_doc_method", docs=json.dumps(sent), method="toggle_disable", args='{"disable": 0}'
    )
    stale = admin.post(
        "/api/method/run_doc_method",
        docs=json.dumps({**sent, "modified": "2001-01-01 00:00:00"}),
        method="toggle_disable",
        args='{"disable": 0}',
    )

    assert by_name.json["docs"][0]["disabled"] == 1
    assert by_doc.status_code == 200
    assert stale.json["exc_type"] == "TimestampMismatchError"


# -- lists, links, trees


def test_desk_list_is_keys_and_values(reader: Caller) -> None:
    found = reader.call(
        "frappe.desk.reportview.get",
        doctype="Api Order",
        fields='["`tabApi Order`.`name`", "`tabApi Order`.`subject`"]',
        filters='[["Api Order","subject","in",["Order 1","Order 2"]]]',
        order_by="`tabApi Order`.`amount` asc",
        start=0,
        page_length=20,
        view="List",
        group_by="",
        with_comment_count=1,
    )
    count = reader.call(
        "frappe.desk.reportview.get_count",
        doctype="Api Order",
        filters='[["Api Order","subject","in",["Order 1","Order 2"]]]',
    )

    assert found["keys"] == ["name", "subject"]
    assert [row[1] for row in found["values"]] == ["Order 1", "Order 2"]
    assert count == 2


def test_selected_documents_are_deleted_each_for_itself(writer: Caller) -> None:
    names = [make_order(writer, "Gone"), "none", make_order(writer, "Gone too")]

    answer = writer.post(
        "/api/method/frappe.desk.reportview.delete_items", items=json.dumps(names), doctype="Api Order"
    )

    assert answer.json["message"] == ["none"]
    assert "none" in answer.json["_server_messages"]


def test_bulk_act_keeps_what_succeeds(writer: Caller) -> None:
    names = [make_order(writer, "Bulk"), "none"]

    failed = writer.call(
        "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
        doctype="Api Order",
        docnames=json.dumps(names),
        action="update",
        data='{"amount": 77}',
    )

    assert failed == ["none"]
    assert writer.get(f"{ORDERS}/{names[0]}").json["data"]["amount"] == 77


def test_link_search_finds_by_title_and_leaves_out_the_disabled(writer: Caller, reader: Caller) -> None:
    writer.post("/api/resource/Api Party", name="Off", title="Title Off", enabled=0)

    found = reader.call(
        "frappe.desk.search.search_link", doctype="Api Party", txt="title", page_length=3, reference_doctype="Api Order"
    )
    widget = reader.call("frappe.desk.search.search_widget", doctype="Api Party", txt="Title 2", as_dict=1)
    title = reader.call("frappe.desk.search.get_link_title", doctype="Api Party", docname="Party 2")
    off = reader.call("frappe.desk.search.search_link", doctype="Api Party", txt="Title Off")

    assert found[0] == {"value": "Party 1", "description": "", "label": "Title 1"} or found[0]["label"] == "Title 1"
    assert len(found) == 3
    assert [row["name"] for row in widget] == ["Party 2"]
    assert title == "Title 2"
    assert off == []


def test_side_counts_of_a_list(reader: Caller, writer: Caller) -> None:
    name = make_order(writer, "Tagged", state="Closed")
    writer.call("frappe.desk.doctype.tag.tag.add_tag", tag="urgent", dt="Api Order", dn=name)

    groups = reader.call(
        "frappe.desk.listview.get_group_by_count", doctype="Api Order", current_filters="[]", field="state"
    )
    stats = reader.call("frappe.desk.reportview.get_sidebar_stats", stats='["_user_tags"]', doctype="Api Order")

    assert {"Closed": 1}.items() <= {row["name"]: row["count"] for row in groups}.items()
    assert ["urgent", 1] in stats["stats"]["_user_tags"]


def test_next_document_follows_the_order_of_the_list(reader: Caller) -> None:
    names = [
        row["name"]
        for row in reader.get(ORDERS, order_by="amount asc", filters=[["amount", ">", 100]], limit="3").json["data"]
    ]
    call = {
        "doctype": "Api Order",
        "value": names[1],
        "sort_field": "amount",
        "sort_order": "asc",
        "filters": '[["amount", ">", 100]]',
    }

    after = reader.call("frappe.desk.form.utils.get_next", **call)
    before = reader.call("frappe.desk.form.utils.get_next", prev=1, **call)

    assert (before, after) == (names[0], names[2])


def test_tree_is_walked_and_grows(writer: Caller, reader: Caller) -> None:
    node = writer.call(
        "frappe.desk.treeview.add_node", doctype="Api Region", parent="North", name="Far North", is_group=0
    )
    root = reader.call("frappe.desk.treeview.get_children", doctype="Api Region", parent="", is_root=1)
    below = reader.call("frappe.desk.treeview.get_children", doctype="Api Region", parent="North")
    everything = reader.call(
        "frappe.desk.treeview.get_all_nodes",
        doctype="Api Region",
        label="All Regions",
        parent="All Regions",
        tree_method="frappe.desk.treeview.get_children",
    )

    assert node["parent_api_region"] == "North"
    assert [row["value"] for row in root] == ["All Regions"]
    assert [(row["value"], row["expandable"]) for row in below] == [("Far North", 0)]
    assert [entry["parent"] for entry in everything] == ["All Regions", "North", "South"]


def test_linked_documents_are_listed_as_far_as_permitted(world: World, reader: Caller) -> None:
    doctypes = reader.call("frappe.desk.form.linked_with.get_linked_doctypes", doctype="Api Party")
    linked = reader.call("frappe.desk.form.linked_with.get", doctype="Api Party", docname="Party 3")
    refused = world.by_key(PLAIN).post(
        "/api/method/frappe.desk.form.linked_with.get", doctype="Api Party", docname="Party 3"
    )

    assert doctypes["Api Order"] == {"fieldname": ["party"]}
    assert "User" not in doctypes
    assert len(linked["Api Order"]) == 6
    assert refused.status_code == 403


def test_user_settings_are_ones_own_and_merge(reader: Caller, writer: Caller) -> None:
    save, get = "frappe.model.utils.user_settings.save", "frappe.model.utils.user_settings.get"
    reader.call(save, doctype="Api Order", user_settings='{"List": {"order_by": "amount asc"}}')
    merged = reader.call(save, doctype="Api Order", user_settings={"last_view": "List"})

    assert merged == {"List": {"order_by": "amount asc"}, "last_view": "List"}
    assert json.loads(reader.call(get, doctype="Api Order")) == merged
    assert writer.call(get, doctype="Api Order") == "{}"


# -- acts on a document


def test_tags_likes_shares_assignments_and_following(world: World, writer: Caller, reader: Caller) -> None:
    name = make_order(writer, "Acts")
    on = {"doctype": "Api Order", "name": name}

    writer.call("frappe.desk.doctype.tag.tag.add_tag", tag="hot", dt="Api Order", dn=name)
    writer.call("frappe.desk.doctype.tag.tag.remove_tag", tag="hot", dt="Api Order", dn=name)
    liked = reader.call("frappe.desk.like.toggle_like", add="Yes", **on)
    writer.call("frappe.share.add", user=PLAIN, write=1, **on)
    shared = writer.call("frappe.share.get_users", **on)
    assigned = writer.call(
        "frappe.desk.form.assign_to.add", args={"assign_to": [READER], **on, "description": "please"}
    )
    closed = reader.call("frappe.desk.form.assign_to.close", assign_to=READER, **on)
    followed = reader.call(
        "frappe.desk.form.document_follow.update_follow", doctype="Api Order", doc_name=name, following=True
    )

    assert liked == [READER]
    assert [(row["user"], row["write"]) for row in shared] == [(PLAIN, 1)]
    assert [row["owner"] for row in assigned] == [READER]
    assert closed == []
    assert followed is True
    assert world.by_key(PLAIN).put(f"{ORDERS}/{name}", subject="By share").status_code == 200


def test_comment_is_changed_by_its_writer_alone(writer: Caller, reader: Caller) -> None:
    name = make_order(writer, "Commented")
    comment = reader.call(
        "frappe.desk.form.utils.add_comment",
        reference_doctype="Api Order",
        reference_name=name,
        content="<img src=x onerror=alert(1)>mine",
        comment_email="x",
        comment_by="x",
    )

    own = reader.post("/api/method/frappe.desk.form.utils.update_comment", name=comment["name"], content="changed")
    foreign = writer.post("/api/method/frappe.desk.form.utils.update_comment", name=comment["name"], content="forged")

    assert (comment["owner"], comment["comment_email"]) == (READER, READER)
    assert "onerror" not in comment["content"]
    assert (own.status_code, foreign.status_code) == (200, 403)


# -- reports


def test_builder_report_runs_saves_and_exports(reader: Caller, writer: Caller) -> None:
    definition = {
        "fields": [["subject", "Api Order"], ["amount", "Api Order"]],
        "filters": [["Api Order", "amount", "between", [10, 30]]],
        "order_by": "amount asc",
    }
    saved = writer.call(
        "frappe.desk.reportview.save_report",
        name="Small orders",
        doctype="Api Order",
        report_settings=json.dumps({**definition, "add_totals_row": 1}),
    )
    found = writer.call("frappe.desk.query_report.run", report_name=saved, filters="{}")
    export = writer.post(
        "/api/method/frappe.desk.query_report.export_query", report_name=saved, file_format_type="CSV", filters="{}"
    )

    assert [column["fieldname"] for column in found["columns"]] == ["subject", "amount"]
    assert [row["subject"] for row in found["result"][:3]] == ["Order 1", "Order 2", "Order 3"]
    assert "Order 3" in export.get_data(as_text=True)


def test_report_needs_its_roles_and_the_right_to_report(world: World, admin: Caller, reader: Caller) -> None:
    admin.post(
        "/api/resource/Report",
        report_name="For writers",
        ref_doctype="Api Order",
        report_type="Report Builder",
        is_standard="No",
        json="{}",
        roles=[{"role": "Api Writer"}],
    )

    by_role = reader.post("/api/method/frappe.desk.query_report.run", report_name="For writers")
    by_right = world.by_key(PLAIN).post("/api/method/frappe.desk.query_report.run", report_name="Api Report")
    given = world.by_key(WRITER).post("/api/method/frappe.desk.query_report.run", report_name="For writers")

    assert (by_role.status_code, by_right.status_code, given.status_code) == (403, 403, 200)


def test_report_with_sql_of_its_own_is_not_there_yet(world: World, admin: Caller) -> None:
    admin.post(
        "/api/resource/Report",
        report_name="Raw",
        ref_doctype="Api Order",
        report_type="Query Report",
        is_standard="No",
        query="select name from `tabUser`",
    )

    answer = admin.post("/api/method/frappe.desk.query_report.run", report_name="Raw")

    assert (answer.status_code, answer.json["exc_type"]) == (501, "NotAvailableYetError")


@pytest.mark.parametrize(
    "name",
    [
        "frappe.desk.calendar.get_events",
        "frappe.utils.print_format.download_pdf",
        "frappe.www.login.send_login_link",
        "frappe.desk.doctype.kanban_board.kanban_board.get_kanban_boards",
        "frappe.integrations.oauth2.get_token",
    ],
)
def test_what_is_not_built_yet_says_so(admin: Caller, name: str) -> None:
    answer = admin.post(f"/api/method/{name}", doctype="Api Order")

    assert (answer.status_code, answer.json["exc_type"]) == (501, "NotAvailableYetError")
    assert name in answer.json["exception"]


# -- known clients


def test_python_client_speaks_by_cmd_forms(world: World) -> None:
    caller = world.signed_in(READER)

    answer = caller(
        "POST", "/", data={"cmd": "frappe.client.get_count", "doctype": "Api Party", "filters": '{"title": "Title 1"}'}
    )

    assert answer.json == {"message": 1}


def test_frappe_ui_gets_whole_bodies_and_site_by_header(world: World, reader: Caller) -> None:
    answer = reader(
        "POST",
        "/api/method/frappe.client.get",
        json={"doctype": "Api Party", "name": "Party 1"},
        base_url="http://somewhere.else",
        headers={"X-Frappe-Site-Name": world.name},
    )

    assert answer.json["message"]["title"] == "Title 1"


def test_head_and_options(reader: Caller) -> None:
    head, options = reader("HEAD", ORDERS), reader("OPTIONS", ORDERS)

    assert (head.status_code, head.data) == (200, b"")
    assert (options.status_code, options.data) == (200, b"")


def test_message_of_a_success_is_json_in_json(writer: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    name = make_order(writer, "Chatty")
    answer = writer.post(
        "/api/method/frappe.desk.reportview.delete_items", items=json.dumps(["none"]), doctype="Api Order"
    )

    assert frappe.parse_json(json.loads(answer.json["_server_messages"])[0])["indicator"] == "red"
    assert name
