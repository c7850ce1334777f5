"""What a person does without a mouse. After every step the keyboard stands somewhere that can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Page

from .conftest import Desk
from .desk_server import PASSWORD, PEOPLE

MOST_STOPS = 150
FOCUS = """(() => {
    const element = document.activeElement
    const box = element.getBoundingClientRect()
    const style = getComputedStyle(element)
    const label = element.getAttribute('aria-label') || (element.labels && element.labels[0]?.innerText)
    const name = element.closest('#main, [role=dialog], [role=menu]') ? label || element.innerText || '' : ''
    return {
        name: name.replace(/\\s*\\*.*$/s, '').trim().split('\\n')[0],
        tag: element.tagName,
        isInSight: element !== document.body && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
        hasRing: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    }
})()"""


def focused(page: Page) -> dict[str, Any]:
    return page.evaluate(FOCUS)  # type: ignore[no-any-return]


def seen(desk: Desk) -> str:
    """The keyboard stands on something in sight with a ring around it; return its name."""
    desk.rest()
    at = focused(desk.page)
    assert at["isInSight"] and at["hasRing"], at
    return str(at["name"])


def focus(page: Page, label: str) -> None:
    """Reach a control with Tab."""
    passed = []
    for _stop in range(MOST_STOPS):
        name = focused(page)["name"]
        if name == label:
            return
        passed.append(name)
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {label}: {passed}")


def choose(page: Page, text: str) -> None:
    """Type into a link field and take the first hit."""
    page.keyboard.type(text)
    page.get_by_role("option").filter(has=page.get_by_text(text, exact=True)).first.wait_for()
    page.keyboard.press("Enter")


def put(desk: Desk, values: Mapping[str, str], *, links: Mapping[str, str] | None = None) -> None:
    """Fill boxes, then link fields, each reached with Tab."""
    for label, text in values.items():
        focus(desk.page, label)
        desk.page.keyboard.type(text)
    for label, text in (links or {}).items():
        focus(desk.page, label)
        choose(desk.page, text)


def sign_in(desk: Desk, person: str) -> Page:
    page = desk.open("/login")
    page.keyboard.type(PEOPLE[person].email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    return page


def command(desk: Desk, words: str, path: str) -> None:
    """Go somewhere through the palette."""
    page = desk.page
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search and commands").wait_for()
    page.keyboard.type(words)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")
    seen(desk)


def new(desk: Desk, path: str) -> None:
    """Open a list and begin a record: the keyboard stands in its first empty box."""
    desk.open(path)
    desk.page.keyboard.press("c")
    desk.page.wait_for_url(f"**{path}/new")
    seen(desk)
    assert focused(desk.page)["tag"] in ("INPUT", "SELECT", "TEXTAREA")


def save_new(desk: Desk) -> str:
    """Save a new record; return its name. The keyboard stays where it was."""
    page = desk.page
    page.keyboard.press("Control+s")
    page.wait_for_url(lambda url: not url.split("?")[0].endswith("/new"))
    seen(desk)
    return unquote(page.url.split("?")[0].rsplit("/", 1)[1])


def save(desk: Desk) -> None:
    before = seen(desk)
    desk.page.keyboard.press("Control+s")
    desk.page.get_by_text("Not saved", exact=True).wait_for(state="detached")
    assert seen(desk) == before


def from_menu(page: Page, entry: str) -> None:
    """Walk an open menu down to an entry and take it."""
    page.get_by_role("menu").wait_for()
    for _step in range(20):
        if focused(page)["name"] == entry:
            return page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The menu does not reach {entry}")


def act(desk: Desk, action: str, *, opinion: str = "") -> None:
    """Take a workflow action; the keyboard goes on from the next one, or from the title."""
    page = desk.page
    step = page.locator("header [data-step]")
    step.wait_for()
    label = step.inner_text().strip()
    focus(page, label)
    page.keyboard.press("Enter")
    if label != action:
        from_menu(page, action)
    page.get_by_role("dialog", name=action).wait_for()
    assert seen(desk) == "Opinion"
    page.keyboard.type(opinion)
    with page.expect_response(lambda answer: "apply_workflow" in answer.url) as answered:
        page.keyboard.press("Control+Enter")
    assert answered.value.ok, answered.value.text()
    seen(desk)
    assert page.evaluate("document.activeElement.matches('header [data-step], header h1')")


def give_file(desk: Desk, button: str, path: Path) -> None:
    """Press a button that opens the file dialog; the keyboard is still there when the file is taken."""
    focus(desk.page, button)
    desk.rest()  # a page that still loads takes no file
    with desk.page.expect_file_chooser() as chooser:
        desk.page.keyboard.press("Enter")
    chooser.value.set_files(path)
    seen(desk)
