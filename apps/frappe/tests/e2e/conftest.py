"""A browser on a running site: the server starts with the first test that needs it and stops after the last."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import servers
from conftest import SiteMaker, opened
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from .desk_server import PASSWORD, PEOPLE, add_people, chromium, load_small_demo, make_bench, organise, serving

REPOSITORY = Path(__file__).resolve().parents[4]
AXE = REPOSITORY / "desk" / "node_modules" / "axe-core" / "axe.min.js"
BUILT = REPOSITORY / "apps" / "frappe" / "frappe" / "public" / "desk" / "index.html"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
LANGUAGES = ("en", "zh")
RUN_AXE = """axe.run(document, {resultTypes: ['violations'], ...%s}).then(found => JSON.stringify(
    found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 200))])))"""
COLOURS_ONLY = {"runOnly": ["color-contrast"]}
LIMIT_MS = 10_000
# Counts requests on their way and notes when the page last moved; a page at rest has neither for QUIET_MS.
QUIET_MS = 120
WATCH_REST = """
    window.restWatch = {open: 0, moved: performance.now()}
    const moved = () => { window.restWatch.moved = performance.now() }
    const plainFetch = window.fetch
    window.fetch = (...given) => {
        window.restWatch.open++
        return plainFetch(...given).finally(() => { window.restWatch.open--; moved() })
    }
    new MutationObserver(moved).observe(document, {childList: true, subtree: true, attributes: true})
"""
# One call that polls by itself: the content policy refuses the code that a waiting of playwright's own would bring.
WAIT_FOR_REST = """async ([quiet, limit]) => {
    const end = performance.now() + limit
    const isAtRest = () => document.readyState === 'complete' && document.querySelector('h1') && !restWatch.open
        && !document.querySelector('[aria-busy=true]') && performance.now() - restWatch.moved > quiet
    while (!isAtRest()) {
        if (performance.now() > end) throw new Error(`The page does not come to rest: ${document.body.innerHTML}`)
        await new Promise(done => setTimeout(done, 20))
    }
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@dataclass
class Desk:
    """A page of the desk and what is checked on it again and again."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)

    @property
    def is_phone(self) -> bool:
        return self.page.viewport_size["width"] < 640  # type: ignore[index]

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        self.rest()
        return self.page

    def rest(self) -> None:
        """Wait until the page has shown itself: nothing is asked for and nothing moves any more."""
        self.page.evaluate(WAIT_FOR_REST, [QUIET_MS, LIMIT_MS])

    def boot(self) -> dict[str, Any]:
        answer = self.page.request.get(f"{self.url}/api/method/frappe.boot.get_boot")
        return answer.json()["message"]  # type: ignore[no-any-return]

    def send(self, method: str, **arguments: Any) -> tuple[int, dict[str, Any]]:
        """Call the server as the user of this page; return status and answer."""
        answer = self.page.request.post(
            f"{self.url}/api/method/{method}",
            data=json.dumps(arguments),
            headers={"Content-Type": "application/json", "X-Frappe-CSRF-Token": self.boot().get("csrf_token", "")},
        )
        return answer.status, answer.json()

    def call(self, method: str, **arguments: Any) -> Any:
        """Call the server as the user of this page and expect success."""
        status, answer = self.send(method, **arguments)
        assert status < 300, (status, answer)
        return answer.get("message")

    def insert(self, doctype: str, **values: Any) -> dict[str, Any]:
        return self.call("frappe.client.insert", doc={"doctype": doctype, **values})  # type: ignore[no-any-return]

    def get(self, doctype: str, name: str) -> dict[str, Any]:
        return self.call("frappe.client.get", doctype=doctype, name=name)  # type: ignore[no-any-return]

    def sign_in(self, user: str, password: str = PASSWORD) -> None:
        answer = self.page.request.post(f"{self.url}/api/method/login", data={"usr": user, "pwd": password})
        assert answer.ok, answer.text()

    def speak(self, language: str) -> None:
        """Set the language of the signed-in user."""
        if self.boot()["lang"] != language:
            self.call("frappe.core.doctype.user.user.update_my_profile", values={"language": language})

    def check(self) -> None:
        """No accessibility finding, no sideways scroll, nothing broken by the content policy, no script error."""
        self.rest()
        assert self.findings() == []
        assert not self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert self.errors == []

    def check_in_the_dark(self) -> None:
        """The dark theme changes colours only; without motion they change at once."""
        self.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert self.findings(COLOURS_ONLY) == []

    def findings(self, options: dict[str, Any] | None = None) -> list[Any]:
        """axe comes in through the debugger, because the content policy keeps other scripts out."""
        session = self.page.context.new_cdp_session(self.page)
        known = self.page.evaluate("'axe' in window")
        expression = ("" if known else AXE.read_text(encoding="utf-8") + ";") + RUN_AXE % json.dumps(options or {})
        answer = session.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
        session.detach()
        return json.loads(answer["result"]["value"])  # type: ignore[no-any-return]


def _missing() -> str | None:
    """Return why the browser tests cannot run, or None."""
    if chromium() is None:
        return "Chromium is not installed (Debian: chromium)"
    if not BUILT.exists() or not AXE.exists():
        return "the desk is not built (./bench build)"
    return None


@pytest.fixture(scope="session")
def desk_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running site with both apps and the people of ``PEOPLE``."""
    reason = _missing()
    if reason:
        (pytest.fail if servers.require_all() else pytest.skip)(reason)
    sites = make_bench(tmp_path_factory.mktemp("desk") / "bench")
    for local in opened(SiteMaker(sites, ("crm_suite",))):
        add_people()
        organise()
        load_small_demo(sites.parent / "demo")
        local.db.commit()
    with serving(sites) as url:
        yield url


@pytest.fixture(scope="session")
def browser(desk_url: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()


Opener = Callable[..., Desk]


_failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure, so that what the pages showed is kept."""
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def sessions() -> dict[str, list[Any]]:
    """Cookies of the people who have signed in, so that each test need not do it again."""
    return {}


@pytest.fixture
def open_desk(
    browser: Browser, desk_url: str, sessions: dict[str, list[Any]], request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Opener]:
    """Open desks side by side, each a browser profile of its own: ``open_desk("manager", width="phone")``."""
    contexts: list[BrowserContext] = []

    def open_one(person: str | None = "Administrator", *, width: str = "desktop", language: str = "en") -> Desk:
        wide, high = WIDTHS[width]
        is_phone = width == "phone"
        context = browser.new_context(
            viewport={"width": wide, "height": high}, has_touch=is_phone, is_mobile=is_phone, locale="en-US"
        )
        context.set_default_timeout(LIMIT_MS)
        context.add_init_script(WATCH_REST)
        contexts.append(context)
        desk = Desk(context.new_page(), desk_url)
        desk.page.on("pageerror", lambda error: desk.errors.append(str(error)))
        desk.page.on("console", lambda message: _note(desk, message))
        context.add_cookies([{"name": "preferred_language", "value": language, "url": desk_url}])
        if person:
            _enter(desk, person, sessions)
            desk.speak(language)
        return desk

    yield open_one
    for number, context in enumerate(contexts):
        if request.node.stash.get(_failed, False):
            context.pages[0].screenshot(path=tmp_path / f"page{number}.png")
        context.close()


@pytest.fixture(params=list(WIDTHS))
def width(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def guest(open_desk: Opener, width: str) -> Desk:
    """The desk before sign-in, in English, on a desktop and on a phone."""
    return open_desk(None, width=width)


@pytest.fixture
def desk(open_desk: Opener, width: str) -> Desk:
    """The desk in English, signed in as Administrator, on a desktop and on a phone."""
    return open_desk(width=width)


@pytest.fixture
def credentials() -> tuple[str, str]:
    return "Administrator", PASSWORD


def _enter(desk: Desk, person: str, sessions: dict[str, list[Any]]) -> None:
    """Sign in, or go on with the session of an earlier test where it still holds."""
    user = PEOPLE[person].email if person in PEOPLE else person
    if user in sessions:
        desk.page.context.add_cookies(sessions[user])
        if desk.boot()["user"]["name"] == user:
            return
    desk.sign_in(user)
    if person in PEOPLE or person == "Administrator":
        sessions[user] = [cookie for cookie in desk.page.context.cookies() if cookie["name"] == "sid"]


def _note(desk: Desk, message: Any) -> None:
    """Keep what the browser complains of; an answer of 4xx is often what a test asks for."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        desk.errors.append(message.text)
