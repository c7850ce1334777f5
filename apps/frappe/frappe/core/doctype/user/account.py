"""What users do with their own account, and what the forms of accounts ask for (contract 7.5, 7.9)."""

from __future__ import annotations

import zoneinfo
from typing import Any

from frappe.context import current_user, invalidate, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import only_for
from frappe.rpc import rate_limit, whitelist
from frappe.utils import cint, cstr, validate_email_address

HIDDEN_ROLES = ["Administrator", "Guest", "All", "Desk User"]
PROFILE = ("first_name", "middle_name", "last_name", "language", "time_zone", "mobile_no", "phone", "user_image",
           "email_signature", "desk_theme")  # fmt: skip
THEMES = ("Light", "Dark", "Automatic")


@whitelist(methods=["POST"])
def set_language(language: str) -> dict[str, str]:
    """Change the acting user's language."""
    check_language(language)
    local.db.set_value("User", current_user(), {"language": language})
    invalidate()
    return {"language": language}


def check_language(language: str) -> None:
    """Raise unless a language is one of the enabled ones."""
    if not local.db.exists("Language", {"name": language, "enabled": 1}):
        raise ValidationError(_("Language {0} is not available.").format(language), fieldname="language")


@whitelist()
def get_all_roles() -> list[str]:
    """Return the roles that can be given."""
    only_for("System Manager")
    filters = {"name": ["not in", HIDDEN_ROLES], "disabled": 0}
    return list(local.db.get_all("Role", filters, pluck="name", order_by="name asc"))


@whitelist()
def get_timezones() -> dict[str, list[str]]:
    """Return the time zones that can be chosen."""
    return {"timezones": sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")}


@whitelist()
def get_perm_info(role: str) -> list[dict[str, Any]]:
    """Return the permission rows that a role has, DocType by DocType."""
    only_for("System Manager")
    names = local.db.get_all("DocType", {"istable": 0}, pluck="name", order_by="name asc")
    return [
        {**row.as_dict(), "parent": name} for name in names for row in get_meta(name).permissions if row.role == role
    ]


@whitelist(methods=["POST"])
def switch_theme(theme: str) -> None:
    """Change the acting user's desk theme."""
    if theme not in THEMES:
        raise ValidationError(_("{0} is no theme.").format(theme), fieldname="theme")
    local.db.set_value("User", current_user(), {"desk_theme": theme}, update_modified=False)


@whitelist()
def get_my_profile() -> dict[str, Any]:
    """Return what the acting user sees of himself."""
    doc = get_doc("User", current_user())
    shown = ("name", "full_name", "email", "username", "api_key", "last_password_reset_date", *PROFILE)
    return {key: doc.get(key) for key in shown}


@whitelist(methods=["POST"])
def update_my_profile(values: dict[str, Any]) -> dict[str, Any]:
    """Change what a user may change of himself."""
    if current_user() == "Guest":
        raise NoPermission(_("Sign in first."))
    doc = get_doc("User", current_user(), for_update=True)
    if values.get("language"):
        check_language(cstr(values["language"]))
    doc.update({key: values[key] for key in PROFILE if key in values})
    doc.save(ignore_permissions=True)
    return get_my_profile()


@whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=10, seconds=3600)
def sign_up(email: str, full_name: str, redirect_to: str | None = None) -> tuple[int, str]:
    """Make an account for a visitor, when the site allows it; the answer does not tell who has one already."""
    if cint(local.db.get_single_value("Website Settings", "disable_signup")) or not full_name.strip():
        raise NoPermission(_("Sign Up is disabled"))
    if not validate_email_address(email):
        raise ValidationError(_("{0} is not a valid Email Address").format(email), fieldname="email")
    if not local.db.exists("User", email.strip().lower()):
        name = full_name.strip()[:140]
        new_doc("User", email=email, first_name=name, enabled=1, user_type="Website User").insert(
            ignore_permissions=True
        )
    return 1, _("Please check your email for verification")


@whitelist(methods=["POST"])
def impersonate(user: str, reason: str) -> None:
    """Let Administrator work as another user; it is logged and the user is told."""
    if (
        current_user() != "Administrator"
        or user in HIDDEN_ROLES
        or not local.db.exists("User", {"name": user, "enabled": 1})
    ):
        raise NoPermission(_("Only Administrator may sign in as another user."))
    if not reason.strip():
        raise ValidationError(_("Give a reason."), fieldname="reason")
    subject = _("Administrator signed in as you: {0}").format(reason.strip()[:200])
    values: dict[str, Any] = {
        "subject": f"Impersonate {user}: {reason.strip()}"[:1000],
        "operation": "Impersonate",
        "status": "Success",
    }
    new_doc("Activity Log", **values, user=user, full_name="Administrator").insert(ignore_permissions=True)
    new_doc("Notification Log", for_user=user, type="Alert", subject=subject).insert(ignore_permissions=True)
    local.login_manager.login_as(user)
