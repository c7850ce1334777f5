"""A browser on a running site.

Needs ``DESK_URL`` (such as http://127.0.0.1:8000), ``DESK_PASSWORD`` of the user ``DESK_USER`` (Administrator), the
built desk and Chromium (``CHROMIUM``, /usr/bin/chromium). Without ``DESK_URL`` the tests are skipped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, BrowserContext, Page

REPOSITORY = Path(__file__).resolve().parents[4]
AXE = REPOSITORY / "desk" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
RUN_AXE = "axe.run(document, {resultTypes: ['violations']}).then(found => JSON.stringify(found.violations.map("
RUN_AXE += "rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 200))])))"


@dataclass
class Desk:
    """A page of the desk and what is checked on it again and again."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def call(self, method: str, **arguments: Any) -> Any:
        """Call the server as the signed-in user of this page."""
        script = """async ([method, args]) => {
            const boot = await (await fetch('/api/method/frappe.boot.get_boot')).json()
            const headers = {'Content-Type': 'application/json', 'X-Frappe-CSRF-Token': boot.message.csrf_token ?? ''}
            const body = JSON.stringify(args)
            const answer = await fetch('/api/method/' + method, {method: 'POST', headers, body})
            return {status: answer.status, body: await answer.json().catch(() => ({}))}
        }"""
        answer = self.page.evaluate(script, [method, arguments])
        assert answer["status"] < 300, answer
        return answer["body"].get("message")

    def check(self) -> None:
        """No accessibility finding, no sideways scroll, nothing broken by the content policy, no script error."""
        assert self.findings() == []
        assert not self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert self.errors == []

    def findings(self) -> list[Any]:
        """axe comes in through the debugger, because the content policy keeps other scripts out."""
        session = self.page.context.new_cdp_session(self.page)
        expression = AXE.read_text(encoding="utf-8") + ";" + RUN_AXE
        answer = session.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
        session.detach()
        return json.loads(answer["result"]["value"])  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def desk_url() -> str:
    url = os.environ.get("DESK_URL")
    if not url:
        pytest.skip("DESK_URL is not set")
    return url.rstrip("/")


@pytest.fixture(scope="session")
def credentials() -> tuple[str, str]:
    return os.environ.get("DESK_USER", "Administrator"), os.environ.get("DESK_PASSWORD", "admin")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as driver:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        started = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(params=list(WIDTHS))
def context(request: pytest.FixtureRequest, browser: Browser, desk_url: str) -> Iterator[BrowserContext]:
    width, height = WIDTHS[request.param]
    is_phone = request.param == "phone"
    opened = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=is_phone, is_mobile=is_phone, locale="en-US"
    )
    yield opened
    opened.close()


@pytest.fixture
def guest(context: BrowserContext, desk_url: str) -> Desk:
    """The desk before sign-in."""
    desk = Desk(context.new_page(), desk_url)
    desk.page.on("pageerror", lambda error: desk.errors.append(str(error)))
    desk.page.on("console", lambda message: _note(desk, message))
    return desk


@pytest.fixture
def desk(guest: Desk, credentials: tuple[str, str]) -> Desk:
    """The desk in English, signed in through the API."""
    user, password = credentials
    answer = guest.page.request.post(f"{guest.url}/api/method/login", data={"usr": user, "pwd": password})
    assert answer.ok, answer.text()
    guest.open("/desk")
    if guest.page.evaluate("document.documentElement.lang") != "en":
        guest.call("frappe.core.doctype.user.user.update_my_profile", values={"language": "en"})
        guest.open("/desk")
    return guest


def _note(desk: Desk, message: Any) -> None:
    """Keep what the browser complains of; an answer of 4xx is often what a test asks for."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        desk.errors.append(message.text)
