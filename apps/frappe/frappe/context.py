"""The active site's state: ``local`` (one thread), ``SiteState`` (the whole process) and the proxies apps use.

``local`` is emptied by ``init`` at the start and by ``destroy`` at the end of each request and job.
A room keeps what it computed for the whole process in a *slot* of the site; ``invalidate`` drops slots safely in the
middle of a transaction: this thread works on an empty overlay until its commit publishes the change.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from frappe.types import _dict

if TYPE_CHECKING:
    from frappe.records.site_database import SiteDatabase

T = TypeVar("T")

UNBOUND = "No site is active. Call frappe.init(site) and frappe.connect(), or open_site(site)."


class Local(threading.local):
    """State of one thread. Names are the contract's (section 10): site, conf, flags, db, session, lang, ..."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"frappe.local.{name} is not set. {UNBOUND}")


local = Local()


class SiteState:
    """What one process remembers of one site; lives as long as the process.

    ``version`` counts published invalidations; ``records`` compares it with the stored counter so that other
    processes follow.
    """

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        self.version = 0
        self.is_made = False  # its tables are there; once they are, they stay
        self.lock = threading.RLock()
        self._slots: dict[str, Any] = {}

    def slot(self, name: str, factory: Callable[[], T]) -> T:
        """Return the value kept under ``name``, made by ``factory`` when it is missing."""
        slots = getattr(local, "slot_overlay", None)
        if slots is None:
            slots = self._slots
        try:
            return slots[name]  # type: ignore[no-any-return]
        except KeyError:
            return slots.setdefault(name, factory())  # type: ignore[no-any-return]

    def drop(self) -> None:
        """Forget everything that can be computed again."""
        with self.lock:
            self._slots = {}
            self.version += 1

    def drop_slot(self, name: str) -> None:
        """Forget one value."""
        with self.lock:
            self._slots = {key: value for key, value in self._slots.items() if key != name}


_sites: dict[str, SiteState] = {}
_sites_lock = threading.Lock()


def site_state(name: str, path: Path) -> SiteState:
    """Return the process-wide state of a site, made at first use."""
    key = str(path)
    with _sites_lock:
        if key not in _sites:
            _sites[key] = SiteState(name, path)
        return _sites[key]


def forget_site(path: Path) -> None:
    """Drop all memory of a site (it was removed)."""
    with _sites_lock:
        _sites.pop(str(path), None)


def slot(name: str, factory: Callable[[], T]) -> T:
    """Return this site's process-wide value ``name``; see `SiteState.slot`. Treat it as shared and read-only."""
    return local.site_state.slot(name, factory)  # type: ignore[no-any-return]


def invalidate() -> None:
    """Forget all computed state of the site: at once for this thread, for others when the transaction commits.

    Outside of a transaction others forget at once, in other processes too.
    """
    database = getattr(local, "db", None)
    local.slot_overlay = {}
    if database is None or not database.in_transaction:
        _publish()
        if database is not None:
            database.invalidate_now()
        return
    if not getattr(local, "invalidation_pending", False):
        local.invalidation_pending = True
        database.invalidate_on_commit()
        database.after_commit.add(_publish)
        database.after_rollback.add(_discard)


def invalidate_slot(name: str) -> None:
    """Forget one value of the site when the transaction commits, here and in other processes; what else is kept stays.

    For what changes often and touches nothing else, such as the sessions of users.
    """
    state, database = local.site_state, local.db
    database.invalidate_on_commit(name)
    database.after_commit.add(lambda: state.drop_slot(name))


def _publish() -> None:
    local.site_state.drop()
    _discard()


def _discard() -> None:
    local.slot_overlay = None
    local.invalidation_pending = False


def current_user() -> str:
    """Return the name of the acting user, "Administrator" outside of a request, "Guest" when not signed in."""
    session_now = getattr(local, "session", None)
    return (session_now.user if session_now else None) or "Guest"


class Proxy:
    """Stands for ``local.<name>``; apps import it once and use it in every request."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def _target(self) -> Any:
        try:
            return getattr(local, self._name)
        except AttributeError:
            raise RuntimeError(UNBOUND) from None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._target(), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._target(), name)

    def __getitem__(self, key: Any) -> Any:
        return self._target()[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._target()[key] = value

    def __delitem__(self, key: Any) -> None:
        del self._target()[key]

    def __contains__(self, key: Any) -> bool:
        return key in self._target()

    def __iter__(self) -> Any:
        return iter(self._target())

    def __len__(self) -> int:
        return len(self._target())

    def __bool__(self) -> bool:
        return bool(getattr(local, self._name, None))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._target()(*args, **kwargs)

    def __str__(self) -> str:
        return str(self._target())

    def __repr__(self) -> str:
        return f"<{self._name}: {getattr(local, self._name, 'no site active')!r}>"

    def __eq__(self, other: object) -> bool:
        return bool(self._target() == other)

    __hash__ = None  # type: ignore[assignment]


if TYPE_CHECKING:
    db: SiteDatabase
    session: _dict
    flags: _dict
    conf: _dict
    form_dict: _dict
    form: _dict
    response: _dict
    request: Any
    lang: str
    qb: Any
    cache: Any
    message_log: list[Any]
    error_log: list[Any]
else:
    db = Proxy("db")
    session = Proxy("session")
    flags = Proxy("flags")
    conf = Proxy("conf")
    form_dict = Proxy("form_dict")
    form = form_dict
    response = Proxy("response")
    request = Proxy("request")
    lang = Proxy("lang")
    qb = Proxy("qb")
    cache = Proxy("cache")
    message_log = Proxy("message_log")
    error_log = Proxy("error_log")


class InTest:
    """``frappe.in_test``: true while tests run, as ``frappe.flags.in_test`` says."""

    def __bool__(self) -> bool:
        found = local.__dict__.get("flags")
        return bool(found and found.in_test)

    def __eq__(self, other: object) -> bool:
        return bool(self) == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return str(bool(self))


in_test = InTest()


class Flags(_dict):
    """``frappe.flags``: missing names are None; emptied with ``local``."""
