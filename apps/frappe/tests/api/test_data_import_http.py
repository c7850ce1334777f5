"""An import by HTTP: upload, preview, run, the file with the bad rows; and who may not."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from api_site import PLAIN, Caller, World
from data_import_site import cells_of, xlsx
from frappe.core.data_importer import service
from frappe.jobs.worker import run_worker

IMPORT = "frappe.core.doctype.data_import.data_import"


def send(caller: Caller, *rows: Any) -> str:
    answer = caller("POST", "/api/method/upload_file", data={"file": (io.BytesIO(xlsx(*rows)), "parties.xlsx")})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return str(answer.json["message"]["file_url"])


def allow(world: World, doctype: str) -> None:
    with world.inside():
        import frappe

        meta = frappe.get_doc("DocType", doctype)
        meta.allow_import = 1
        meta.save()
        frappe.db.commit()


def test_file_is_previewed_run_and_given_back_by_http(world: World, admin: Caller) -> None:
    allow(world, "Api Order")
    url = send(admin, ["Subject", "Party", "State"], ["One", "Party 1", "Open"], ["Two", "Nobody", "Closed"])

    preview = admin.call(f"{IMPORT}.preview", doctype="Api Order", file_url=url, mapping={})
    result = admin.call(f"{IMPORT}.start", doctype="Api Order", file_url=url, mapping={}, mode="partial")
    bad_rows = admin("GET", result["error_file_url"])

    assert [(p["row"], p["column"], p["value"]) for p in preview["problems"]] == [(3, "B", "Nobody")]
    assert (result["status"], result["imported"], result["failed"]) == ("Partial Success", 1, 1)
    assert bad_rows.headers["Content-Disposition"].startswith("attachment")
    assert [row[0] for row in cells_of(bad_rows.data)] == ["Subject", "Two"]
    stored = admin.get("/api/resource/Api Order/" + result["documents"][0])
    assert (stored.json["data"]["subject"], stored.json["data"]["party"]) == ("One", "Party 1")


def test_preview_writes_nothing_and_takes_no_number(world: World, admin: Caller) -> None:
    allow(world, "Api Order")
    url = send(admin, ["Subject"], ["Nothing stays"])

    admin.call(f"{IMPORT}.preview", doctype="Api Order", file_url=url)
    first = admin.post("/api/resource/Api Order", subject="before").json["data"]["name"]
    admin.call(f"{IMPORT}.preview", doctype="Api Order", file_url=url)
    second = admin.post("/api/resource/Api Order", subject="after").json["data"]["name"]

    assert int(second.rpartition("-")[2]) == int(first.rpartition("-")[2]) + 1
    found = admin.get("/api/resource/Api Order", filters=[["subject", "=", "Nothing stays"]])
    assert found.json["data"] == []


def test_import_is_refused_without_the_right_and_by_get(world: World, admin: Caller, reader: Caller) -> None:
    allow(world, "Api Order")
    url = send(admin, ["Subject"], ["One"])
    arguments = {"doctype": "Api Order", "file_url": url}

    answers = [
        reader.post(f"/api/method/{IMPORT}.start", **arguments),
        world.by_key(PLAIN).post(f"/api/method/{IMPORT}.preview", **arguments),
        world.guest().post(f"/api/method/{IMPORT}.preview", **arguments),
        admin.get(f"/api/method/{IMPORT}.start", **arguments),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]


def test_damaged_file_is_refused_with_a_text_and_no_record(world: World, admin: Caller) -> None:
    allow(world, "Api Order")
    before = admin.get("/api/method/frappe.client.get_count", doctype="Data Import").json["message"]
    upload = admin("POST", "/api/method/upload_file", data={"file": (io.BytesIO(b"PK\x03\x04 broken"), "a.xlsx")})

    url = upload.json["message"]["file_url"]
    answer = admin.post(f"/api/method/{IMPORT}.start", doctype="Api Order", file_url=url)

    assert answer.status_code == 417
    assert "damaged" in json.loads(json.loads(answer.json["_server_messages"])[0])["message"]
    assert admin.get("/api/method/frappe.client.get_count", doctype="Data Import").json["message"] == before


def test_large_import_runs_in_the_background_as_its_user(
    world: World, admin: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(world, "Api Order")
    monkeypatch.setattr(service, "INLINE_ROWS", 2)
    url = send(admin, ["Subject", "State"], ["Job 1", "Open"], ["Job 2", "Closed"], ["Job 3", "Lost"])

    queued = admin.call(f"{IMPORT}.start", doctype="Api Order", file_url=url, mode="partial")
    waiting = admin.get(f"/api/method/{IMPORT}.get_result", data_import=queued["data_import"]).json["message"]
    run_worker(str(world.folder), burst=True)
    result = admin.get(f"/api/method/{IMPORT}.get_result", data_import=queued["data_import"]).json["message"]

    assert (queued["queued"], waiting["status"], waiting["imported"]) == (True, "Pending", 0)
    assert (result["status"], result["imported"], result["failed"]) == ("Partial Success", 2, 1)
    assert [(p["row"], p["value"]) for p in result["problems"]] == [(4, "Lost")]


def test_import_started_twice_at_once_writes_its_rows_once(world: World, admin: Caller) -> None:
    allow(world, "Api Order")
    url = send(admin, ["Subject"], *([f"Twice {number}"] for number in range(20)))
    values = {"reference_doctype": "Api Order", "import_type": "Insert New Records", "import_file": url}
    name = admin.post("/api/resource/Data Import", **values).json["data"]["name"]

    def begin(_turn: int) -> int:
        answer = world.by_key("Administrator").post(f"/api/method/{IMPORT}.form_start_import", data_import=name)
        return int(answer.status_code)

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(begin, range(2)))

    found = admin.get("/api/resource/Api Order", filters=[["subject", "like", "Twice %"]], limit_page_length=0)
    assert (statuses, len(found.json["data"])) == ([200, 417], 20)
