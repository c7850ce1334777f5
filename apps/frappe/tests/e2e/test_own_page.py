"""A user's own page: password, language, API key, sessions; and the password set anew by a link."""

from __future__ import annotations

import re
from email import message_from_string
from email.policy import default
from urllib.parse import urlsplit

from .conftest import Desk, Opener
from .desk_server import PASSWORD, PEOPLE

NEW_PASSWORD = "Another-Long-1!"


def new_user(administrator: Desk, email: str) -> str:
    """A user of its own for a test that changes the password."""
    values = {"email": email, "first_name": email.split("@")[0], "new_password": PASSWORD, "language": "en"}
    administrator.insert("User", **values, send_welcome_email=0, roles=[{"role": "Sales Representative"}])
    return email


def test_language_is_switched_and_kept(open_desk: Opener, width: str) -> None:
    desk = open_desk("agent", width=width)
    page = desk.open("/desk/me")
    page.get_by_label("Language").select_option("zh")
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.locator("html[lang=zh-CN]").wait_for()
    desk.check()

    desk.speak("en")
    assert desk.open("/desk/me").evaluate("document.documentElement.lang") == "en"


def test_password_is_changed_with_the_old_one(open_desk: Opener) -> None:
    email = new_user(open_desk(), "changes@example.com")
    desk = open_desk(email)
    page = desk.open("/desk/me")
    page.get_by_label("Current password").fill("not this one")
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set password").click()
    page.get_by_role("alert").first.wait_for()
    desk.check()

    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    page.get_by_text("The new password is set.").first.wait_for()
    other = open_desk(None)
    other.sign_in(email, NEW_PASSWORD)
    assert other.boot()["user"]["name"] == email


def test_api_key_is_shown_once_works_and_is_revoked(open_desk: Opener) -> None:
    desk = open_desk("worker")
    page = desk.open("/desk/me")
    page.get_by_role("button", name="Make a key").click()
    page.get_by_text("It is shown only once.", exact=False).wait_for()
    secret, key = (text.strip() for text in page.locator("code").all_inner_texts())
    desk.check()

    caller = open_desk(None)
    headers = {"Authorization": f"token {key}:{secret}"}
    address = f"{caller.url}/api/method/frappe.auth.get_logged_user"
    assert caller.page.request.get(address, headers=headers).json()["message"] == PEOPLE["worker"].email

    page = desk.open("/desk/me")
    assert key in page.content()
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    page.get_by_text("You have no key.").wait_for()
    assert caller.page.request.get(address, headers=headers).status == 401


def test_another_session_is_ended(open_desk: Opener) -> None:
    email = new_user(open_desk(), "sessions@example.com")
    here, there = open_desk(email), open_desk(email)
    page = here.open("/desk/me")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("main").get_by_role("button", name="Sign out").first.click()

    assert there.boot()["user"]["name"] == "Guest"
    assert here.boot()["user"]["name"] == email


def test_forgotten_password_is_set_by_the_link_in_the_queue(open_desk: Opener) -> None:
    administrator = open_desk()
    email = new_user(administrator, "forgot@example.com")
    desk = open_desk(None)
    page = desk.open("/login")
    page.get_by_role("button", name="Forgot password?").click()
    page.get_by_label("User name or email").fill(email)
    page.get_by_role("button", name="Send link").click()
    page.get_by_text("If this account exists, a link to set a new password is on its way").wait_for()
    desk.check()

    queued = administrator.call(
        "frappe.client.get_list",
        doctype="Email Queue",
        fields=["message"],
        order_by="creation desc",
        limit_page_length=1,
    )
    parts_of_mail = message_from_string(queued[0]["message"], policy=default).walk()
    text = "".join(part.get_content() for part in parts_of_mail if part.get_content_maintype() == "text")
    link = re.search(r"https?://[^\s\"'<>]*/update-password\?key=[\w.-]+", text)
    assert link is not None, text
    parts = urlsplit(link.group())
    page = desk.open(f"{parts.path}?{parts.query}")
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set password").click()
    page.get_by_text("The new password is set. Other sessions have been signed out.").wait_for()
    other = open_desk(None)
    other.sign_in(email, NEW_PASSWORD)

    page = open_desk(None).open(f"{parts.path}?{parts.query}")
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD + "2")
    page.get_by_label("New password again").fill(NEW_PASSWORD + "2")
    page.get_by_role("button", name="Set password").click()
    page.get_by_role("alert").first.wait_for()
