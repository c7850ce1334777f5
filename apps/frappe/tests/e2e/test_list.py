"""A list: filters in the address, keys, selection, states."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .conftest import Desk

MARK = "desk e2e"


@pytest.fixture
def todos(desk: Desk) -> Iterator[list[str]]:
    names = [
        desk.call(
            "frappe.client.insert", doc={"doctype": "ToDo", "description": f"{MARK} {index}", "priority": priority}
        )["name"]
        for index, priority in enumerate(("Low", "High", "High"))
    ]
    yield names
    desk.call("frappe.desk.reportview.delete_items", doctype="ToDo", items=names)


def test_list_shows_rows_count_and_no_findings(desk: Desk, todos: list[str]) -> None:
    page = desk.open("/desk/todo")

    assert page.get_by_role("heading", level=1).inner_text() == "ToDo"
    assert (
        page.get_by_role("link", name=f"{MARK} 2").first.is_visible() or page.get_by_text(todos[2]).first.is_visible()
    )
    desk.check()


def test_search_and_filters_live_in_the_address(desk: Desk, todos: list[str]) -> None:
    page = desk.open("/desk/todo")
    page.get_by_role("searchbox").fill(todos[1])
    page.wait_for_url("**/desk/todo?q=*")

    page.reload()
    desk.rest()

    assert page.get_by_role("searchbox").input_value() == todos[1]
    assert page.get_by_text(todos[0]).count() == 0


def test_filter_chip_is_added_and_removed(desk: Desk, todos: list[str]) -> None:
    page = desk.open("/desk/todo")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_label("Field", exact=True).select_option("priority")
    page.get_by_label("Condition").select_option("in")
    desk.check()
    page.get_by_label("High").check()
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**priority=in~High*")

    page.get_by_role("button", name="Remove filter Priority is one of High").click()
    page.wait_for_url(lambda url: "priority" not in url)


def test_no_match_offers_to_clear(desk: Desk) -> None:
    page = desk.open("/desk/todo?q=surely-nothing-has-this-name")

    page.get_by_text("No match").wait_for()
    desk.check()
    page.get_by_role("button", name="Clear filters").click()
    page.wait_for_url(lambda url: "?" not in url)


def test_rows_are_walked_selected_and_opened_by_keys(desk: Desk, todos: list[str]) -> None:
    if desk.page.viewport_size["width"] < 600:  # type: ignore[index]
        pytest.skip("cards have no row keys")
    page = desk.open(f"/desk/todo?name=in~{','.join(todos)}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_text("1 selected").wait_for()
    desk.check()

    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/todo/*")


def test_deleting_asks_with_the_count(desk: Desk, todos: list[str]) -> None:
    page = desk.open(f"/desk/todo?name=in~{','.join(todos)}")
    for box in page.get_by_role("checkbox", name="Select", exact=False).all():
        if box.get_attribute("aria-label") != "Select all shown":
            box.check()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog", name="Delete 3 records?").wait_for()
    desk.check()
    page.keyboard.press("Escape")
    page.get_by_text("3 selected").wait_for()


def test_unknown_list_and_record_are_explained(desk: Desk) -> None:
    page = desk.open("/desk/no-such-thing")
    page.get_by_text("There is no list").wait_for()
    desk.check()

    desk.open("/desk/todo/no-such-record").get_by_text("This record does not exist").first.wait_for()
    desk.check()


def test_walking_between_lists_and_forms_leaves_every_page_whole(desk: Desk, todos: list[str]) -> None:
    page = desk.open(f"/desk/todo?name=in~{','.join(todos)}")
    page.get_by_text(f"{MARK} 1").first.click()
    page.get_by_role("textbox", name="Description").wait_for()
    desk.check()

    page.go_back()
    page.get_by_text(f"{MARK} 2").first.wait_for()
    page.get_by_role("link", name="New", exact=True).click()
    page.get_by_role("textbox", name="Description").wait_for()
    desk.check()

    page.locator('a[href="/desk"]:visible').first.click()
    page.wait_for_url("**/desk")
    desk.check()
