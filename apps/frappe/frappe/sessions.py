"""Sessions of signed-in users: rows of ``tabSessions``, remembered by the process (contract 7.5)."""

from __future__ import annotations

import datetime
import json
import secrets
from typing import Any

from frappe.context import current_user, invalidate, invalidate_slot, local, slot
from frappe.exceptions import PermissionError as NoPermission
from frappe.localization import utc_now
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.permissions import access_of, only_for
from frappe.rpc import whitelist
from frappe.types import _dict
from frappe.utils.numbers import cint
from frappe.utils.text import sha256_hash

REFRESH_S = 600
SESSIONS = "sessions"  # the value of the site that remembers open ones


def _key(sid: str) -> str:
    """Return what is stored for a session id; the id itself is known to the browser alone."""
    return sha256_hash(sid)


def start(user: str) -> _dict:
    """Open a session and return it with its ``sid``; the oldest ones beyond the user's limit end."""
    sid = secrets.token_urlsafe(32)
    data = _dict(
        user=user,
        csrf_token=secrets.token_hex(24),
        session_ip=local.request_ip,
        user_agent=(local.request.headers.get("User-Agent") or "")[:200] if local.request else "",
        created_at=utc_now().isoformat(),
    )
    _end_surplus(user)
    local.db.connection.execute(
        "insert into `tabSessions` (`user`, `sid`, `sessiondata`, `ipaddress`, `lastupdate`, `status`)"
        " values (?, ?, ?, ?, ?, 'Active')",
        (user, _key(sid), json.dumps(data), local.request_ip, utc_now().isoformat()),
    )
    return _dict(user=user, sid=sid, data=data)


def _end_surplus(user: str) -> None:
    most = cint(local.db.get_value("User", user, "simultaneous_sessions")) or 2
    if get_setting("deny_multiple_sessions"):
        most = 1
    rows = local.db.connection.query(
        "select `sid` from `tabSessions` where `user` = ? order by `lastupdate` desc", (user,)
    )
    for (key,) in rows[most - 1 :]:
        _end(key)


def resume(sid: str) -> _dict | None:
    """Return the session of an id, None when it is unknown, ended or idle for too long."""
    known: dict[str, _dict] = slot(SESSIONS, dict)
    key = _key(sid)
    entry = known.get(key)
    if entry is None:
        rows = local.db.connection.query(
            "select `user`, `sessiondata`, `lastupdate` from `tabSessions` where `sid` = ?", (key,)
        )
        if not rows:
            return None
        user, data, updated = rows[0]
        entry = _dict(user=user, data=_dict(json.loads(data)), seen=datetime.datetime.fromisoformat(updated))
        if len(known) < 20_000:
            known[key] = entry
    if (utc_now() - entry.seen).total_seconds() > expiry_s() or not access_of(entry.user).enabled:
        _end(key)
        return None
    entry.stale = (utc_now() - entry.seen).total_seconds() > REFRESH_S
    return _dict(user=entry.user, sid=sid, data=entry.data, entry=entry)


def touch(session: _dict) -> None:
    """Note at most every ten minutes that a session is in use; called inside a request that writes."""
    entry = session.get("entry")
    if entry is None or not entry.stale:
        return
    entry.seen, entry.stale = utc_now(), False
    local.db.connection.execute(
        "update `tabSessions` set `lastupdate` = ? where `sid` = ?", (entry.seen.isoformat(), _key(session.sid))
    )


def expiry_s() -> int:
    """Return the seconds after which an idle session ends (System Settings ``session_expiry`` HH:MM)."""
    hours, _colon, minutes = str(get_setting("session_expiry") or "170:00").partition(":")
    return cint(hours) * 3600 + cint(minutes) * 60


def _end(key: str) -> None:
    local.db.connection.execute("delete from `tabSessions` where `sid` = ?", (key,))
    invalidate_slot(SESSIONS)


def end(sid: str) -> None:
    """End one session."""
    _end(_key(sid))


def end_all(user: str, *, keep: str | None = None) -> None:
    """End a user's sessions, but the one whose id is ``keep``."""
    local.db.connection.execute(
        "delete from `tabSessions` where `user` = ? and `sid` != ?", (user, _key(keep) if keep else "")
    )
    invalidate_slot(SESSIONS)


def clear_expired() -> int:
    """Remove the sessions that have been idle for too long and return how many; an hourly job calls it.

    The locks of accounts that have run out go too.
    """
    execute, moment = local.db.connection.execute, utc_now()
    if local.db.table_exists("__login_failure"):  # a site that waits for its migration lacks it
        execute("delete from `__login_failure` where `until` <= ?", (moment.isoformat(),))
    edge = (moment - datetime.timedelta(seconds=expiry_s())).isoformat()
    return int(execute("delete from `tabSessions` where `lastupdate` < ?", (edge,)).rowcount)


def get_csrf_token() -> str | None:
    return local.session.data.get("csrf_token") if local.session.data else None


@whitelist()
def get_my_sessions() -> list[dict[str, Any]]:
    """Return the acting user's open sessions; ``id`` is only good for `revoke`."""
    rows = local.db.connection.query(
        "select `sid`, `ipaddress`, `lastupdate`, `sessiondata` from `tabSessions` where `user` = ?"
        " order by `lastupdate` desc",
        (current_user(),),
    )
    own = _key(local.session.sid or "")
    out = []
    for key, address, updated, text in rows:
        data = json.loads(text)
        out.append(
            {
                "id": key[:16],
                "ip_address": address,
                "last_updated": updated,
                "user_agent": data.get("user_agent"),
                "created": data.get("created_at"),
                "is_current": int(key == own),
            }  # fmt: skip
        )
    return out


@whitelist(methods=["POST"])
def revoke(id: str) -> dict[str, str]:
    """End one of the acting user's sessions."""
    rows = local.db.connection.query(
        "select `sid` from `tabSessions` where `user` = ? and substr(`sid`, 1, 16) = ?", (current_user(), id)
    )
    if not rows:
        raise NoPermission(_("This session is not yours or has ended."))
    for (key,) in rows:
        _end(key)
    return {"status": "ok"}


@whitelist(methods=["POST"])
def clear() -> str:
    """Forget computed state (the desk's "reload")."""
    only_for("System Manager")
    invalidate()
    return "Cache Cleared"
