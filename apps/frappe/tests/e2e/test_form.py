"""A form: new, errors, save, conflict, leaving, comments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .conftest import Desk, Opener


@pytest.fixture
def todo(desk: Desk) -> Iterator[str]:
    name = desk.call("frappe.client.insert", doc={"doctype": "ToDo", "description": "form e2e", "priority": "Low"})[
        "name"
    ]
    yield name
    desk.call("frappe.client.delete", doctype="ToDo", name=name)


def test_form_has_no_findings(desk: Desk, todo: str) -> None:
    desk.open(f"/desk/todo/{todo}")

    desk.check()


def test_missing_value_is_named_at_the_top_and_at_the_field(desk: Desk) -> None:
    page = desk.open("/desk/todo/new")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("alert").get_by_text("Description is required.").wait_for()
    assert page.get_by_role("textbox", name="Description").get_attribute("aria-invalid") == "true"
    desk.check()

    page.get_by_role("alert").get_by_role("button").click()
    page.locator("textarea:focus").wait_for()


def test_new_record_is_saved_by_keyboard(desk: Desk) -> None:
    page = desk.open("/desk/todo/new")
    page.get_by_role("textbox", name="Description").fill("made by keyboard")
    page.keyboard.press("Control+s")

    page.wait_for_url(lambda url: not url.endswith("/new"))
    page.get_by_text("Saved.").wait_for()
    desk.call("frappe.client.delete", doctype="ToDo", name=page.url.rsplit("/", 1)[1])


def test_leaving_unsaved_edits_asks(desk: Desk, todo: str) -> None:
    page = desk.open(f"/desk/todo/{todo}")
    page.get_by_label("Priority").select_option("High")
    page.get_by_text("Not saved").wait_for()

    page.locator('a[href="/desk"]:visible').first.click()

    page.get_by_role("dialog", name="Leave without saving?").wait_for()
    page.get_by_role("button", name="Back", exact=True).click()
    assert page.get_by_label("Priority").input_value() == "High"


def test_conflict_shows_who_and_what_and_loses_nothing(desk: Desk, todo: str) -> None:
    page = desk.open(f"/desk/todo/{todo}")
    page.get_by_label("Priority").select_option("High")
    desk.call("frappe.client.set_value", doctype="ToDo", name=todo, fieldname={"status": "Closed"})
    page.keyboard.press("Control+s")

    page.get_by_text("Nothing of yours is lost").wait_for()
    page.get_by_role("button", name="Show differences").click()
    page.get_by_role("rowheader", name="Status").wait_for()
    desk.check()

    page.get_by_role("button", name="Keep my changes").click()
    assert page.get_by_label("Priority").input_value() == "High"
    assert page.get_by_label("Status", exact=True).input_value() == "Closed"
    page.keyboard.press("Control+s")
    page.get_by_text("Saved.").wait_for()


def test_comment_is_sent_with_control_enter(desk: Desk, todo: str) -> None:
    page = desk.open(f"/desk/todo/{todo}")
    page.get_by_role("textbox", name="Comment").fill("a word <b>on</b> this")
    page.keyboard.press("Control+Enter")

    page.get_by_text("a word <b>on</b> this").wait_for()
    desk.check()


def test_two_browsers_meet_in_one_record_and_nothing_is_lost(open_desk: Opener) -> None:
    first, second = open_desk("agent"), open_desk()
    name = first.insert("ToDo", description="two browsers", priority="Low", allocated_to="agent@example.com")["name"]
    page, other = first.open(f"/desk/todo/{name}"), second.open(f"/desk/todo/{name}")
    other.get_by_label("Status", exact=True).select_option("Closed")
    other.keyboard.press("Control+s")
    other.get_by_text("Saved.").wait_for()

    page.get_by_label("Priority").select_option("High")
    page.keyboard.press("Control+s")
    page.get_by_text("Administrator changed this record").wait_for()
    page.get_by_role("button", name="Keep my changes").click()
    page.keyboard.press("Control+s")
    page.get_by_text("Saved.").wait_for()

    stored = second.get("ToDo", name)
    assert (stored["priority"], stored["status"]) == ("High", "Closed")


def test_unsaved_edits_come_back_after_the_page_was_closed(desk: Desk, todo: str) -> None:
    page = desk.open(f"/desk/todo/{todo}")
    page.get_by_label("Priority").select_option("High")
    page.get_by_text("Not saved").wait_for()
    page.evaluate(
        "async key => { while (!localStorage.getItem(key)) await new Promise(done => setTimeout(done, 20)) }",
        f"desk-draft:ToDo/{todo}",
    )
    page.close(run_before_unload=False)

    desk.page = page = page.context.new_page()
    desk.open(f"/desk/todo/{todo}")
    page.get_by_text("There are unsaved edits from an earlier visit.").wait_for()
    desk.check()
    page.get_by_role("button", name="Bring them back").click()
    assert page.get_by_label("Priority").input_value() == "High"


def test_record_that_was_just_made_stays_in_its_form(desk: Desk) -> None:
    """The form goes on with the record's name: it is not made anew, so that no empty page comes between."""
    page = desk.open("/desk/todo/new")
    page.get_by_role("textbox", name="Description").fill("stays here")
    page.evaluate("document.querySelector('#form-body').dataset.mark = 'same'")
    page.keyboard.press("Control+s")
    page.wait_for_url(lambda url: not url.endswith("/new"))
    page.get_by_role("heading", name="History").wait_for()
    name = page.url.rsplit("/", 1)[1]

    assert page.locator("#form-body[data-mark=same]").count() == 1
    page.get_by_label("Priority").select_option("High")
    page.keyboard.press("Control+s")
    page.get_by_text("Not saved", exact=True).wait_for(state="detached")
    assert desk.get("ToDo", name)["priority"] == "High"

    desk.open("/desk/todo").get_by_role("link", name="New", exact=True).click()
    page.wait_for_url("**/desk/todo/new")
    assert page.get_by_role("textbox", name="Description").input_value() == ""
    desk.call("frappe.client.delete", doctype="ToDo", name=name)
