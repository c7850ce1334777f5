"""Users: names, roles, passwords by the rules, keys (contract 8.15, 7.5; X01)."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.core.doctype.user.passwords import change_password, is_common, make_reset_link, policy_problems, user_of_key
from frappe.exceptions import LinkExpired, ValidationError
from frappe.exceptions import PermissionError as NoPermission
from frappe.utils.password import check_password

GOOD = ("Gr8-Horse!", "Gr9-Tiger!", "Gr7-Zebra!", "Gr6-Camel!")


def make_user(email: str, *roles: str, **values: Any) -> Any:
    rows = [{"role": role} for role in roles]
    return frappe.get_doc(
        {"doctype": "User", "email": email, "first_name": email.split("@")[0].title(), "roles": rows, **values}
    ).insert()


def test_user_is_named_by_the_address_in_lower_case(site: Any) -> None:
    user = make_user("Ann@Example.COM", last_name="Li")

    assert (user.name, user.email, user.full_name) == ("ann@example.com", "ann@example.com", "Ann Li")


def test_desk_role_makes_a_system_user(site: Any) -> None:
    plain, desk = make_user("a@example.com"), make_user("b@example.com", "Translator")

    assert (plain.user_type, desk.user_type) == ("Website User", "System User")


def test_automatic_roles_are_not_kept(site: Any) -> None:
    user = make_user("a@example.com", "All", "Guest", "Desk User", "Translator", "Translator")

    assert [row.role for row in user.roles] == ["Translator"]


def test_role_profile_gives_exactly_its_roles_and_follows_changes(site: Any) -> None:
    profile = frappe.get_doc(
        {"doctype": "Role Profile", "role_profile": "Words", "roles": [{"role": "Translator"}]}
    ).insert()
    user = make_user("a@example.com", "Inbox User", role_profiles=[{"role_profile": "Words"}])
    first = [row.role for row in user.roles]

    profile.append("roles", {"role": "Report Manager"})
    profile.save()

    user.reload()
    assert (first, [row.role for row in user.roles]) == (["Translator"], ["Translator", "Report Manager"])


def test_last_system_manager_cannot_be_disabled(site: Any) -> None:
    frappe.db.sql("update `tabUser` set `enabled` = 0 where `name` not in ('Administrator', 'Guest')")
    one, two = make_user("a@example.com", "System Manager"), make_user("b@example.com", "System Manager")

    one.enabled = 0
    one.save()
    two.enabled = 0
    with pytest.raises(ValidationError, match="at least one System Manager"):
        two.save()


@pytest.mark.parametrize("name", ["Administrator", "Guest"])
def test_standard_users_are_neither_disabled_nor_deleted(site: Any, name: str) -> None:
    user = frappe.get_doc("User", name)
    user.enabled = 0

    with pytest.raises(ValidationError):
        user.save()
    with pytest.raises(ValidationError):
        frappe.delete_doc("User", name)


def test_username_is_unique(site: Any) -> None:
    make_user("a@example.com", username="ann")

    with pytest.raises(ValidationError, match="already exists"):
        make_user("b@example.com", username="ANN")


def test_new_user_gets_a_link_by_mail_and_may_change_the_own_account_only(site: Any) -> None:
    user = make_user("a@example.com")

    assert frappe.db.get_value("Email Queue", {"reference_name": user.name}, "status") == "Not Sent"
    assert frappe.has_permission("User", "write", user.name, user=user.name)
    assert not frappe.has_permission("User", "write", make_user("b@example.com").name, user=user.name)


def test_roles_above_the_users_level_are_restored(site: Any) -> None:
    user = make_user("a@example.com")
    frappe.set_user(user.name)

    doc = frappe.get_doc("User", user.name)
    doc.append("roles", {"role": "System Manager"})
    doc.first_name = "New"
    doc.save()

    stored = frappe.get_doc("User", user.name)
    assert (stored.first_name, [row.role for row in stored.roles]) == ("New", [])


def test_rename_moves_address_password_and_shares(site: Any) -> None:
    make_user("a@example.com", new_password=GOOD[0])

    frappe.rename_doc("User", "a@example.com", "New@Example.com")

    user = frappe.get_doc("User", "new@example.com")
    assert user.email == "new@example.com"
    assert check_password("new@example.com", GOOD[0]) == "new@example.com"
    assert frappe.db.exists("DocShare", {"user": "new@example.com", "share_name": "new@example.com"})


def test_deleted_user_leaves_no_rows_behind(site: Any) -> None:
    make_user("a@example.com", new_password=GOOD[0])

    frappe.delete_doc("User", "a@example.com")

    assert frappe.db.count("Password History", {"user": "a@example.com"}) == 0
    assert frappe.db.count("DocShare", {"user": "a@example.com"}) == 0


# -- passwords


@pytest.mark.parametrize(
    ("password", "lacks"),
    [
        ("Aa1!", 1), ("aaaaaa1!x", 1), ("AAAAAA1!X", 1), ("Aaaaaaaa!", 1), ("Aaaaaaaa1", 1), ("Gr8-Horse!", 0),
        ("P@ssw0rd1!", 1), ("Passw0rd!!", 1), ("Welcome#2024", 1),
    ],
)  # fmt: skip
def test_policy_names_what_is_missing(site: Any, password: str, lacks: int) -> None:
    assert len(policy_problems(password)) == lacks


def test_common_words_are_recognised_behind_signs_and_digits() -> None:
    assert [is_common(text) for text in ("admin123!", "!!qwerty99", "P@55word", "horse-battery")] == [
        True,
        True,
        True,
        False,
    ]


def test_password_differs_from_the_last_three(site: Any) -> None:
    user = make_user("a@example.com", new_password=GOOD[0])
    for password in GOOD[1:3]:
        change_password(user.name, password)

    for password in GOOD[:3]:
        with pytest.raises(ValidationError, match="last 3"):
            change_password(user.name, password)
    change_password(user.name, GOOD[3])
    change_password(user.name, GOOD[0])
    assert check_password(user.name, GOOD[0]) == user.name


def test_password_does_not_hold_the_users_name(site: Any) -> None:
    with pytest.raises(ValidationError, match="your name"):
        make_user("marianne@example.com", new_password="Marianne-1!")


def test_password_is_in_no_row(site: Any) -> None:
    user = make_user("a@example.com", new_password=GOOD[0])

    assert frappe.db.get_value("User", user.name, "new_password") in (None, "")
    assert GOOD[0] not in str(frappe.db.get_value("User", user.name, "*"))


def test_reset_link_works_once_and_only_its_hash_is_stored(site: Any) -> None:
    user = make_user("a@example.com")
    key = make_reset_link(user.name).split("key=")[1]

    assert user_of_key(key) == user.name
    assert frappe.db.get_value("User", user.name, "reset_password_key") != key
    change_password(user.name, GOOD[0])
    with pytest.raises(LinkExpired):
        user_of_key(key)


# -- keys


def test_api_keys_are_made_for_oneself_and_by_managers_for_others(site: Any) -> None:
    from frappe.core.doctype.user.user import generate_keys

    one, two = make_user("a@example.com", "Translator"), make_user("b@example.com")
    keys = generate_keys(one.name)
    assert frappe.get_doc("User", one.name).get_password("api_secret") == keys["api_secret"]

    frappe.set_user(one.name)
    frappe.local.flags.in_test = False
    with pytest.raises(NoPermission):
        generate_keys(two.name)
