"""``FrappeClient`` and the calls to other servers, against a real server on a free port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from api_site import PASSWORD, READER, WRITER, World, seeded
from frappe.frappeclient import AuthError, FrappeClient, FrappeException
from frappe.integrations.utils import create_request_log, make_get_request, make_post_request
from requests import HTTPError
from werkzeug.serving import make_server


@pytest.fixture(scope="module")
def world(framework_site: Any) -> Iterator[World]:
    yield from seeded(framework_site)


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """The application on a free port of this machine; the site is the bench's default one."""
    default = world.folder / "common_site_config.json"
    before = default.read_text()
    default.write_text(f'{{"default_site": "{world.name}", "serve_default_site": true}}')
    server = make_server("127.0.0.1", 0, frappe.app.application, threaded=False)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    default.write_text(before)


def by_key(address: str, world: World, user: str) -> FrappeClient:
    key, _colon, secret = world.keys[user].removeprefix("token ").partition(":")
    return FrappeClient(address, api_key=key, api_secret=secret)


def test_documents_by_api_key(address: str, world: World) -> None:
    client = by_key(address, world, WRITER)

    made = client.insert({"doctype": "Api Order", "subject": "By client", "party": "Party 1"})
    changed = client.update({"doctype": "Api Order", "name": made["name"], "amount": 5})
    rows = client.get_list("Api Order", fields=["name", "amount"], filters={"subject": "By client"})

    assert rows == [{"name": made["name"], "amount": 5.0}]
    assert client.get_doc("Api Order", made["name"])["amount"] == changed["amount"] == 5.0
    assert client.get_value("Api Order", "subject", {"name": made["name"]}) == {"subject": "By client"}
    client.set_value("Api Order", made["name"], "amount", 6)
    client.delete("Api Order", made["name"])
    with pytest.raises(FrappeException, match="DoesNotExistError"):
        client.get_doc("Api Order", made["name"])


def test_session_by_password_writes_and_ends(address: str) -> None:
    with FrappeClient(address, WRITER, PASSWORD) as client:
        made = client.insert({"doctype": "Api Order", "subject": "By session"})
        assert client.get_api("frappe.auth.get_logged_user") == WRITER
        client.delete("Api Order", made["name"])

    with pytest.raises(FrappeException):
        client.get_list("Api Party")


def test_refusals_are_errors(address: str, world: World) -> None:
    with pytest.raises(AuthError):
        FrappeClient(address, WRITER, "wrong")
    with pytest.raises(FrappeException, match="PermissionError"):
        by_key(address, world, READER).insert({"doctype": "Api Order", "subject": "x"})


def test_calls_to_other_servers_and_their_log(address: str, world: World) -> None:
    with world.inside():
        answer = make_get_request(f"{address}/api/method/ping")
        with pytest.raises(HTTPError):
            make_post_request(f"{address}/api/nowhere", data={"a": 1})
        log = create_request_log({"a": 1}, service_name="Other", output=answer, url=address)
        stored = frappe.db.get_value("Integration Request", log.name, ["integration_request_service", "data", "url"])

    assert answer == {"message": "pong"}
    assert stored[0] == "Other" and '"a"' in stored[1] and stored[2] == address
