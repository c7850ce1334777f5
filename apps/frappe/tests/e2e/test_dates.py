"""Dates and times are written as the site writes them, typed leniently, and chosen without a mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page

from .conftest import Desk, Opener
from .form_steps import box, fill, save_new

FORMATS = {"date_format": "dd.mm.yyyy", "time_format": "HH:mm", "first_day_of_the_week": "Sunday"}


@pytest.fixture
def german(open_desk: Opener) -> Iterator[Desk]:
    """A site that writes the day first, and a DocType with dates, also in rows."""
    desk = open_desk()
    before = desk.get("System Settings", "System Settings")
    set_formats(desk, FORMATS)
    if not desk.call("frappe.client.get_count", doctype="DocType", filters={"name": "Dated"}):
        make_doctype(desk)
    yield desk
    set_formats(desk, {key: before[key] for key in FORMATS})


def set_formats(desk: Desk, values: dict[str, str]) -> None:
    desk.call("frappe.client.set_value", doctype="System Settings", name="System Settings", fieldname=values)


def make_doctype(desk: Desk) -> None:
    day = {"fieldname": "day", "fieldtype": "Date", "label": "Day", "in_list_view": 1, "in_standard_filter": 1}
    moment = {"fieldname": "moment", "fieldtype": "Datetime", "label": "Moment", "in_list_view": 1}
    clock = {"fieldname": "clock", "fieldtype": "Time", "label": "Clock"}
    rows = {"fieldname": "rows", "fieldtype": "Table", "label": "Rows", "options": "Dated Row"}
    desk.insert("DocType", name="Dated Row", module="Core", custom=1, istable=1, fields=[day, moment])
    rules = [{"role": "System Manager", "read": 1, "write": 1, "create": 1, "delete": 1}]
    desk.insert("DocType", name="Dated", module="Core", custom=1, fields=[day, moment, clock, rows], permissions=rules)


def day_in_focus(page: Page) -> str | None:
    return page.evaluate("document.activeElement.dataset.value || null")  # type: ignore[no-any-return]


def open_calendar(page: Page, control: Locator) -> None:
    control.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("dialog", name="Choose a day").locator("[data-focused]").wait_for()
    page.wait_for_function("() => document.activeElement.dataset.value")


def test_dates_are_shown_and_read_in_the_format_of_the_site(german: Desk) -> None:
    page = german.open("/desk/dated/new")
    fill(page, {"Day": "27.11.2026", "Moment": "2026-11-27 8:30", "Clock": "8.30"})
    assert [box(page, label).input_value() for label in ("Day", "Moment", "Clock")] == [
        "27.11.2026",
        "27.11.2026 08:30",
        "08:30",
    ]
    fill(page, {"Day": "2026/11/28"})
    name = save_new(german)

    stored = german.get("Dated", name)
    assert (stored["day"], stored["moment"], stored["clock"]) == ("2026-11-28", "2026-11-27 08:30:00", "8:30:00")
    german.open("/desk/dated")
    page.get_by_role("row").get_by_text("28.11.2026", exact=True).first.wait_for()
    page.get_by_role("row").get_by_text("27.11.2026 08:30", exact=True).first.wait_for()
    german.check()


def test_text_that_is_no_date_stays_with_a_reason_and_is_not_saved(german: Desk) -> None:
    page = german.open("/desk/dated/new")
    fill(page, {"Day": "31.02.2026"})
    fault = page.locator("[data-fieldname=day]").get_by_text("Enter a date like")
    fault.wait_for()
    assert box(page, "Day").get_attribute("aria-invalid") == "true"

    page.keyboard.press("Control+s")
    page.get_by_role("alert").get_by_text("Day: Enter a date like").wait_for()
    assert box(page, "Day").input_value() == "31.02.2026"
    assert page.url.endswith("/new")
    german.check()

    fill(page, {"Day": "28.02.2026"})
    fault.wait_for(state="detached")
    assert german.get("Dated", save_new(german))["day"] == "2026-02-28"


def test_a_day_is_chosen_with_the_arrow_keys(german: Desk) -> None:
    page = german.open("/desk/dated/new")
    day, moment = box(page, "Day"), box(page, "Moment")
    fill(page, {"Day": "27.11.2026", "Moment": "27.11.2026 08:30"})

    open_calendar(page, day)
    assert day_in_focus(page) == "2026-11-27"
    german.check()
    weekdays = page.get_by_role("dialog", name="Choose a day").locator("th").all_inner_texts()
    assert [name[0] for name in weekdays] == list("SMTWTFS")
    walk = {"ArrowRight": "2026-11-28", "ArrowDown": "2026-12-05", "PageDown": "2027-01-05", "PageUp": "2026-12-05"}
    for key, reached in walk.items():
        page.keyboard.press(key)
        german.rest()
        assert day_in_focus(page) == reached
    for _stop in range(4):
        page.keyboard.press("Tab")
    assert day_in_focus(page) == "2026-12-05"
    page.keyboard.press("Enter")
    assert day.input_value() == "05.12.2026"
    assert day.evaluate("element => element === document.activeElement")

    open_calendar(page, day)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    assert day.input_value() == "05.12.2026"
    assert page.get_by_role("dialog").count() == 0
    assert day.evaluate("element => element === document.activeElement")

    open_calendar(page, moment)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("9:15")
    page.keyboard.press("Tab")
    assert moment.input_value() == "28.11.2026 09:15"


def test_dates_in_rows_and_filters_follow_the_site_too(german: Desk) -> None:
    page = german.open("/desk/dated/new")
    page.get_by_role("button", name="Add row").click()
    page.keyboard.type("3.12.2026")
    page.keyboard.press("Tab")
    page.keyboard.type("3.12.2026 7:05")
    page.keyboard.press("Control+s")
    page.wait_for_url(lambda url: not url.endswith("/new"))
    german.rest()
    cells = page.get_by_role("grid", name="Rows").locator("tbody td")
    assert [cells.nth(at).inner_text() for at in (1, 2)] == ["03.12.2026", "03.12.2026 07:05"]

    cells.nth(1).click()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => document.activeElement.dataset.value")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert cells.nth(1).inner_text() == "04.12.2026"
    page.keyboard.press("Control+s")
    page.get_by_text("Not saved", exact=True).wait_for(state="detached")

    german.open("/desk/dated")
    page.keyboard.press("f")
    page.get_by_label("Field", exact=True).select_option("day")
    page.get_by_label("Condition", exact=True).select_option("=")
    value = page.get_by_label("Value", exact=True)
    value.fill("soon")
    value.blur()
    page.get_by_text("Enter a date like").wait_for()
    assert page.get_by_role("button", name="Apply").is_disabled()
    german.check()
    value.fill("27.11.2026")
    value.blur()
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**day=*2026-11-27*")
    page.get_by_role("list", name="Active filters").get_by_text("27.11.2026").first.wait_for()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_calendar_stands_on_a_phone(open_desk: Opener, language: str) -> None:
    desk = open_desk("customer_manager", width="phone", language=language)
    page = desk.open("/desk/site-demand/new")
    page.get_by_role("button", name={"en": "Open the calendar", "zh": "打开日历"}[language]).first.click()
    day = page.get_by_role("dialog").locator("[data-focused]")
    day.wait_for()

    cell = day.bounding_box()
    assert cell is not None
    assert min(cell["width"], cell["height"]) >= 44
    desk.check()
