"""How other processes learn that computed state is stale: a counter stored with the change."""

from __future__ import annotations

from frappe.context import local

KEY = "site"


def bump() -> None:
    """Count one invalidation, in the transaction that causes it."""
    local.db.connection.execute(
        "insert into `__cache_version` (`name`, `version`) values (?, 1)"
        " on conflict (`name`) do update set `version` = `version` + 1",
        (KEY,),
    )


def refresh_if_changed() -> None:
    """Drop this process's state of the site when another process published an invalidation.

    A PRAGMA tells whether anybody else wrote; only then the counter is read.
    """
    connection, state = local.db.connection, local.site_state
    seen = connection.data_version()
    if local.db.seen_data_version == seen and local.db.seen_state_version == state.version:
        return
    rows = connection.query("select `version` from `__cache_version` where `name` = ?", (KEY,))
    stored = int(rows[0][0]) if rows else 0
    known = getattr(state, "stored_version", None)
    if known is not None and stored != known:
        state.drop()
    state.stored_version = stored
    local.db.seen_data_version = seen
    local.db.seen_state_version = state.version
