"""The set-up of a new site: where an administrator comes first, in three steps, by keyboard, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .conftest import LANGUAGES, Desk, Opener

KEPT = ("language", "country", "currency", "time_zone", "date_format", "time_format", "number_format")
WORDS = {
    "en": ("Country", "Next", "Company Name", "Finish", "Later"),
    "zh": ("国家", "下一步", "公司名称", "完成", "以后再说"),
}


@pytest.fixture
def new_site(open_desk: Opener) -> Iterator[None]:
    """A site that was not set up; its settings are put back afterwards."""
    admin = open_desk()
    settings = admin.get("System Settings", "System Settings")
    write(admin, {"setup_complete": 0})
    yield
    write(admin, {"setup_complete": 1, **{name: settings[name] for name in KEPT}})


def write(admin: Desk, values: dict[str, object]) -> None:
    admin.call("frappe.client.set_value", doctype="System Settings", name="System Settings", fieldname=values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_administrator_is_led_through_it_and_may_put_it_off(
    new_site: None, open_desk: Opener, width: str, language: str
) -> None:
    country, forward, company, _finish, later = WORDS[language]
    desk = open_desk(width=width, language=language)
    page = desk.open("/desk")

    assert page.url.endswith("/desk/setup")
    page.get_by_label(country, exact=True).wait_for()
    desk.check()
    page.get_by_role("button", name=forward).click()
    page.get_by_role("button", name=forward).click()
    assert page.get_by_label(company).evaluate("box => box === document.activeElement")
    desk.check()
    page.get_by_label(company).fill("Acme")
    page.get_by_role("button", name=forward).click()
    desk.check()
    page.get_by_role("button", name=later).click()
    page.wait_for_url("**/desk")
    desk.open("/desk")
    assert page.url.endswith("/desk")
    desk.check()


def test_region_company_and_people_are_set_up_by_keyboard(new_site: None, open_desk: Opener) -> None:
    desk = open_desk()
    page = desk.open("/desk")
    page.get_by_label("Country", exact=True).focus()

    page.keyboard.type("Germany")
    assert page.get_by_label("Time Zone").input_value() == "Europe/Berlin"
    assert page.get_by_label("Currency").input_value() == "EUR"
    submit(desk)
    page.keyboard.type("Nordlicht Funk")
    submit(desk)
    page.keyboard.type("jana@nordlicht.example")
    page.keyboard.press("Tab")
    page.keyboard.type("Jana Voss")
    submit(desk)
    page.get_by_role("alert").filter(has_text="User 1: Choose a role.").wait_for()
    assert desk.boot()["setup_needed"] is True
    page.get_by_label("Role").focus()
    page.keyboard.type("Sales Manager")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    desk.rest()

    assert desk.get("Company", "Nordlicht Funk")["default_currency"] == "EUR"
    assert desk.get("User", "jana@nordlicht.example")["full_name"] == "Jana Voss"
    assert desk.boot()["sysdefaults"]["date_format"] == "dd.mm.yyyy"
    assert desk.boot()["setup_needed"] is False
    desk.check()


def submit(desk: Desk) -> None:
    """Press the step's button, to which Tab leads from the last box."""
    for _press in range(30):
        if desk.page.evaluate("document.activeElement.getAttribute('type')") == "submit":
            break
        desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    desk.rest()


def test_others_are_not_disturbed(new_site: None, open_desk: Opener) -> None:
    page = open_desk("representative").open("/desk")

    assert page.url.endswith("/desk")
