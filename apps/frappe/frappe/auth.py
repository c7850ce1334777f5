"""Sign in and out; who a request speaks for (contract 7.5)."""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import hmac
import secrets
from typing import Any

from frappe import sessions
from frappe.context import current_user, local, slot
from frappe.exceptions import (
    AuthenticationError,
    CSRFTokenError,
    InvalidAuthorizationHeader,
    SecurityException,
    ValidationError,
)
from frappe.localization import getdate, now, now_datetime, utc_now
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.model.documents import get_doc
from frappe.modules import get_attr, get_hooks
from frappe.permissions import access_of
from frappe.records.dialects import increment
from frappe.rpc import whitelist
from frappe.sites import set_user
from frappe.types import _dict
from frappe.utils.numbers import cint
from frappe.utils.password import check_password, get_decrypted_password

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "QUERY")
_PROCESS_KEY = secrets.token_bytes(32)


def authenticate() -> None:
    """Make the request's user the acting one: by Authorization header, else by session cookie."""
    header = local.request.headers.get("Authorization")
    if header:
        _by_header(header)
    else:
        _by_session()
    for path in get_hooks("auth_hooks"):
        get_attr(path)()
    if header and current_user() == "Guest":
        raise AuthenticationError(_("The credentials are not valid."))
    local.lang = language()


def language() -> str:
    """Return the request's language: asked for, else the user's, the browser's, the site's (contract section 10)."""
    asked = local.form_dict.get("_lang")
    if isinstance(asked, str) and 2 <= len(asked) <= 10:
        return asked
    own = access_of(current_user()).language
    if own:
        return own
    if current_user() == "Guest":
        preferred = local.request.cookies.get("preferred_language")
        if preferred in ("en", "zh"):
            return str(preferred)
        best = local.request.accept_languages.best_match(["zh", "zh-CN", "en"])
        if best:
            return "zh" if best.startswith("zh") else "en"
    return str(get_setting("language") or "en")


# -- header


def _by_header(header: str) -> None:
    scheme, _space, credentials = header.partition(" ")
    if scheme.lower() == "bearer":
        raise AuthenticationError(_("Bearer tokens are not available yet. Use an API key: token key:secret."))
    reader = {"token": _token_parts, "basic": _basic_parts}.get(scheme.lower())
    if reader is None:
        raise InvalidAuthorizationHeader(_("The Authorization header must be of type token or Basic."))
    key, secret = reader(credentials.strip())
    user = user_of_key(key, secret)
    if user is None:
        raise AuthenticationError(_("The credentials are not valid."))
    set_user(user)


def _token_parts(credentials: str) -> tuple[str, str]:
    key, _colon, secret = credentials.partition(":")
    return key, secret


def _basic_parts(credentials: str) -> tuple[str, str]:
    try:
        return _token_parts(base64.b64decode(credentials, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise InvalidAuthorizationHeader(_("The Authorization header cannot be read.")) from error


def user_of_key(key: str, secret: str) -> str | None:
    """Return the user of an API key; a verified pair is remembered as a keyed hash, never in clear."""
    known: dict[bytes, str] = slot("api_keys", dict)
    mark = hmac.digest(_PROCESS_KEY, f"{key}:{secret}".encode(), hashlib.sha256)
    user = known.get(mark)
    if user is None:
        user = _verify_key(key, secret)
        if user is None:
            return None
        known[mark] = user
    return user if access_of(user).enabled else None


def _verify_key(key: str, secret: str) -> str | None:
    if not key or not secret:
        return None
    user = local.db.get_value("User", {"api_key": key}, "name", order_by=None)
    stored = get_decrypted_password("User", user, "api_secret", raise_exception=False) if user else None
    return user if stored and hmac.compare_digest(stored.encode(), secret.encode()) else None


# -- session


def _by_session() -> None:
    sid = local.request.cookies.get("sid")
    if local.conf.allow_tests and local.form_dict.get("sid"):
        sid = local.form_dict.sid
    if not sid or sid == "Guest":
        return
    found = sessions.resume(sid)
    if found is None:
        local.response["session_expired"] = 1
        local.cookie_manager.clear_login()
        return
    local.session = found
    set_user(found.user)
    check_csrf()


def check_csrf() -> None:
    """Refuse a state change without the session's token (contract 7.5).

    Raises:
        CSRFTokenError: the token is missing or foreign.
    """
    if local.request.method in SAFE_METHODS or local.conf.ignore_csrf:
        return
    token = sessions.get_csrf_token()
    given = local.request.headers.get("X-Frappe-CSRF-Token") or local.form_dict.pop("csrf_token", None) or ""
    if token and not hmac.compare_digest(str(token).encode(), str(given).encode()):
        raise CSRFTokenError(_("Invalid Request"))


class CookieManager:
    """Cookies of the answer."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[str, bool, int | None]] = {}

    def set_cookie(self, key: str, value: str, *, httponly: bool = False, max_age: int | None = None) -> None:
        self.values[key] = (value, httponly, max_age)

    def clear_login(self) -> None:
        for key in ("sid", "full_name", "user_id", "user_image", "system_user", "user_lang"):
            self.values[key] = ("", key == "sid", 0)

    def write(self, response: Any, *, secure: bool) -> None:
        for key, (value, httponly, age) in self.values.items():
            if age == 0:
                response.delete_cookie(key)
            else:
                response.set_cookie(key, value, max_age=age, httponly=httponly, secure=secure, samesite="Lax", path="/")


class LoginAttemptTracker:
    """Counts failed sign-ins of an account or address, for all processes; an hourly job drops what has run out."""

    def __init__(self, key: str) -> None:
        self.key = f"login:{key.lower()[:120]}"

    def check(self) -> None:
        """Refuse while locked.

        Raises:
            SecurityException: too many failures; the text says how long to wait.
        """
        allowed = cint(get_setting("allow_consecutive_login_attempts")) or 10
        if self.count() >= allowed:
            raise SecurityException(
                _("Your account has been locked and will resume after {0} seconds").format(_lock_s()), user=None
            )

    def count(self) -> int:
        """Return how many sign-ins have failed, each at most one lock after the one before."""
        if not _counts():
            return 0
        sql = "select `count` from `__login_failure` where `name` = ? and `until` > ?"
        rows = local.db.connection.query(sql, (self.key, utc_now().isoformat()))
        return int(rows[0][0]) if rows else 0

    def failed(self) -> None:
        """Count one more; the count begins anew when the lock is over."""
        if not _counts():
            return
        execute, moment = local.db.connection.execute, utc_now()
        execute("delete from `__login_failure` where `name` = ? and `until` <= ?", (self.key, moment.isoformat()))
        increment("__login_failure", "count", self.key)
        until = (moment + datetime.timedelta(seconds=_lock_s())).isoformat()
        execute("update `__login_failure` set `until` = ? where `name` = ?", (until, self.key))

    def succeeded(self) -> None:
        if _counts():
            local.db.connection.execute("delete from `__login_failure` where `name` = ?", (self.key,))


def _counts() -> bool:
    """Tell whether failures can be counted: not on a site that waits for its migration, into which one must get."""
    return bool(local.db.table_exists("__login_failure"))


def _lock_s() -> int:
    return cint(get_setting("allow_login_after_fail")) or 60


class LoginManager:
    """The act of signing in; hooks get it as ``login_manager``."""

    def __init__(self) -> None:
        self.user: str | None = None
        self.info: _dict = _dict()

    def login(self, usr: str, pwd: str) -> None:
        """Check the password and open a session.

        Raises:
            AuthenticationError: unknown account or wrong password, the same words for both.
            SecurityException: locked after too many failures.
        """
        trackers = (LoginAttemptTracker(f"user:{usr}"), LoginAttemptTracker(f"ip:{local.request_ip}"))
        for tracker in trackers:
            tracker.check()
        self.run_trigger("before_login")
        try:
            self.user = self.check(usr, pwd)
        except AuthenticationError:
            for tracker in trackers:
                tracker.failed()
            log_activity(usr, "Login", "Failed")
            local.db.commit()
            raise
        trackers[0].succeeded()
        check_restrictions(self.user)
        if password_is_too_old(self.user):
            local.response["message"] = "Password Reset"
            local.response["redirect_to"] = _reset_link(self.user)
            return
        self.post_login()

    def check(self, usr: str, pwd: str) -> str:
        user = self.find_user(usr)
        name = check_password(user or usr, pwd)
        access = access_of(name)
        if user is None or not access.enabled or name == "Guest":
            raise AuthenticationError(_("Incorrect User or Password"))
        return name

    @staticmethod
    def find_user(usr: str) -> str | None:
        """Return the account of an e-mail address, user name or mobile number as allowed."""
        usr = usr.strip()
        found = local.db.get_value("User", {"name": usr}, "name", order_by=None)
        if not found and get_setting("allow_login_using_user_name"):
            found = local.db.get_value("User", {"username": usr}, "name", order_by=None)
        if not found and get_setting("allow_login_using_mobile_number"):
            found = local.db.get_value("User", {"mobile_no": usr}, "name", order_by=None)
        return found  # type: ignore[no-any-return]

    def post_login(self) -> None:
        self.run_trigger("on_login")
        self.login_as(str(self.user))

    def login_as(self, user: str) -> None:
        """Open a session for a user."""
        self.user = user
        local.session = sessions.start(user)
        set_user(user)
        access = access_of(user)
        system = access.user_type == "System User"
        cookies = local.cookie_manager
        age = sessions.expiry_s()
        cookies.set_cookie("sid", local.session.sid, httponly=True, max_age=age)
        for key, value in (
            ("system_user", "yes" if system else "no"), ("full_name", access.full_name), ("user_id", user),
            ("user_image", ""), ("user_lang", access.language or local.lang),
        ):  # fmt: skip
            cookies.set_cookie(key, value, max_age=age)
        local.response.update(
            message="Logged In" if system else "No App",
            home_page="/desk" if system else "/me",
            full_name=access.full_name,
        )
        local.db.set_value("User", user, {"last_login": now(), "last_ip": local.request_ip}, update_modified=False)
        log_activity(user, "Login", "Success")
        self.run_trigger("on_session_creation")

    def logout(self) -> None:
        self.run_trigger("on_logout")
        log_activity(current_user(), "Logout", "Success")
        if local.session.sid and local.session.sid != "Guest":
            sessions.end(local.session.sid)
        local.cookie_manager.clear_login()
        local.session = _dict(user="Guest", sid="Guest", data=_dict())
        set_user("Guest")

    def run_trigger(self, event: str) -> None:
        for path in get_hooks(event):
            get_attr(path)(login_manager=self)


def check_restrictions(user: str) -> None:
    """Refuse a sign-in from an address or at an hour that the account does not allow.

    Raises:
        AuthenticationError: the text says which.
    """
    row = local.db.get_value("User", user, ["restrict_ip", "login_after", "login_before"], as_dict=True, order_by=None)
    prefixes = [part.strip() for part in str(row.restrict_ip or "").replace("\n", ",").split(",") if part.strip()]
    if prefixes and not any(str(local.request_ip).startswith(prefix) for prefix in prefixes):
        raise AuthenticationError(_("Access not allowed from this IP Address"))
    hour, after, before = now_datetime().hour, cint(row.login_after), cint(row.login_before)
    if (after and hour < after) or (before and hour > before):
        raise AuthenticationError(_("Login not allowed at this time"))


def password_is_too_old(user: str) -> bool:
    """Tell whether a password must be changed now (X01: 90 days by default)."""
    days = cint(get_setting("password_max_age_days"))
    changed = local.db.get_value("User", user, "last_password_reset_date")
    today = getdate()
    return bool(days and changed and today and user != "Administrator" and (today - changed).days > days)


def _reset_link(user: str) -> str:
    return str(get_attr("frappe.core.doctype.user.user.make_reset_link")(user))


def log_activity(user: str, operation: str, status: str) -> None:
    """Write who signed in or out, or failed to."""
    get_doc(
        {
            "doctype": "Activity Log",
            "subject": f"{operation} {status}"[:140],
            "operation": operation,
            "status": status,
            "user": user if local.db.exists("User", user) else None,
            "full_name": user[:140],
            "ip_address": local.request_ip,
        }
    ).insert(ignore_permissions=True)


@whitelist(allow_guest=True, methods=["POST"])
def login(usr: str, pwd: str) -> None:
    """Sign in with an account and a password."""
    if len(pwd) > 1024 or not usr or not pwd:
        raise AuthenticationError(_("Incorrect User or Password"))
    local.login_manager.login(usr, pwd)


@whitelist(allow_guest=True, methods=["POST"])
def logout() -> None:
    """Sign out."""
    local.login_manager.logout()


@whitelist()
def get_logged_user() -> str:
    """Return the acting user's name."""
    return current_user()


def require_password(pwd: str) -> None:
    """Refuse a sensitive change without the acting user's password.

    Raises:
        ValidationError: it is wrong.
    """
    try:
        check_password(current_user(), pwd)
    except AuthenticationError as error:
        raise ValidationError(_("The current password is not right."), fieldname="old_password") from error
