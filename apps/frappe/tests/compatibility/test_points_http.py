"""Points of contract section 12 that are seen from outside: over HTTP, in migrations and on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from api_site import READER, WRITER, World, seeded
from frappe.rpc import whitelist


@pytest.fixture(scope="module")
def world(framework_site: Any) -> Iterator[World]:
    yield from seeded(framework_site)


@whitelist(methods=["GET", "POST"])
def typed(count: int, names: list[str] | None = None) -> dict[str, Any]:
    """Answer with what came, as the types declare it."""
    return {"count": count, "names": names, "kind": type(count).__name__}


@whitelist(methods=["GET", "POST"])
def writes(commit: bool = False) -> str:
    """Write a row; with ``commit`` ask that it is kept."""
    frappe.get_doc({"doctype": "Note", "title": "From a GET"}).insert(ignore_permissions=True)
    frappe.local.flags.commit = commit
    return "done"


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch) -> str:
    """Let requests call this module's functions."""
    monkeypatch.setitem(sys.modules, "frappe.point_functions", sys.modules[__name__])
    return "frappe.point_functions"


def notes(world: World) -> int:
    with world.inside():
        return int(frappe.db.count("Note", {"title": "From a GET"}))


def test_point_05_rest_put_never_conflicts_desk_save_does(world: World) -> None:
    writer = world.by_key(WRITER)
    with world.inside():
        doc = frappe.get_doc("Api Order", {"subject": "Order 2"})
        stale = json.loads(doc.as_json())
        doc.amount = 1
        doc.save()
        frappe.db.commit()

    put = writer.put(f"/api/resource/Api Order/{doc.name}", amount=2)
    desk = writer.post("/api/method/frappe.desk.form.save.savedocs", doc=json.dumps(stale), action="Save")

    assert put.status_code == 200
    assert (desk.status_code, desk.json["exc_type"]) == (417, "TimestampMismatchError")


def test_point_07_rest_put_without_the_table_keeps_its_rows(world: World) -> None:
    writer = world.by_key(WRITER)
    name = writer.get("/api/resource/Api Order", filters=[["subject", "=", "Order 3"]]).json["data"][0]["name"]

    kept = writer.put(f"/api/resource/Api Order/{name}", amount=5).json["data"]["lines"]
    fewer = writer.put(f"/api/resource/Api Order/{name}", lines=[{"name": kept[1]["name"]}]).json["data"]["lines"]

    assert [row["text"] for row in kept] == ["a", "b"]
    assert [row["name"] for row in fewer] == [kept[1]["name"]]


def test_point_14_get_keeps_nothing_unless_the_function_asks(world: World, functions: str) -> None:
    admin = world.by_key("Administrator")

    assert admin.get(f"/api/method/{functions}.writes").json == {"message": "done"}
    assert notes(world) == 0
    assert admin.get(f"/api/method/{functions}.writes", commit=1).status_code == 200
    assert notes(world) == 1


def test_point_15_messages_are_json_in_json_in_json_and_exc_a_list_of_text(world: World) -> None:
    answer = world.by_key(WRITER).post("/api/resource/Api Order", amount=1)
    shown = [json.loads(message) for message in json.loads(answer.json["_server_messages"])]

    assert answer.json["exc_type"] == "MandatoryError"
    assert all("message" in message for message in shown)
    assert isinstance(answer.json["exception"], str)


def test_point_15_exc_is_a_list_of_one_line_and_no_traceback(world: World) -> None:
    """The python client raises on ``exc``; the log has the traceback, under a reference."""
    admin = world.by_key("Administrator")
    answer = admin.post("/api/resource/Api Order", amount=1)

    (line,) = json.loads(answer.json["exc"])
    assert line == f"frappe.exceptions.{answer.json['exception']}" and "\n" not in line
    assert "Traceback" not in answer.get_data(as_text=True)
    assert "exc" not in admin.get("/api/resource/Api Order/none").json


def test_point_16_statuses(world: World) -> None:
    reader = world.by_key(READER)
    name = reader.get("/api/resource/Api Order").json["data"][0]["name"]

    assert reader.post("/api/resource/Api Order", subject="x").status_code == 403
    assert reader.post("/api/method/frappe.utils.now").status_code == 403
    assert reader.get("/api/nowhere").status_code == 404
    assert reader.get(f"/api/resource/Api Order/{name}").status_code == 200
    assert reader.get("/api/resource/Api Order/none").status_code == 404
    unknown = reader.get("/api/method/frappe.client.nowhere")
    assert (unknown.status_code, unknown.json["exc_type"]) == (417, "ValidationError")
    assert "Failed to get method" in unknown.get_data(as_text=True)


def test_point_17_functions_get_declared_arguments_as_declared_types(world: World, functions: str) -> None:
    caller = world.by_key(READER)

    answer = caller.get(f"/api/method/{functions}.typed", count="1", names=["a"], ignore_permissions=1, flags="{}", x=1)

    assert answer.json["message"] == {"count": 1, "names": ["a"], "kind": "int"}
    assert caller.get(f"/api/method/{functions}.typed", count="many").status_code == 417


@whitelist()
def link_search(doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: Any) -> list[Any]:
    """An app's search function."""
    return [("A", f"{doctype} {txt} {start} {page_len}")]


def test_point_29_link_search_gives_value_and_description_and_skips_disabled(world: World, functions: str) -> None:
    reader = world.by_key(READER)
    with world.inside():
        frappe.db.set_value("Api Party", "Party 5", "enabled", 0)
        frappe.db.commit()

    found = reader.call("frappe.desk.search.search_link", doctype="Api Party", txt="Party")
    own = reader.call("frappe.desk.search.search_link", doctype="Api Party", txt="x", query=f"{functions}.link_search")

    assert {row["value"] for row in found} == {f"Party {number}" for number in range(1, 5)}
    assert all("description" in row for row in found)
    assert [(row["value"], row["description"].split()[:3]) for row in own] == [("A", ["Api", "Party", "x"])]


def before_request() -> None:
    SEEN.append(f"before {frappe.session.user}")


def after_request(response: Any, request: Any) -> None:
    SEEN.append(f"after {request.path} {response.status_code}")


SEEN: list[str] = []


def test_hooks_of_a_request_run_around_its_endpoint(
    world: World, functions: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frappe.modules import apps

    merge, names = apps._merge_installed, ("before_request", "after_request")
    monkeypatch.setattr(apps, "_merge_installed", lambda: merge().update({n: [f"{functions}.{n}"] for n in names}))
    world.settings()  # forgets the merged hooks
    SEEN.clear()

    world.by_key(READER).get("/api/method/ping")
    monkeypatch.undo()
    world.settings()

    assert SEEN == [f"before {READER}", "after /api/method/ping 200"]


def test_point_32_bench_asks_for_the_commands_as_json(sites_folder: Path) -> None:
    command = [sys.executable, "-m", "frappe.utils.bench_helper", "get-frappe-commands"]

    done = subprocess.run(command, cwd=sites_folder, capture_output=True, text=True, env={**os.environ}, check=True)

    assert {"migrate", "new-site", "console", "install-app"} <= set(json.loads(done.stdout))


@pytest.mark.skip(reason="Point 28: global scope of desk scripts is tested in the browser; client scripts come later.")
def test_point_28_desk_scripts_run_in_global_scope() -> None:
    raise AssertionError("not reached")
