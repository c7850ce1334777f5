"""The loop of a worker: look, claim, run; ``run_worker`` is the process of ``bench worker``."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from frappe.config import get_common_site_config
from frappe.exceptions import ValidationError
from frappe.jobs import wake
from frappe.jobs.enqueueing import TIMEOUTS_S
from frappe.jobs.execution import run_job
from frappe.jobs.site_queue import SiteQueue, SiteQueues
from frappe.messages import _

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 1.0
_log = logging.getLogger("frappe.jobs")


class Worker:
    """One thread's loop over the queues of all sites, until ``stopping`` is set."""

    def __init__(
        self, sites_path: str | Path, queues: Sequence[str], *, stopping: threading.Event | None = None
    ) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.queues = tuple(queues)
        self.stopping = stopping or threading.Event()
        self._sites_path = Path(sites_path)
        self._sites = SiteQueues(self._sites_path)

    def run(self, *, burst: bool = False) -> int:
        """Run jobs until told to stop, with ``burst`` until none is due; return how many were run."""
        count, pause_s = 0, FIRST_PAUSE_S
        try:
            while not self.stopping.is_set():
                seen = wake.calls()
                if self._run_next_safely():
                    count, pause_s = count + 1, FIRST_PAUSE_S
                elif burst:
                    break
                else:
                    pause_s = FIRST_PAUSE_S if wake.wait(seen, timeout_s=pause_s) else min(pause_s * 2, LONGEST_PAUSE_S)
        finally:
            self._sites.close()
        return count

    def _run_next_safely(self) -> bool:
        try:
            return self.run_next()
        except Exception:  # the loop's boundary: a thread that ends would leave its jobs undone, unseen
            _log.exception("the worker could not look for jobs")
            return False

    def run_next(self) -> bool:
        """Run one job; False when no site has one that is due."""
        for site in self._sites.all():
            job = site.take(self.queues, self.name)
            if job is not None:
                self._sites.move_back(site)
                self._run(job, site)
                return True
        return False

    def _run(self, job: Any, site: SiteQueue) -> None:
        try:
            status = run_job(job, self.name, site=site.name, sites_path=self._sites_path, lease_s=site.lease_s)
        except Exception:  # the loop's boundary: the site went away; the job is taken up when its lease is over
            _log.exception("job %s (%s) on site %s was left", job.id, job.method, site.name)
            return
        _log.info("job %s (%s) on site %s: %s", job.id, job.method, site.name, status)


def known_queues(sites_path: str | Path) -> list[str]:
    """Return the queues of the bench, short jobs first."""
    conf = get_common_site_config(sites_path)
    custom = {**((conf.get("jobs") or {}).get("timeouts") or {}), **(conf.get("workers") or {})}
    return [*dict.fromkeys(("short", *TIMEOUTS_S, *custom))]


def run_worker(sites_path: str | Path = ".", queues: Sequence[str] | None = None, burst: bool = False) -> int:
    """Run jobs of all sites in this process until it is told to stop; return how many were run.

    The first SIGTERM or SIGINT lets the job under way end, the second puts it back into the queue.

    Raises:
        ValidationError: one of the queues does not exist.
    """
    known = known_queues(sites_path)
    for name in queues or ():
        if name not in known:
            raise ValidationError(_("There is no queue {0}; this bench has: {1}.").format(name, ", ".join(known)))
    worker = Worker(sites_path, queues or known)
    with StopOnSignal(worker.stopping):
        return worker.run(burst=burst)


class StopOnSignal:
    """Sets an event at the first SIGTERM or SIGINT, raises KeyboardInterrupt at the second; then the old manner."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._before: dict[int, Any] = {}

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}

    def __exit__(self, *_error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _stop(self, _number: int, _frame: Any) -> None:
        if self._stopping.is_set():
            raise KeyboardInterrupt
        self._stopping.set()
