"""How other processes learn that what they keep is stale: counters stored with the change.

``site`` counts every change, ``all`` those after which everything computed is stale, ``slot:<name>`` those after which
one value of the site is; the rest touch values of `frappe.records.kept` only.
"""

from __future__ import annotations

from collections.abc import Callable

from frappe.context import SiteState, local
from frappe.records.dialects import increment

SITE, ALL, SLOT = "site", "all", "slot:"
_forget_kept: list[Callable[[], None]] = []


def register_kept(forget: Callable[[], None]) -> None:
    """Say how values are dropped that another process changed."""
    _forget_kept[:] = [forget]


def bump(*names: str) -> None:
    """Count one change, in the transaction that makes it; this process need not follow its own."""
    state = local.site_state
    for name in (SITE, *names):
        stored = increment("__cache_version", "version", name)
        local.db.after_commit.add(lambda name=name, stored=stored: _note(state, name, stored))


def _note(state: SiteState, name: str, stored: int) -> None:
    versions = _versions(state)
    if versions.get(name) == stored - 1:
        versions[name] = stored


def _versions(state: SiteState) -> dict[str, int]:
    """Return the counters that this process has followed."""
    found: dict[str, int] = state.__dict__.setdefault("stored_versions", {})
    return found


def _forget_parts(changed: set[str]) -> None:
    for name in changed:
        if name.startswith(SLOT):
            local.site_state.drop_slot(name[len(SLOT) :])
    for forget in _forget_kept:
        forget()


def refresh_if_changed() -> None:
    """Follow what other processes published since this connection last looked.

    The connection tells cheaply whether anybody else wrote; only then the counters are read.
    """
    connection, state = local.db.connection, local.site_state
    seen = (connection.data_version(), state.name)
    if seen[0] is not None and connection.__dict__.get("seen_data_version") == seen:
        return
    rows = connection.query("select `name`, `version` from `__cache_version`")
    stored = {SITE: 0, ALL: 0, **{name: int(version) for name, version in rows}}
    known = _versions(state)
    if known and known[ALL] != stored[ALL]:
        state.drop()
    elif known and known[SITE] != stored[SITE]:
        _forget_parts({name for name, version in stored.items() if known.get(name) != version})
    known.update(stored)
    connection.__dict__["seen_data_version"] = seen
