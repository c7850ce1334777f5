"""Job threads and the scheduler inside of the web server's worker process (design 3.6).

`start` is called in the worker, never in its parent; a second call does nothing. The threads are daemons: a killed
process leaves its jobs to their leases.
"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from frappe.config import get_common_site_config
from frappe.jobs.scheduler import Scheduler
from frappe.jobs.wake import wake
from frappe.jobs.worker import Worker, known_queues
from frappe.utils.numbers import cint

THREADS = 2
STOP_S = 10.0
_guard = threading.Lock()
_stopping: threading.Event | None = None
_threads: list[threading.Thread] = []
_log = logging.getLogger("frappe.jobs")


def start(sites_path: str | Path) -> None:
    """Start ``jobs.threads`` job threads and, unless ``scheduler`` is false, the scheduler for all sites."""
    global _stopping
    conf = get_common_site_config(sites_path)
    wanted = (conf.get("jobs") or {}).get("threads")
    count = THREADS if wanted is None else cint(wanted)
    with _guard:
        if _stopping is not None:
            return
        _stopping = threading.Event()
        for number in range(count):
            worker = Worker(sites_path, _queues(sites_path, number, count), stopping=_stopping)
            _threads.append(threading.Thread(target=worker.run, name=f"frappe-jobs-{number + 1}", daemon=True))
        if conf.get("scheduler") is not False:
            scheduler = Scheduler(sites_path, stopping=_stopping)
            _threads.append(threading.Thread(target=scheduler.run, name="frappe-scheduler", daemon=True))
        for thread in _threads:
            thread.start()


def _queues(sites_path: str | Path, number: int, count: int) -> list[str]:
    """Return the queues of a thread; the first of several leaves long jobs to the others."""
    queues = known_queues(sites_path)
    return [queue for queue in queues if queue != "long"] if number == 0 and count > 1 else queues


def stop(timeout_s: float = STOP_S) -> bool:
    """Let the jobs under way end; False when one took longer than ``timeout_s`` (its lease hands it on)."""
    global _stopping
    with _guard:
        if _stopping is None:
            return True
        _stopping.set()
        wake()
        deadline = time.monotonic() + timeout_s
        for thread in _threads:
            thread.join(max(deadline - time.monotonic(), 0))
        left = [thread.name for thread in _threads if thread.is_alive()]
        _threads.clear()
        _stopping = None
    if left:
        _log.warning("still busy at the stop: %s", ", ".join(left))
    return not left


def is_running() -> bool:
    """Tell whether this process runs job threads."""
    return _stopping is not None
