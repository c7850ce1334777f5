"""A worker's view of the sites of a bench: each with a connection of its own for looking and claiming."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from frappe.config import get_site_config, get_sites
from frappe.database import Connection, connect
from frappe.jobs import queue as job_queue
from frappe.jobs.queue import Job
from frappe.jobs.watch import DATABASE_ERRORS

REFRESH_S = 5.0
LEASE_S = 90.0
_log = logging.getLogger("frappe.jobs")


class SiteQueue:
    """The queue of one site as one thread sees it."""

    def __init__(self, name: str, sites_path: Path) -> None:
        self.name, self.sites_path = name, sites_path
        self.path = sites_path / name
        self.stamp = _stamp(self.path)
        self.conf: Any = get_site_config(sites_path, self.path)
        self.is_closed = bool(self.conf.maintenance_mode)
        self.lease_s = float((self.conf.get("jobs") or {}).get("lease_s") or LEASE_S)
        self._connection: Connection | None = None

    def take(self, queues: Sequence[str], worker: str) -> Job | None:
        """Claim the next job; None when nothing is due, or the site cannot be asked now."""
        if self.is_closed:
            return None
        try:
            connection = self.connection()
            found = job_queue.peek(connection, queues)
            return job_queue.claim(connection, found, worker, lease_s=self.lease_s) if found else None
        except DATABASE_ERRORS as error:
            _log.warning("the jobs of site %s cannot be read now: %s", self.name, error)
            self.close()
            self.is_closed = True  # until the sites are looked at again
            return None

    def connection(self) -> Connection:
        """Return this thread's connection, opened at first use."""
        if self._connection is None:
            self._connection = connect(self.conf, self.path)
        return self._connection

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class SiteQueues:
    """All sites of a bench; sites made, changed or removed are noticed within seconds."""

    def __init__(self, sites_path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._sites_path, self._clock = sites_path, clock
        self._sites: dict[str, SiteQueue] = {}
        self._looked_at = float("-inf")

    def all(self) -> list[SiteQueue]:
        """Return the sites, those first that were asked least lately."""
        if self._clock() - self._looked_at >= REFRESH_S:
            self._refresh()
        return list(self._sites.values())

    def move_back(self, site: SiteQueue) -> None:
        """Let the other sites come first next time."""
        if self._sites.pop(site.name, None) is site:
            self._sites[site.name] = site

    def _refresh(self) -> None:
        names = get_sites(str(self._sites_path))
        for name in [name for name in self._sites if name not in names]:
            self._sites.pop(name).close()
        for name in names:
            known = self._sites.get(name)
            if known is None or known.stamp != _stamp(known.path) or known.is_closed:
                self._open(name, known)
        self._looked_at = self._clock()

    def _open(self, name: str, known: SiteQueue | None) -> None:
        """Take a site up, with its present configuration; while that cannot be read it stays as it was."""
        try:
            self._sites[name] = SiteQueue(name, self._sites_path)
        except (OSError, ValueError) as error:
            _log.warning("the configuration of site %s cannot be read now: %s", name, error)
            return
        if known is not None:
            known.close()

    def close(self) -> None:
        for site in self._sites.values():
            site.close()
        self._sites.clear()


def _stamp(path: Path) -> tuple[int, ...]:
    """Return what changes when a site is made again or configured."""
    stamps: list[int] = []
    for file in (path / "site_config.json", path.parent / "common_site_config.json"):
        try:
            found = file.stat()
            stamps += [found.st_ino, found.st_mtime_ns]
        except FileNotFoundError:
            stamps.append(0)
    return tuple(stamps)
