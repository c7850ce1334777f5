"""The outcome without a mouse: sign in, find a list, make a record, fill its rows, take it on."""

from __future__ import annotations

from playwright.sync_api import Page

from .conftest import Desk, Opener
from .desk_server import PASSWORD
from .form_steps import fill, save_new


def focus(page: Page, label: str) -> None:
    """Reach a control with Tab, as one does without a mouse."""
    for _step in range(90):
        page.keyboard.press("Tab")
        if page.evaluate(NAME_OF_FOCUS) == label:
            return
    raise AssertionError(f"Tab does not reach {label}")


NAME_OF_FOCUS = """(() => {
    const element = document.activeElement
    if (!element.closest('#main')) return ''
    const named = element.getAttribute('aria-label') || (element.labels && element.labels[0]?.innerText)
    return (named || element.innerText || '').replace(/\\s*\\*.*$/s, '').trim()
})()"""


def choose(page: Page, text: str) -> None:
    """Type into a link field and take the first hit."""
    page.keyboard.type(text)
    page.get_by_role("option").filter(has=page.get_by_text(text, exact=True)).first.wait_for()
    page.keyboard.press("Enter")


def sign_in(desk: Desk) -> Page:
    page = desk.open("/login")
    page.keyboard.type("rep@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    return page


def test_customer_and_quotation_are_made_and_sent_on_by_keyboard_alone(open_desk: Opener) -> None:
    desk = open_desk(None)
    page = sign_in(desk)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search and commands").wait_for()
    page.keyboard.type("new customer")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/customer/new")
    focus(page, "Customer Name")
    page.keyboard.type("Keyboard Person")
    focus(page, "Customer Type")
    page.keyboard.type("Ind")
    page.keyboard.press("Control+s")
    page.wait_for_url(lambda url: not url.endswith("/new"))

    desk.open("/desk/quotation")
    page.keyboard.press("c")
    page.wait_for_url("**/desk/quotation/new")
    focus(page, "Customer")
    choose(page, "Keyboard Person")
    focus(page, "Add row")
    page.keyboard.press("Enter")
    choose(page, "Tower lease")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.type("100")
    page.keyboard.press("Control+s")
    page.wait_for_url(lambda url: not url.endswith("/new"))
    desk.rest()

    name = page.url.rsplit("/", 1)[1]
    rows = desk.get("Quotation", name)["items"]
    assert [(row["item"], row["qty"], row["rate"]) for row in rows] == [("E2E-ITEM", 3, 100)]
    focus(page, "Submit for Approval")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Submit for Approval").wait_for()
    page.keyboard.type("Ready")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Ready").first.wait_for()
    assert desk.get("Quotation", name)["workflow_state"] == "Submitted"
    desk.check()


def test_tab_behind_the_last_row_begins_one_only_when_that_row_holds_something(open_desk: Opener) -> None:
    desk = open_desk("representative")
    desk.insert("Customer", customer_name="Tabbing Person", industry="I", territory="East China")
    page = desk.open("/desk/quotation/new")
    fill(page, {"Customer": "Tabbing Person"})
    page.get_by_role("button", name="Add row").click()
    choose(page, "Tower lease")
    rows = page.get_by_role("grid", name="Lines").locator("tbody tr")

    for _step in range(30):
        page.keyboard.press("Tab")
    assert rows.count() == 2

    name = save_new(desk)
    assert [row["item"] for row in desk.get("Quotation", name)["items"]] == ["E2E-ITEM"]
