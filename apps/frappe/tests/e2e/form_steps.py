"""What a person does in a form, as steps of tests: fill fields, choose records, press actions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from playwright.sync_api import Locator, Page

from .conftest import Desk


def box(page: Page, label: str) -> Locator:
    """The control of a field, by its whole label; a required one carries a star."""
    controls = page.locator("input, select, textarea, [contenteditable=true]")
    return controls.and_(page.get_by_label(re.compile(rf"^{re.escape(label)}(\s*\*.*)?$")))


def fill(page: Page, values: Mapping[str, str]) -> None:
    """Type values into fields; a choice is chosen, a link is searched and picked."""
    for label, value in values.items():
        control = box(page, label).first
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(value)
        elif control.get_attribute("role") == "combobox" and control.get_attribute("aria-haspopup") != "dialog":
            pick(page, control, value)
        else:
            control.fill(value)
            control.blur()


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def pick(page: Page, control: Locator, text: str) -> None:
    """Search a record in a link field and choose it."""
    control.click()
    control.fill(text)
    option = page.get_by_role("option").filter(has=page.get_by_text(text, exact=True)).first
    option.wait_for()
    option.click()


def save_new(desk: Desk) -> str:
    """Save a new record by keyboard and return its name."""
    page = desk.page
    page.keyboard.press("Control+s")
    page.wait_for_url(lambda url: not url.split("?")[0].endswith("/new"))
    page.get_by_text("Saved.").first.wait_for()
    return unquote(page.url.split("?")[0].rsplit("/", 1)[1])


def save(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("Control+s")
    page.get_by_text("Not saved", exact=True).wait_for(state="detached")


def actions(desk: Desk) -> list[str]:
    """The workflow actions that the open form offers, in their order."""
    return [row["action"] for row in _transitions(desk)]


def _transitions(desk: Desk) -> list[dict[str, str]]:
    """What the buttons of the form show: one action is a button, several are a menu."""
    page = desk.page
    menu = page.locator("header").get_by_role("button", name="Actions", exact=True)
    if not menu.count():
        shown = page.locator("header button.btn-primary").all_inner_texts()
        return [{"action": text.strip()} for text in shown if text.strip() not in ("Save", "Submit", "Amend")]
    menu.click()
    rows = page.get_by_role("menuitem").locator("span").all_inner_texts()
    page.keyboard.press("Escape")
    return [{"action": text.strip()} for text in rows]


def act(desk: Desk, action: str, *, opinion: str = "") -> None:
    """Take a workflow action in the open form and wait until it is done."""
    page = desk.page
    menu = page.locator("header").get_by_role("button", name="Actions", exact=True)
    single = page.locator("header").get_by_role("button", name=action, exact=True)
    menu.or_(single).first.wait_for()
    if menu.count():
        menu.click()
        page.get_by_role("menuitem").filter(has=page.get_by_text(action, exact=True)).first.click()
    else:
        single.click()
    dialog = page.get_by_role("dialog", name=action)
    if opinion:
        dialog.get_by_role("textbox").fill(opinion)
    with page.expect_response(lambda answer: "apply_workflow" in answer.url) as answered:
        dialog.locator("button[type=submit]").click()
    assert answered.value.ok, answered.value.text()
    desk.rest()


def state(desk: Desk) -> str:
    """The status pill beside the title."""
    return desk.page.locator("header .pill").first.inner_text().strip()
