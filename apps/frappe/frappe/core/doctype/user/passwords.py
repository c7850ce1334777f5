"""Passwords of users: the rules of X01, changing one, resetting one by link."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import Any

from frappe import sessions
from frappe.auth import require_password
from frappe.context import current_user, invalidate, local
from frappe.exceptions import LinkExpired, ValidationError
from frappe.exceptions import PermissionError as NoPermission
from frappe.localization import get_datetime, get_url, now, now_datetime, nowdate
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.model.documents import new_doc
from frappe.rpc import rate_limit, whitelist
from frappe.utils import cint, cstr, sha256_hash
from frappe.utils.password import is_same_password, stored_hash
from frappe.utils.password import update_password as write_password

STANDARD_USERS = ("Administrator", "Guest")
LONGEST = 1024
DEFAULT_LENGTH, DEFAULT_HISTORY = 8, 3
# What remains of the most used passwords without digits and signs around them.
COMMON = frozenset(
    "abc abcd abcde abcdef abcdefg admin administrator asdf asdfgh baseball changeme default dragon football guest "
    "huawei iloveyou letmein login master monkey password passw pass princess qwer qwert qwerty qwertyuiop root "
    "shadow sunshine superman trustno welcome woaini zaq zxcvbn qazwsx".split()
)
_LEET = str.maketrans("@4301$5!", "aaeoissi")
_CLASSES = (
    ("password_require_upper", re.compile(r"[A-Z]"), "an upper-case letter"),
    ("password_require_lower", re.compile(r"[a-z]"), "a lower-case letter"),
    ("password_require_digit", re.compile(r"[0-9]"), "a digit"),
    ("password_require_special", re.compile(r"[^A-Za-z0-9\s]"), "a special character"),
)


def policy_problems(password: str, personal: Iterable[str] = ()) -> list[str]:
    """Return what a password lacks (X01), empty when it is good; ``personal`` texts must not appear in it.

    Source: requirements X01, S9.10; security 6.2.4.
    """
    shortest = cint(get_setting("password_min_length")) or DEFAULT_LENGTH
    problems = [] if len(password) >= shortest else [_("at least {0} characters").format(shortest)]
    problems += [_(text) for setting, pattern, text in _CLASSES if _asked(setting) and not pattern.search(password)]
    if is_common(password):
        problems.append(_("not one of the most used passwords"))
    if any(len(text) > 3 and text.lower() in password.lower() for text in personal):
        problems.append(_("neither your name nor your e-mail address"))
    return problems


def _asked(setting: str) -> bool:
    value = get_setting(setting)
    return value is None or bool(cint(value))


def is_common(password: str) -> bool:
    """Tell whether a password is a much used word with digits and signs around it."""
    lower = password.lower()
    bare = re.sub(r"^[^a-z]+|[^a-z]+$", "", lower)
    folded = re.sub(r"^[^a-z]+|[^a-z]+$", "", lower.translate(_LEET))
    return not bare or bare in COMMON or folded in COMMON or bare.translate(_LEET) in COMMON


def check_policy(user: str, password: str) -> None:
    """Raise unless a new password keeps the rules and differs from the last ones.

    Raises:
        ValidationError: the text names all that is missing.
    Source: requirements X01, S9.10.
    """
    if len(password) > LONGEST:
        raise ValidationError(_("The password is too long."), fieldname="new_password")
    if not policy_is_on():
        return
    problems = policy_problems(password, _personal_texts(user))
    if problems:
        raise ValidationError(_("The password needs: {0}.").format(", ".join(problems)), fieldname="new_password")
    count = history_count()
    if any(is_same_password(entry, password) for entry in _earlier_hashes(user, count)):
        text = _("The password must differ from the last {0} passwords.").format(count)
        raise ValidationError(text, fieldname="new_password")


def policy_is_on() -> bool:
    value = get_setting("enable_password_policy")
    return value is None or bool(cint(value))


def history_count() -> int:
    value = get_setting("password_history_count")
    return DEFAULT_HISTORY if value is None else cint(value)


def _personal_texts(user: str) -> list[str]:
    first, last = local.db.get_value("User", user, ["first_name", "last_name"], order_by=None) or (None, None)
    return [cstr(user).partition("@")[0], cstr(first), cstr(last)]


def _earlier_hashes(user: str, count: int) -> list[str]:
    if not count:
        return []
    rows = local.db.get_all(
        "Password History", {"user": user}, pluck="password_hash", order_by="changed_on desc, name desc", limit=count
    )
    present = stored_hash(user)
    return list(dict.fromkeys([*([present] if present else []), *rows]))[:count]


def change_password(user: str, password: str, *, keep_sid: str | None = None, check: bool = True) -> None:
    """Set a password by the rules, remember its hash, end the user's other sessions."""
    if check:
        check_policy(user, password)
    _remember_present(user)
    write_password(user, password)
    _remember(user)
    values = {"last_password_reset_date": nowdate(), "reset_password_key": None, "must_change_password": 0}
    local.db.set_value("User", user, values, update_modified=False)
    sessions.end_all(user, keep=keep_sid)
    invalidate()


def _remember_present(user: str) -> None:
    """Keep the hash of a password that was set before there was a history."""
    present = stored_hash(user)
    if present and not local.db.exists("Password History", {"user": user}):
        _write_history(user, present)


def _remember(user: str) -> None:
    _write_history(user, cstr(stored_hash(user)))
    keep = max(history_count(), 1)
    rows = local.db.get_all("Password History", {"user": user}, pluck="name", order_by="changed_on desc, name desc")
    if rows[keep:]:
        local.db.delete("Password History", {"name": ["in", rows[keep:]]})


def _write_history(user: str, hashed: str) -> None:
    entry = new_doc("Password History", user=user, password_hash=hashed, changed_on=now())
    entry.insert(ignore_permissions=True)


@whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=120, seconds=3600)
def test_password_strength(new_password: str) -> dict[str, Any]:
    """Tell what a password lacks; ``score`` is 0 to 4."""
    problems = policy_problems(new_password[:LONGEST])
    feedback = {"password_policy_validation_passed": not problems, "suggestions": problems, "warning": ""}
    return {"score": max(0, 4 - len(problems)), "feedback": feedback}


@whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=30, seconds=3600)
def update_password(
    new_password: str, logout_all_sessions: int = 1, key: str | None = None, old_password: str | None = None
) -> str:
    """Change the password: with the present one, or with the key of a reset link. Returns where to go.

    Raises:
        PermissionError: neither is given. LinkExpired: the key is not valid any more.
    """
    if key:
        user = user_of_key(key)
    else:
        user = current_user()
        if user == "Guest" or not old_password:
            raise NoPermission(_("Sign in and give your current password, or use the link from your e-mail."))
        require_password(old_password[:LONGEST])
    change_password(user, new_password, keep_sid=None if key else local.session.sid)
    return "/login" if key else "/desk"


def user_of_key(key: str) -> str:
    """Return the user of a reset link.

    Raises:
        LinkExpired: it is unknown, used or too old.
    """
    rows = local.db.get_all(
        "User", {"reset_password_key": sha256_hash(key), "enabled": 1}, ["name", "last_reset_password_key_generated_on"]
    )
    life = cint(get_setting("reset_password_link_expiry_duration")) or 1200
    made = get_datetime(rows[0].last_reset_password_key_generated_on) if rows else None
    if made is None or (now_datetime() - made).total_seconds() > life:
        raise LinkExpired(_("The link is not valid any more. Ask for a new one."))
    return str(rows[0].name)


def make_reset_link(user: str) -> str:
    """Return the path of a fresh single-use link; only its hash is stored."""
    key = secrets.token_urlsafe(24)
    values = {"reset_password_key": sha256_hash(key), "last_reset_password_key_generated_on": now()}
    local.db.set_value("User", user, values, update_modified=False)
    return f"/update-password?key={key}"


def _reset_limit() -> int:
    return cint(get_setting("password_reset_limit")) or 3


@whitelist(allow_guest=True, methods=["POST"])
@rate_limit(key="user", limit=_reset_limit, seconds=3600)
def reset_password(user: str) -> str:
    """Send a reset link; the answer is the same whether the account exists or not."""
    name = local.db.get_value("User", {"name": user.strip().lower(), "enabled": 1}, "name", order_by=None)
    if name and name not in STANDARD_USERS:
        send_link(
            str(name),
            subject=_("Reset your password"),
            message=_("Open this link to set a new password: {0}"),
            template=get_setting("reset_password_template"),
        )
    return _("If the account exists, a link was sent to its e-mail address.")


def send_link(user: str, *, subject: str, message: str, template: str | None = None) -> None:
    """Queue a mail with a link to set a password; ``{0}`` in the message is the link."""
    from frappe.email.doctype.email_queue.email_queue import queue_mail

    link = get_url(make_reset_link(user))
    text = message.format(link)
    if template:
        from frappe.email.doctype.email_template.email_template import fill_template

        context = {"link": link, "user": user, "full_name": local.db.get_value("User", user, "full_name")}
        rendered = fill_template(template, context)
        subject, text = rendered["subject"], rendered["message"]
    queue_mail(recipients=[user], subject=subject, message=text, reference_doctype="User", reference_name=user)


@whitelist(methods=["POST"])
@rate_limit(limit=20, seconds=600)
def verify_password(password: str) -> None:
    """Refuse to go on unless the acting user's password is given."""
    require_password(password[:LONGEST])
