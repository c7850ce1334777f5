"""API keys of users: a key and a secret in place of a session (contract 7.5)."""

from __future__ import annotations

import secrets

from frappe.context import current_user, invalidate, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.permissions import has_permission, only_for
from frappe.rpc import whitelist
from frappe.utils.password import remove_encrypted_password, set_encrypted_password


@whitelist(methods=["POST"])
def generate_keys(user: str | None = None) -> dict[str, str]:
    """Make a new API secret, and a key when there is none; the secret is shown this once."""
    user = _allowed_user(user)
    if user == "Guest" or (user == "Administrator" and current_user() != "Administrator"):
        raise NoPermission(_("This account has no API key."))
    secret = secrets.token_urlsafe(24)
    key = local.db.get_value("User", user, "api_key") or secrets.token_hex(8)
    local.db.set_value("User", user, {"api_key": key, "api_secret": "*" * 10})
    set_encrypted_password("User", user, secret, "api_secret")
    invalidate()
    return {"api_key": str(key), "api_secret": secret}


@whitelist(methods=["POST"])
def revoke_keys(user: str | None = None) -> dict[str, str]:
    """Take an API key away."""
    user = _allowed_user(user)
    local.db.set_value("User", user, {"api_key": None, "api_secret": None})
    remove_encrypted_password("User", user, "api_secret")
    invalidate()
    return {"status": "ok"}


def _allowed_user(user: str | None) -> str:
    """Return whose keys are meant: one's own, or another's for who may write that account."""
    user = user or current_user()
    if user != current_user():
        only_for("System Manager")
        has_permission("User", "write", user, throw=True)
    return user
