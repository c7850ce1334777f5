"""Signing in, the language of the sign-in page, and what goes wrong there."""

from __future__ import annotations

from .conftest import Desk


def test_signs_in_by_keyboard_and_lands_where_one_wanted_to_go(guest: Desk, credentials: tuple[str, str]) -> None:
    guest.page.context.add_cookies([{"name": "preferred_language", "value": "en", "url": guest.url}])
    page = guest.open("/desk/todo")

    assert page.url.startswith(f"{guest.url}/login?redirect-to=")
    guest.check()

    page.keyboard.type(credentials[0])
    page.keyboard.press("Tab")
    page.keyboard.type(credentials[1])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/todo")
    page.get_by_role("heading", level=1).wait_for()


def test_wrong_password_says_so_and_keeps_the_name(guest: Desk) -> None:
    guest.page.context.add_cookies([{"name": "preferred_language", "value": "en", "url": guest.url}])
    page = guest.open("/login")

    page.get_by_label("User name or email").fill("nobody@example.com")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.get_by_role("alert").wait_for()
    assert page.get_by_label("User name or email").input_value() == "nobody@example.com"
    guest.check()


def test_language_switch_changes_the_page_at_once(guest: Desk) -> None:
    page = guest.open("/login")

    page.get_by_role("button", name="中文").click()
    page.get_by_role("heading", name="登录").wait_for()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    guest.check()

    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Sign in").wait_for()


def test_expired_password_page_explains_itself(guest: Desk) -> None:
    guest.page.context.add_cookies([{"name": "preferred_language", "value": "en", "url": guest.url}])
    page = guest.open("/update-password?key=abc&expired=1")

    page.get_by_text("Your password has expired.").wait_for()
    page.get_by_label("New password", exact=True).fill("one")
    page.get_by_label("New password again").fill("two")
    page.get_by_text("The two passwords differ.").wait_for()
    assert page.get_by_role("button", name="Set password").is_disabled()
    guest.check()
