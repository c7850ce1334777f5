"""The classes of attack of security.md that a request can carry, against the door itself."""

from __future__ import annotations

import io
import json
from typing import Any

import frappe
import pytest
from api_site import MANAGER, PASSWORD, PLAIN, READER, WRITER, Caller, World
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

ORDERS = "/api/resource/Api Order"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "SAMEORIGIN",
}


def upload(caller: Caller, name: str, content: bytes, **values: Any) -> Any:
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(content), name), **values})
    kind = f"multipart/form-data; boundary={boundary}"
    return caller("POST", "/api/method/upload_file", data=body, content_type=kind)


def hidden_file(world: World, content: bytes = b"for few eyes") -> str:
    """Store a private file of Administrator's that belongs to no document."""
    answer = upload(world.by_key("Administrator"), "hidden.txt", content, is_private="1")
    return str(answer.json["message"]["file_url"])


# -- every answer


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ORDERS),
        ("GET", f"{ORDERS}/none"),
        ("GET", "/api/nothing"),
        ("POST", ORDERS),
        ("GET", "/nothing"),
        ("GET", "/login"),
        ("OPTIONS", ORDERS),
        ("GET", "/files/none.txt"),
        ("GET", "/private/files/none.txt"),
        ("GET", "/api/v2/openapi.json"),
    ],
)
def test_every_answer_carries_the_security_headers(reader: Caller, method: str, path: str) -> None:
    answer = reader(method, path)

    assert {key: answer.headers.get(key) for key in HEADERS} == HEADERS
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-eval" not in policy and "script-src 'unsafe-inline'" not in policy
    assert "frame-ancestors" in policy or "default-src 'none'" in policy
    assert "charset" in answer.headers["Content-Type"] or answer.status_code == 204
    assert answer.headers["X-Frappe-Request-Id"]


def test_answer_without_a_site_carries_them_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = world.guest()("GET", "/api/method/ping", headers={"X-Frappe-Site-Name": "no-such-site"})

    assert answer.status_code == 404
    assert {key: answer.headers.get(key) for key in HEADERS} == HEADERS


def test_data_is_never_stored_by_browsers(reader: Caller) -> None:
    assert "no-store" in reader.get(ORDERS).headers["Cache-Control"]


def test_realtime_port_is_in_the_policy_and_a_strange_host_is_not(world: World, guest: Caller) -> None:
    plain = guest.get("/api/method/ping").headers["Content-Security-Policy"]
    strange = guest("GET", "/api/method/ping", headers={"Host": "evil;script-src *", "X-Frappe-Site-Name": world.name})

    assert f"ws://{world.name}:9000" in plain
    assert "evil" not in strange.headers["Content-Security-Policy"]


def test_only_listed_origins_may_read_answers(world: World, reader: Caller) -> None:
    path = world.folder / world.name / "site_config.json"
    conf = json.loads(path.read_text())
    path.write_text(json.dumps({**conf, "allow_cors": ["https://partner.example"]}))
    listed = reader("GET", ORDERS, headers={"Origin": "https://partner.example"})
    other = reader("GET", ORDERS, headers={"Origin": "https://evil.example"})
    path.write_text(json.dumps(conf))

    assert listed.headers["Access-Control-Allow-Origin"] == "https://partner.example"
    assert listed.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Access-Control-Allow-Origin" not in other.headers


def test_writes_name_their_operation_and_reads_do_not(writer: Caller) -> None:
    written = writer.post(ORDERS, subject="Operation")

    assert len(written.headers["X-Operation-Id"]) == 36
    assert "X-Operation-Id" not in writer.get(ORDERS).headers


def test_site_wide_limit_is_told_and_kept(world: World, reader: Caller) -> None:
    path = world.folder / world.name / "site_config.json"
    conf = json.loads(path.read_text())
    path.write_text(json.dumps({**conf, "rate_limit": {"limit": 0.000001, "window": 86400}}))
    first, second = reader.get(ORDERS), reader.get(ORDERS)
    path.write_text(json.dumps(conf))

    assert first.headers["X-RateLimit-Limit"] == "1"
    assert (second.status_code, second.json["exc_type"]) == (429, "TooManyRequestsError")
    assert int(second.headers["Retry-After"]) > 0


# -- bodies


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize("body", [deep(60), deep(100_000), "{", '{"a": NaN', "\x00"])
def test_json_that_is_too_deep_or_broken_is_refused(writer: Caller, body: str) -> None:
    answer = writer("POST", ORDERS, data=body, content_type="application/json")

    assert (answer.status_code, answer.json["exc_type"]) == (417, "DataError")


def test_bodies_are_capped(writer: Caller) -> None:
    answer = writer("POST", ORDERS, data=b'"' + b"x" * (11 * 1024 * 1024) + b'"', content_type="application/json")

    assert answer.status_code == 417
    assert "10 MB" in answer.json["exception"]


def test_filters_are_capped_in_depth_and_number(reader: Caller) -> None:
    nested: Any = ["subject", "=", "x"]
    for _level in range(8):
        nested = [nested, "and", nested]
    many = [["subject", "=", str(number)] for number in range(150)]

    answers = [reader.get(ORDERS, filters=nested), reader.get(ORDERS, filters=many)]

    assert [answer.status_code for answer in answers] == [417, 417]


def test_pages_are_capped(world: World, reader: Caller) -> None:
    world.settings(max_list_rows=10)
    answers = [
        reader.get(ORDERS, limit="11"),
        reader.get(ORDERS, limit="0"),
        reader.get(ORDERS, limit="10"),
        reader.get(ORDERS, limit="-1"),
    ]
    world.settings(max_list_rows=0)

    assert [answer.status_code for answer in answers] == [417, 417, 200, 417]
    assert "Page" in answers[0].json["exception"]


@pytest.mark.parametrize(
    "body",
    [
        {"subject": {"a": 1}},
        {"subject": ["x"]},
        {"subject": "x", "lines": "text"},
        {"subject": "x", "lines": [1]},
        {"subject": "x", "lines": {"text": "a"}},
        {"subject": "x", "party": {"name": "Party 1"}},
        {"subject": "x", "amount": "many"},
        {"subject": "x", "amount": [1]},
        {"subject": "x", "day": {}},
    ],
)
def test_values_of_the_wrong_json_type_are_refused(writer: Caller, body: dict[str, Any]) -> None:
    assert writer.post(ORDERS, **body).status_code == 417


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("frappe.client.set_value", {"doctype": "Api Order", "name": {"subject": "Order 1"}, "fieldname": "subject"}),
        ("frappe.client.get", {"doctype": ["Api Order"], "name": "x"}),
        ("frappe.client.get_value", {"doctype": "Api Order", "fieldname": {"a": 1}}),
        ("frappe.desk.search.search_link", {"doctype": "Api Party", "txt": {"a": 1}}),
        ("frappe.desk.reportview.get_list", {"doctype": {"a": 1}}),
    ],
)
def test_arguments_of_the_wrong_type_are_refused(writer: Caller, function: str, arguments: dict[str, Any]) -> None:
    assert writer.post(f"/api/method/{function}", **arguments).status_code in (404, 417)


def test_repeated_parameter_counts_once_the_last(reader: Caller) -> None:
    answer = reader("GET", f"{ORDERS}?limit=1&limit=2")

    assert len(answer.json["data"]) == 2


# -- mass assignment, methods


def test_system_fields_cannot_be_set(writer: Caller) -> None:
    body = {
        "subject": "Mine",
        "owner": "Administrator",
        "creation": "2001-01-01",
        "modified_by": "x",
        "idx": 7,
        "_liked_by": "[]",
        "__islocal": 0,
        "flags": {"ignore_permissions": 1},
        "ignore_permissions": 1,
    }
    created = writer.post(ORDERS, **body).json["data"]
    changed = writer.put(f"{ORDERS}/{created['name']}", owner="Administrator", creation="2001-01-01").json["data"]

    for doc in (created, changed):
        assert (doc["owner"], doc["modified_by"], doc["idx"]) == (WRITER, WRITER, 0)
        assert not doc["creation"].startswith("2001")


def test_standard_fields_are_refused_by_set_value(writer: Caller) -> None:
    name = writer.post(ORDERS, subject="x").json["data"]["name"]
    set_value = "/api/method/frappe.client.set_value"

    by_name = writer.post(set_value, doctype="Api Order", name=name, fieldname="owner", value="Administrator")
    by_dict = writer.post(set_value, doctype="Api Order", name=name, fieldname={"docstatus": 1})

    assert (by_name.status_code, by_dict.status_code) == (417, 417)


def test_roles_cannot_be_taken_by_oneself(world: World) -> None:
    caller = world.by_key(READER)

    caller.put(f"/api/resource/User/{READER}", roles=[{"role": "System Manager"}])
    caller.post(
        "/api/method/frappe.core.doctype.user.user.update_my_profile",
        values={"roles": [{"role": "System Manager"}], "user_type": "System User"},
    )

    with world.inside() as local:
        assert local.db.get_all("Has Role", {"parent": READER}, pluck="role") == ["Api Reader"]


@pytest.mark.parametrize("trick", [{"_method": "DELETE"}, {"X-HTTP-Method-Override": "DELETE"}])
def test_method_overrides_do_not_count(world: World, writer: Caller, trick: dict[str, str]) -> None:
    name = writer.post(ORDERS, subject="Stays").json["data"]["name"]

    writer("GET", f"{ORDERS}/{name}", query_string=trick, headers=trick)

    assert writer.get(f"{ORDERS}/{name}").status_code == 200


def test_template_text_stays_text(writer: Caller) -> None:
    name = writer.post(ORDERS, subject="{{7*7}} ${7*7} #{7*7}").json["data"]["name"]

    assert writer.get(f"{ORDERS}/{name}").json["data"]["subject"] == "{{7*7}} ${7*7} #{7*7}"


# -- hidden fields


@pytest.mark.parametrize(
    "parameters",
    [
        {"filters": [["secret", "=", "x"]]},
        {"or_filters": [["secret", "=", "x"]]},
        {"order_by": "secret asc"},
        {"group_by": "secret"},
        {"fields": ["secret as subject"]},
        {"fields": ["max(secret) as top"]},
        {"fields": ["secret"]},
    ],
)
def test_hidden_fields_leak_by_no_parameter(reader: Caller, parameters: dict[str, Any]) -> None:
    answer = reader.get(ORDERS, limit="1", **parameters)

    assert answer.status_code in (403, 417) or all("x" not in row.values() for row in answer.json["data"])


def test_hidden_fields_leak_by_no_other_way(reader: Caller, writer: Caller) -> None:
    name = reader.get(ORDERS, filters=[["subject", "=", "Order 9"]]).json["data"][0]["name"]
    call = {"doctype": "Api Order", "name": name}

    loaded = reader.get("/api/method/frappe.desk.form.load.getdoc", **call).json
    value = reader.post(
        "/api/method/frappe.client.get_value", doctype="Api Order", fieldname="secret", filters={"name": name}
    )
    export = writer.post(
        "/api/method/frappe.desk.reportview.export_query",
        doctype="Api Order",
        fields='["name","secret"]',
        file_format_type="CSV",
    )
    report = reader.post("/api/method/frappe.desk.query_report.run", report_name="Api Report")

    assert loaded["docs"][0].get("secret") is None
    assert value.status_code in (403, 417) or value.json["message"].get("secret") is None
    assert ",x" not in export.get_data(as_text=True)
    assert "secret" not in report.get_data(as_text=True)


# -- files


@pytest.mark.parametrize(
    "url",
    [
        "/private/files/../../site_config.json",
        "/files/../../site_config.json",
        "/private/files/..%2f..%2fsite_config.json",
        "/files/%2e%2e/%2e%2e/site_config.json",
        "/files/..%252f..%252fsite_config.json",
        "/files//etc/passwd",
        "/files/....//....//site_config.json",
        "/private/files/%00",
        "/files/C:\\windows",
        "/files/.",
    ],
)
def test_paths_lead_out_of_the_files_by_no_road(admin: Caller, url: str) -> None:
    by_path = admin("GET", url)
    by_name = admin.get("/api/method/download_file", file_url=url)
    as_file = admin.post("/api/resource/File", file_url=url, file_name="x")

    for answer in (by_path, by_name, as_file):
        assert answer.status_code in (403, 404, 417)
        assert b"db_name" not in answer.data and b"root:" not in answer.data


@pytest.mark.parametrize(
    "name",
    ["run.php", "run.pHaR", "run.php.", "run.exe", "a/../../run.sh", "run.py\x00.png", "x.jsp "],
)
def test_files_that_a_server_might_run_are_refused(writer: Caller, name: str) -> None:
    answer = upload(writer, name, b"<?php echo 1;")

    assert answer.status_code == 417, answer.json


def test_file_names_are_not_hidden_and_hold_no_folders(writer: Caller) -> None:
    names = [upload(writer, name, b"x").json["message"]["file_name"] for name in (".htaccess", "../../up.txt")]

    assert names == ["htaccess", "up.txt"]


def test_content_and_ending_must_agree(writer: Caller) -> None:
    assert upload(writer, "fake.png", b"<script>alert(1)</script>").status_code == 417
    assert upload(writer, "program.txt", b"MZ\x90\x00").status_code == 417


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>1</script>"),
        ("drawing.svg", b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>"),
        ("data.xml", b"<?xml version='1.0'?><a/>"),
    ],
)
def test_active_content_is_downloaded_never_shown(writer: Caller, name: str, content: bytes) -> None:
    url = upload(writer, name, content, is_private="0").json["message"]["file_url"]

    answer = writer("GET", url)

    assert answer.headers["Content-Type"].startswith("application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_file_names_cannot_break_headers(writer: Caller) -> None:
    answer = upload(writer, 'a"; filename=evil.html\r\nX-Evil: 1.txt', b"text", is_private="0")
    got = writer("GET", answer.json["message"]["file_url"])

    assert "X-Evil" not in got.headers
    assert "\n" not in got.headers.get("Content-Disposition", "")


def test_private_file_is_for_who_may_read_its_document(world: World, reader: Caller, guest: Caller) -> None:
    order = reader.get(ORDERS, filters=[["subject", "=", "Order 2"]]).json["data"][0]["name"]
    url = upload(
        world.by_key(WRITER), "attached.txt", b"order", is_private="1", doctype="Api Order", docname=order
    ).json["message"]["file_url"]

    statuses = [caller("GET", url).status_code for caller in (reader, world.by_key(PLAIN), guest)]

    assert statuses == [200, 403, 403]


def test_foreign_private_file_is_read_by_no_trick(world: World, writer: Caller) -> None:
    url = hidden_file(world)
    order = writer.post(ORDERS, subject="Thief").json["data"]["name"]

    direct = writer("GET", url)
    by_name = writer.get("/api/method/download_file", file_url=url)
    reattached = writer(
        "POST", "/api/method/upload_file", data={"file_url": url, "doctype": "Api Order", "docname": order}
    )
    as_row = writer.post("/api/resource/File", file_url=url, attached_to_doctype="Api Order", attached_to_name=order)
    query = writer("GET", f"{url}?fid=anything")

    assert [answer.status_code for answer in (direct, by_name, reattached, as_row, query)] == [403, 403, 417, 417, 403]


def test_attaching_needs_write_on_the_document(world: World, reader: Caller) -> None:
    order = reader.get(ORDERS).json["data"][0]["name"]

    assert upload(reader, "a.txt", b"a", doctype="Api Order", docname=order).status_code == 403
    assert upload(world.guest(), "a.txt", b"a").status_code == 403


def test_file_of_the_library_is_attached_by_who_may_read_it(world: World, writer: Caller) -> None:
    kept = upload(writer, "library.txt", b"once").json["message"]
    hidden = upload(world.by_key("Administrator"), "own.txt", b"own", is_private="1").json["message"]["name"]
    order = writer.post(ORDERS, subject="Library").json["data"]["name"]
    to_order = {"doctype": "Api Order", "docname": order}

    own = writer("POST", "/api/method/upload_file", data={"library_file_name": kept["name"], **to_order})
    foreign = writer("POST", "/api/method/upload_file", data={"library_file_name": hidden, **to_order})

    assert own.json["message"]["file_url"] == kept["file_url"]
    assert foreign.status_code == 403


def test_upload_handler_must_be_whitelisted(writer: Caller) -> None:
    answers = [upload(writer, "a.txt", b"a", method=name) for name in ("os.system", "frappe.utils.cint")]

    assert [answer.status_code for answer in answers] == [417, 403]


def test_backups_are_for_system_managers(world: World, writer: Caller) -> None:
    folder = world.folder / world.name / "private" / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.sql.gz").write_bytes(b"dump")

    statuses = [caller("GET", "/backups/site.sql.gz").status_code for caller in (writer, world.by_key(MANAGER))]

    assert statuses == [403, 200]
    assert world.by_key(MANAGER)("GET", "/backups/../files/matrix.txt").status_code == 404


def test_uploads_are_capped(world: World, writer: Caller) -> None:
    world.settings(max_file_size=1)
    answer = upload(writer, "big.txt", b"x" * (1024 * 1024 + 1))
    world.settings(max_file_size=0)

    assert (answer.status_code, answer.json["exc_type"]) == (417, "MaxFileSizeReachedError")


def test_zip_that_unpacks_to_too_much_is_refused(writer: Caller) -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", b"\0" * (101 * 1024 * 1024))
    name = upload(writer, "bomb.zip", out.getvalue()).json["message"]["name"]

    answer = writer.post("/api/method/frappe.core.api.file.unzip_file", name=name)

    assert answer.status_code == 417


# -- exports


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "  =", " \t@"])
def test_exported_texts_are_no_formulas(writer: Caller, start: str) -> None:
    name = writer.post(ORDERS, subject=f"{start}1+1").json["data"]["name"]

    answer = writer.post(
        "/api/method/frappe.desk.reportview.export_query",
        doctype="Api Order",
        fields='["subject"]',
        filters=json.dumps([["name", "=", name]]),
        file_format_type="CSV",
    )

    cell = answer.get_data(as_text=True).split("\n", 1)[1].lstrip('"')
    assert cell.startswith("'")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_exports_need_their_right_and_are_logged(world: World, reader: Caller, writer: Caller) -> None:
    export = {"doctype": "Api Order", "fields": '["name"]', "file_format_type": "Excel"}

    refused = reader.post("/api/method/frappe.desk.reportview.export_query", **export)
    given = writer.post("/api/method/frappe.desk.reportview.export_query", **export)

    assert (refused.status_code, given.status_code) == (403, 200)
    with world.inside() as local:
        assert local.db.exists("Access Log", {"export_from": "Api Order", "user": WRITER, "file_type": "Excel"})


# -- secrets


def test_passwords_and_keys_are_in_no_answer_and_no_journal(world: World, admin: Caller) -> None:
    user = admin.get(f"/api/resource/User/{READER}").get_data(as_text=True)
    with world.inside() as local:
        rows = local.db.connection.query("select `old`, `new` from `__journal`")
    journal = json.dumps(rows, default=str)

    assert world.keys[READER].rpartition(":")[2] not in user
    assert PASSWORD not in journal and world.keys[READER].rpartition(":")[2] not in journal


def test_session_id_in_the_address_does_not_count_on_a_live_site(world: World) -> None:
    path = world.folder / world.name / "site_config.json"
    conf = json.loads(path.read_text())
    path.write_text(json.dumps({**conf, "allow_tests": False}))
    sid = world.signed_in(MANAGER).client.get_cookie("sid", domain=world.name).value
    answer = world.guest().get("/api/method/frappe.auth.get_logged_user", sid=sid)
    path.write_text(json.dumps(conf))

    assert answer.status_code == 403


def test_audit_trail_is_not_edited_by_users(world: World, writer: Caller) -> None:
    with world.inside() as local:
        name = local.db.get_value("Activity Log", {}, "name")
    manager = world.by_key(MANAGER)

    statuses = [
        caller.put(f"/api/resource/Activity Log/{name}", subject="x").status_code for caller in (writer, manager)
    ]

    assert statuses == [403, 403]
    with world.inside():
        assert frappe.db.get_value("Activity Log", name, "subject") != "x"
