"""Who a request speaks for: sessions, keys, CSRF, throttling, passwords (contract 7.5)."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from api_site import MANAGER, PASSWORD, PLAIN, READER, WRITER, Caller, World
from frappe.auth import LoginAttemptTracker
from frappe.localization.clock import frozen, utc_now

ADMIN_PASSWORD = "Adm1n-of-Tests!"
USER_METHODS = "/api/method/frappe.core.doctype.user.user."


def whoami(caller: Caller) -> Any:
    return caller.get("/api/method/frappe.auth.get_logged_user").json.get("message")


def sign_in(world: World, user: str, password: str, address: str) -> Any:
    return world.guest()(
        "POST", "/api/method/login", json={"usr": user, "pwd": password}, environ_base={"REMOTE_ADDR": address}
    )


def test_sign_in_sets_the_cookies_of_the_contract(world: World) -> None:
    caller = world.guest()
    answer = caller.post("/api/method/login", usr=READER, pwd=PASSWORD)

    cookies = {text.split("=", 1)[0]: text for text in answer.headers.getlist("Set-Cookie")}
    assert answer.json["message"] == "Logged In"
    assert (answer.json["home_page"], answer.json["full_name"]) == ("/desk", "Reader")
    assert set(cookies) == {"sid", "system_user", "full_name", "user_id", "user_image", "user_lang"}
    assert "HttpOnly" in cookies["sid"] and "SameSite=Lax" in cookies["sid"] and "Domain" not in cookies["sid"]
    assert "Max-Age" in cookies["sid"] and "Secure" not in cookies["sid"]
    assert whoami(caller) == READER


def test_cookie_is_secure_where_the_site_is_reached_by_https(world: World) -> None:
    answer = world.guest()(
        "POST", "/api/method/login", json={"usr": READER, "pwd": PASSWORD}, base_url=f"https://{world.name}"
    )

    assert all("Secure" in text for text in answer.headers.getlist("Set-Cookie"))
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_sign_in_by_cmd_form_as_the_python_client_does(world: World) -> None:
    caller = world.guest()

    answer = caller("POST", "/", data={"cmd": "login", "usr": READER, "pwd": PASSWORD})

    assert answer.json["message"] == "Logged In"
    assert whoami(caller) == READER


@pytest.mark.parametrize("user", [READER, "nobody@example.com", "Guest"])
def test_wrong_password_and_unknown_account_get_the_same_answer(world: World, user: str) -> None:
    answer = world.guest().post("/api/method/login", usr=user, pwd="wrong")

    assert (answer.status_code, answer.json["exc_type"]) == (401, "AuthenticationError")
    assert answer.json["exception"] == "AuthenticationError: Incorrect User or Password"


def test_sign_out_ends_the_session(world: World) -> None:
    caller = world.signed_in(READER)
    sid = caller.client.get_cookie("sid", domain=world.name).value

    out = caller.post("/api/method/logout")
    again = world.guest()
    again.client.set_cookie("sid", sid, domain=world.name)
    answer = again.get("/api/method/frappe.auth.get_logged_user")

    assert out.status_code == 200
    assert caller.client.get_cookie("sid", domain=world.name) is None
    assert answer.status_code == 403
    assert answer.json["session_expired"] == 1


def test_change_by_session_needs_its_token(world: World) -> None:
    caller, other = world.signed_in(WRITER), world.signed_in(READER)
    token = caller.headers.pop("X-Frappe-CSRF-Token")

    missing = caller.post("/api/resource/Api Party", name="no token")
    caller.headers["X-Frappe-CSRF-Token"] = other.headers["X-Frappe-CSRF-Token"]
    foreign = caller.post("/api/resource/Api Party", name="foreign token")
    caller.headers["X-Frappe-CSRF-Token"] = token
    right = caller.post("/api/resource/Api Party", name="right token")
    del caller.headers["X-Frappe-CSRF-Token"]
    by_form = caller.post("/api/resource/Api Party", name="token in the form", csrf_token=token)

    assert (missing.status_code, missing.json["exc_type"]) == (400, "CSRFTokenError")
    assert foreign.status_code == 400
    assert right.status_code == 200
    assert by_form.status_code == 200


def test_reading_by_session_needs_no_token(world: World) -> None:
    caller = world.signed_in(READER)
    del caller.headers["X-Frappe-CSRF-Token"]

    assert caller.get("/api/resource/Api Order").status_code == 200


def test_idle_session_expires(world: World) -> None:
    caller = world.signed_in(READER)
    late = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=200)).isoformat()
    with world.inside() as local:
        local.db.connection.execute("update `tabSessions` set `lastupdate` = ? where `user` = ?", (late, READER))
        frappe.clear_cache()
        local.db.commit()

    answer = caller.get("/api/method/frappe.auth.get_logged_user")

    assert (answer.status_code, answer.json["session_expired"]) == (403, 1)


def test_sessions_are_listed_and_revoked(world: World) -> None:
    first, second = world.signed_in(MANAGER), world.signed_in(MANAGER)

    rows = second.call("frappe.sessions.get_my_sessions")
    other = next(row["id"] for row in rows if not row["is_current"])
    foreign = world.signed_in(READER).post("/api/method/frappe.sessions.revoke", id=other)
    second.call("frappe.sessions.revoke", id=other)

    assert len(rows) == 2
    assert foreign.status_code == 403
    assert first.get("/api/method/frappe.auth.get_logged_user").status_code == 403
    assert whoami(second) == MANAGER


def test_disabling_an_account_ends_sessions_and_keys(world: World, admin: Caller) -> None:
    email = "leaver@example.com"
    admin.post("/api/resource/User", email=email, first_name="Leaver", new_password=PASSWORD, send_welcome_email=0)
    keys = admin.call("frappe.core.doctype.user.user.generate_keys", user=email)
    session, key = world.signed_in(email), world.guest()
    key.headers["Authorization"] = f"token {keys['api_key']}:{keys['api_secret']}"
    before = (whoami(session), whoami(key))

    admin.put(f"/api/resource/User/{email}", enabled=0)

    assert before == (email, email)
    assert session.get("/api/method/frappe.auth.get_logged_user").status_code == 403
    assert key.get("/api/method/frappe.auth.get_logged_user").status_code == 401
    assert world.guest().post("/api/method/login", usr=email, pwd=PASSWORD).status_code == 401


def test_key_works_as_token_and_as_basic(world: World) -> None:
    pair = world.keys[READER].removeprefix("token ")
    basic = world.guest()
    basic.headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()

    assert whoami(world.by_key(READER)) == READER
    assert whoami(basic) == READER


@pytest.mark.parametrize(
    ("header", "status"),
    [("token a:b", 401), ("token", 401), ("Basic !!!", 400), ("Digest x", 400), ("Bearer x", 401), ("Basic YTpi", 401)],
)
def test_wrong_authorization_is_refused(guest: Caller, header: str, status: int) -> None:
    guest.headers["Authorization"] = header

    assert guest.get("/api/method/ping").status_code == status


def test_revoked_key_stops_working(world: World) -> None:
    caller = world.by_key(PLAIN)
    before = whoami(caller)

    caller.call("frappe.core.doctype.user.user.revoke_keys")

    assert before == PLAIN
    assert caller.get("/api/method/ping").status_code == 401


def test_failed_sign_ins_lock_the_account_for_a_while(world: World) -> None:
    world.settings(allow_consecutive_login_attempts=3, allow_login_after_fail=60)
    attempts = [sign_in(world, WRITER, "wrong", f"10.1.1.{number}") for number in range(3)]

    locked = sign_in(world, WRITER, PASSWORD, "10.1.1.9")
    with frozen(utc_now() + datetime.timedelta(seconds=61)):
        later = sign_in(world, WRITER, PASSWORD, "10.1.1.9")
    world.settings(allow_consecutive_login_attempts=10)

    assert [answer.status_code for answer in attempts] == [401, 401, 401]
    assert (locked.status_code, locked.json["exc_type"]) == (417, "SecurityException")
    assert later.status_code == 200


def test_failures_are_counted_for_all_processes_and_forgotten_after_a_success(world: World) -> None:
    sign_in(world, READER, "wrong", "10.1.2.3")
    with world.inside():
        assert LoginAttemptTracker(f"user:{READER}").count() == 1
        assert LoginAttemptTracker("ip:10.1.2.3").count() == 1

    sign_in(world, READER, PASSWORD, "10.1.2.4")

    with world.inside():
        assert LoginAttemptTracker(f"user:{READER}").count() == 0


def test_one_gets_into_a_site_that_waits_for_its_migration(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frappe.auth._counts", lambda: False)

    assert sign_in(world, READER, "wrong", "10.1.9.9").status_code == 401
    assert sign_in(world, READER, PASSWORD, "10.1.9.9").status_code == 200


def test_a_sign_out_throws_no_definitions_away(world: World) -> None:
    caller = world.signed_in(READER)
    with world.inside() as local:
        version = local.site_state.version

    assert caller.post("/api/method/logout").status_code == 200

    assert whoami(caller) in (None, "Guest")
    with world.inside() as local:
        assert local.site_state.version == version


def test_failed_sign_ins_lock_the_address_for_a_while(world: World) -> None:
    world.settings(allow_consecutive_login_attempts=3)
    for number in range(3):
        sign_in(world, f"guess{number}@example.com", "wrong", "10.2.2.2")

    same = sign_in(world, READER, PASSWORD, "10.2.2.2")
    other = sign_in(world, READER, PASSWORD, "10.2.2.3")
    world.settings(allow_consecutive_login_attempts=10)

    assert (same.status_code, other.status_code) == (417, 200)


def test_address_forwarded_by_a_stranger_does_not_count(world: World) -> None:
    world.guest()(
        "POST",
        "/api/method/login",
        json={"usr": WRITER, "pwd": PASSWORD},
        headers={"X-Forwarded-For": "9.9.9.9"},
        environ_base={"REMOTE_ADDR": "10.2.3.4"},
    )

    with world.inside() as local:
        assert local.db.get_value("User", WRITER, "last_ip") == "10.2.3.4"


@pytest.fixture
def bound(world: World) -> Iterator[None]:
    """Bind one account to addresses and one to hours of the day."""
    rules = {PLAIN: {"restrict_ip": "10.3."}, MANAGER: {"login_after": 8, "login_before": 18}}
    for undo in (False, True):
        with world.inside():
            for user, values in rules.items():
                frappe.db.set_value("User", user, dict.fromkeys(values) if undo else values)
            frappe.db.commit()
        if not undo:
            yield


def test_account_may_be_bound_to_addresses_and_hours(world: World, bound: None) -> None:
    with frozen("2026-11-27 12:00:00"):
        noon = [sign_in(world, MANAGER, PASSWORD, "10.4.0.1"), sign_in(world, PLAIN, PASSWORD, "10.3.0.1")]
        elsewhere = sign_in(world, PLAIN, PASSWORD, "10.4.0.1")
    with frozen("2026-11-27 22:00:00"):
        night = sign_in(world, MANAGER, PASSWORD, "10.4.0.1")

    assert [answer.status_code for answer in noon] == [200, 200]
    assert (elsewhere.status_code, night.status_code) == (401, 401)
    assert "time" in night.json["exception"]


# -- passwords


def test_old_password_must_be_changed_before_signing_in(world: World, guest: Caller) -> None:
    with world.inside():
        frappe.db.set_value("User", READER, "last_password_reset_date", "2026-01-01")
        frappe.db.commit()

    answer = guest.post("/api/method/login", usr=READER, pwd=PASSWORD)
    key = answer.json["redirect_to"].partition("key=")[2]
    weak = guest.post(USER_METHODS + "update_password", key=key, new_password="password1")
    same = guest.post(USER_METHODS + "update_password", key=key, new_password=PASSWORD)
    changed = guest.post(USER_METHODS + "update_password", key=key, new_password="Qw9!harbour-lights")
    again = guest.post(USER_METHODS + "update_password", key=key, new_password="Zx5!harbour-lights")

    assert answer.json["message"] == "Password Reset"
    assert not guest.client.get_cookie("sid", domain=world.name)
    assert (weak.status_code, same.status_code) == (417, 417)
    assert changed.status_code == 200
    assert (again.status_code, again.json["exc_type"]) == (410, "LinkExpired")
    assert world.signed_in(READER, "Qw9!harbour-lights")


def test_last_three_passwords_are_not_used_again(world: World) -> None:
    caller = world.signed_in(WRITER)
    used = [PASSWORD, "Aa1!first-mountain", "Bb2!second-mountain"]
    for old, new in zip(used, used[1:], strict=False):
        assert caller.post(USER_METHODS + "update_password", old_password=old, new_password=new).status_code == 200

    reused = [caller.post(USER_METHODS + "update_password", old_password=used[-1], new_password=old) for old in used]
    wrong = caller.post(USER_METHODS + "update_password", old_password="no", new_password="Cc3!third-mountain")

    assert [answer.status_code for answer in reused] == [417, 417, 417]
    assert wrong.status_code == 417


def test_reset_link_lies_in_the_mail_queue_and_answers_alike_for_unknown_accounts(world: World, guest: Caller) -> None:
    known = guest("POST", "/", data={"cmd": "frappe.core.doctype.user.user.reset_password", "user": MANAGER})
    unknown = guest.post(USER_METHODS + "reset_password", user="nobody@example.com")

    with world.inside() as local:
        mails = local.db.get_all("Email Queue", fields=["message"])
    assert known.json == unknown.json
    assert (
        len([mail for mail in mails if "/update-password?key" in mail.message.replace("=3D", "=").replace("=\n", "")])
        == 1
    )


def test_reset_link_does_not_follow_the_host_header(world: World, guest: Caller) -> None:
    guest.headers["X-Frappe-Site-Name"] = world.name
    guest.headers["Host"] = "evil.example"
    guest.post(USER_METHODS + "reset_password", user=WRITER)

    with world.inside() as local:
        texts = local.db.get_all("Email Queue", pluck="message")
    assert texts and not any("evil.example" in text for text in texts)


def test_asking_for_reset_links_is_limited(guest: Caller) -> None:
    statuses = [guest.post(USER_METHODS + "reset_password", user="often@example.com").status_code for _each in range(4)]

    assert statuses == [200, 200, 200, 429]


def test_impersonation_is_for_administrator_logged_and_told(world: World) -> None:
    administrator = world.signed_in("Administrator", ADMIN_PASSWORD)
    refused = world.signed_in(MANAGER).post(USER_METHODS + "impersonate", user=READER, reason="curious")

    answer = administrator.post(USER_METHODS + "impersonate", user=MANAGER, reason="help with a list")

    assert refused.status_code == 403
    assert answer.status_code == 200
    assert whoami(administrator) == MANAGER
    with world.inside() as local:
        assert local.db.exists("Activity Log", {"operation": "Impersonate", "user": MANAGER})
        assert local.db.exists("Notification Log", {"for_user": MANAGER, "type": "Alert"})


def test_sign_ins_and_failures_are_logged_without_passwords(world: World) -> None:
    sign_in(world, "stranger@example.com", "s3cret-guess", "10.5.5.5")

    with world.inside() as local:
        row = local.db.get_value("Activity Log", {"ip_address": "10.5.5.5"}, "*", as_dict=True)
    assert (row.operation, row.status) == ("Login", "Failed")
    assert "s3cret" not in str(dict(row))
