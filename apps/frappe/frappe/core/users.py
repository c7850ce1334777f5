"""Questions about users that apps ask: who holds a role, of which type is an account (``frappe.utils.user``)."""

from __future__ import annotations

from frappe.context import local
from frappe.localization.users import get_fullname
from frappe.model.documents import get_cached_value, get_doc, new_doc
from frappe.permissions import UserAccess, access_of
from frappe.types import _dict


def get_user_fullname(user: str) -> str:
    """Return a user's full name."""
    return get_fullname(user)


def get_fullname_and_avatar(user: str) -> _dict:
    """Return name, full name and picture of a user."""
    picture = get_cached_value("User", user, "user_image")
    return _dict(fullname=get_fullname(user), avatar=picture, name=user)


def get_users_with_role(role: str) -> list[str]:
    """Return the enabled users that hold a role themselves."""
    holders = local.db.get_all("Has Role", {"role": role, "parenttype": "User"}, pluck="parent", distinct=True)
    if not holders:
        return []
    wanted = {"name": ["in", [name for name in holders if name != "Administrator"]], "enabled": 1}
    return list(local.db.get_all("User", wanted, pluck="name", order_by="name asc"))


def get_system_managers(only_name: bool = False) -> list[str]:
    """Return the enabled System Managers, as mail recipients or by name alone."""
    names = get_users_with_role("System Manager")
    return names if only_name else [f"{get_fullname(name)} <{name}>" for name in names]


def is_system_user(username: str | None = None) -> bool:
    """Tell whether an enabled account may use the desk."""
    return _is_of_type(username, "System User")


def is_website_user(username: str | None = None) -> bool:
    """Tell whether an account may use the website only."""
    return _is_of_type(username, "Website User")


def _is_of_type(username: str | None, user_type: str) -> bool:
    access: UserAccess = access_of(username or local.session.user)
    return access.enabled and access.user_type == user_type


def add_role(user: str, role: str) -> None:
    """Give a user a role."""
    get_doc("User", user).add_roles(role)


def add_system_manager(
    email: str,
    first_name: str | None = None,
    last_name: str | None = None,
    send_welcome_email: bool = False,
    password: str | None = None,
) -> str:
    """Make a user that holds every role with desk access; return its name."""
    user = new_doc(
        "User", email=email, enabled=1, first_name=first_name or email, last_name=last_name, user_type="System User",
        send_welcome_email=int(send_welcome_email),
    )  # fmt: skip
    if password:
        user.new_password = password
    user.insert()
    automatic = ("Administrator", "Guest", "All", "Desk User")
    roles = local.db.get_all("Role", {"name": ["not in", automatic], "disabled": 0}, pluck="name", order_by="name asc")
    user.add_roles(*roles)
    return str(user.name)


def disable_users(limits: dict[str, int] | None = None) -> None:
    """Do nothing: the framework sells no user limits. Kept because apps call it."""
