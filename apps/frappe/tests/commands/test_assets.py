"""Files under /assets: whole, compressed, kept by browsers, and nothing but an app's public folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands.benches import CHECKOUT
from frappe.api import assets
from frappe.api.response import CSP, SECURITY_HEADERS
from frappe.app import application
from werkzeug.test import Client

HASHED = "/assets/frappe/desk/assets/list-a1B2_-c3.js"
PLAIN = "/assets/frappe/desk/icon.svg"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A client of the application; the framework's public folder is one of the test."""
    package = tmp_path / "frappe"
    for address, text in ((HASHED, "let x = 1;" * 200), (PLAIN, "<svg/>"), ("/assets/frappe/desk/source.sha256", "x")):
        file = package / "public" / address.removeprefix("/assets/frappe/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    packed = package / "public" / (HASHED.removeprefix("/assets/frappe/") + ".br")
    packed.write_bytes(b"packed")
    (package / "hooks.py").write_text("secret = 1\n", encoding="utf-8")
    (package / "public" / "outside.txt").symlink_to(package / "hooks.py")
    monkeypatch.setattr(assets, "get_app_path", lambda _app, *joins: str(package.joinpath(*joins)))
    monkeypatch.setattr(assets, "_found", {})
    yield Client(application)


def test_a_hashed_file_is_kept_for_good_and_another_for_minutes(client: Client) -> None:
    assert client.get(HASHED, buffered=True).headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert client.get(PLAIN, buffered=True).headers["Cache-Control"] == "max-age=300, public"


def test_every_file_carries_the_security_headers(client: Client) -> None:
    headers = client.get(PLAIN, buffered=True).headers

    assert {key: headers.get(key) for key in SECURITY_HEADERS} == SECURITY_HEADERS
    assert headers["Content-Security-Policy"] == CSP.format(connect="'self'")
    assert "Access-Control-Allow-Origin" not in headers


def test_a_browser_that_reads_brotli_gets_the_packed_file(client: Client) -> None:
    packed = client.get(HASHED, buffered=True, headers={"Accept-Encoding": "br, gzip"})
    plain = client.get(HASHED, buffered=True, headers={"Accept-Encoding": "identity"})

    assert (packed.headers["Content-Encoding"], packed.data) == ("br", b"packed")
    assert plain.data == b"let x = 1;" * 200
    assert packed.headers["Content-Type"].startswith("text/javascript")


def test_a_file_that_changed_is_served_anew(client: Client, tmp_path: Path) -> None:
    before = client.get(PLAIN, buffered=True).data
    (tmp_path / "frappe" / "public" / "desk" / "icon.svg").write_text("<svg>new</svg>", encoding="utf-8")

    assert (before, client.get(PLAIN, buffered=True).data) == (b"<svg/>", b"<svg>new</svg>")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/frappe/../hooks.py",
        "/assets/frappe/desk/..%2f..%2fhooks.py",
        "/assets/frappe/%2e%2e/hooks.py",
        "/assets/frappe//hooks.py",
        "/assets/frappe/outside.txt",
        "/assets/frappe/desk",
        "/assets/frappe/desk/missing.js",
        "/assets/frappe/desk/source.sha256",
        "/assets/os/path.py",
        "/assets/frappe",
        "/assets/frappe/a%00b",
    ],
)
def test_nothing_outside_of_a_public_folder_is_answered(client: Client, path: str) -> None:
    found: dict[str, Any] = {}
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path.replace("%2e", ".").replace("%2f", "/").replace("%00", "\0")}

    assert assets.answer(environ, lambda *answer: found.update(answer=answer)) is None
    assert found == {}


def test_the_server_in_front_sends_the_same_headers() -> None:
    text = (CHECKOUT / "config" / "nginx.conf").read_text(encoding="utf-8")

    sent = dict(re.findall(r'add_header ([\w-]+) "([^"]+)" always;', text))

    assert sent == {**SECURITY_HEADERS, "Content-Security-Policy": CSP.format(connect="'self'")}
