"""Roles, role profiles and module profiles: what their users have follows them."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from core.people import ADA, make_user
from frappe.exceptions import ValidationError


def make_role(name: str, **values: Any) -> Any:
    return frappe.get_doc({"doctype": "Role", "role_name": name, **values}).insert()


def user_type(user: str) -> Any:
    return frappe.db.get_value("User", user, "user_type")


def test_disabled_role_is_taken_from_its_users_with_their_desk(site: Any) -> None:
    role = make_role("Clerk")
    make_user(ADA, "Clerk")
    before = (user_type(ADA), "Clerk" in frappe.get_roles(ADA))

    role.disabled = 1
    role.save()

    assert before == ("System User", True)
    assert (user_type(ADA), "Clerk" in frappe.get_roles(ADA)) == ("Website User", False)


def test_role_without_desk_access_makes_website_users(site: Any) -> None:
    role = make_role("Clerk")
    make_user(ADA, "Clerk")

    role.desk_access = 0
    role.save()

    assert user_type(ADA) == "Website User"
    assert "Clerk" in frappe.get_roles(ADA)


def test_deleted_role_leaves_no_rule_and_no_user(site: Any) -> None:
    make_role("Clerk")
    make_user(ADA, "Clerk")
    frappe.get_doc({"doctype": "Custom DocPerm", "parent": "ToDo", "role": "Clerk", "read": 1}).insert()

    frappe.delete_doc("Role", "Clerk", force=True)

    assert "Clerk" not in frappe.get_roles(ADA)
    assert not frappe.db.count("Custom DocPerm", {"role": "Clerk"})


@pytest.mark.parametrize("role", ["System Manager", "All", "Guest", "Administrator"])
def test_standard_roles_stay(site: Any, role: str) -> None:
    with pytest.raises(ValidationError, match="cannot be deleted"):
        frappe.delete_doc("Role", role, force=True)
    with pytest.raises(ValidationError, match="cannot be disabled"):
        frappe.get_doc("Role", role).update({"disabled": 1}).save()
    with pytest.raises(ValidationError, match="cannot be renamed"):
        frappe.rename_doc("Role", role, "Other", force=True)


def profile(*roles: str) -> Any:
    rows = [{"role": role} for role in roles]
    return frappe.get_doc({"doctype": "Role Profile", "role_profile": "Office", "roles": rows}).insert()


def held(user: str) -> set[str]:
    return set(frappe.get_all("Has Role", {"parent": user, "parenttype": "User"}, pluck="role"))


def test_users_of_a_profile_have_its_roles_and_follow_its_changes(site: Any) -> None:
    make_role("Clerk")
    make_role("Cashier")
    office = profile("Clerk", "Clerk")
    make_user(ADA)
    frappe.get_doc("User", ADA).update({"role_profiles": [{"role_profile": "Office"}]}).save()
    first = held(ADA)

    office.reload().update({"roles": [{"role": "Cashier"}]}).save()

    assert (first, held(ADA)) == ({"Clerk"}, {"Cashier"})
    with pytest.raises(ValidationError, match="used by 1 users"):
        office.delete(force=True)


def test_module_profile_hides_its_modules_from_its_users(site: Any) -> None:
    hidden = frappe.get_doc({"doctype": "Module Profile", "module_profile_name": "Few",
                             "block_modules": [{"module": "Desk"}]}).insert()  # fmt: skip
    make_user(ADA, "System Manager")
    user = frappe.get_doc("User", ADA).update({"module_profile": "Few"}).save()
    first = [row.module for row in user.block_modules]

    hidden.update({"block_modules": [{"module": "Core"}]}).save()

    assert first == ["Desk"]
    assert [row.module for row in frappe.get_doc("User", ADA).block_modules] == ["Core"]
