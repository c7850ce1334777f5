"""The worker process of the web server, and the job and scheduler processes of a split installation.

One worker serves the site and, on the embedded bench, also holds the job threads and the scheduler; they start here,
never in the server's parent process, and come back with the worker when it is started again.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable
from multiprocessing.util import Finalize
from typing import Any

from frappe.config import get_common_site_config, get_sites

ANNOUNCE = "BENCH_ANNOUNCE"  # the line to print when the worker is ready
WITHOUT_JOBS = "BENCH_WITHOUT_JOBS"  # set where jobs have processes of their own

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
COLLECT_AFTER = (20_000, 20, 20)  # new objects; a request makes some thousands
LOG = logging.getLogger("frappe.worker")


def make_application() -> Application:
    """Return the WSGI application with everything that a request needs in memory, its jobs running."""
    from frappe.app import application

    end_with_parent()
    sites_path = os.environ.get("SITES_PATH", ".")
    warm_up(sites_path)
    if not os.environ.get(WITHOUT_JOBS):
        start_jobs(sites_path)
    line = os.environ.pop(ANNOUNCE, "")
    if line:
        print(line, flush=True)
    return application


def end_with_parent() -> None:
    """Ask the kernel to stop this worker when its parent dies: it would hold the port with nobody to look after it."""
    if sys.platform != "linux":
        return
    import ctypes

    set_parent_death_signal = 1  # PR_SET_PDEATHSIG of prctl(2)
    ctypes.CDLL(None, use_errno=True).prctl(set_parent_death_signal, signal.SIGTERM)


def warm_up(sites_path: str) -> None:
    """Read what each first request would read; a site that cannot be opened says so when it is asked for."""
    from frappe.metadata import get_meta
    from frappe.modules import get_hooks
    from frappe.sites import open_site

    default = get_common_site_config(sites_path).default_site
    if default not in get_sites(sites_path):
        return
    try:
        with open_site(default, sites_path=sites_path, user="Guest"):
            get_hooks()
            for doctype in ("User", "DocType", "Workspace"):
                get_meta(doctype)
    except Exception:  # the boundary: the server starts, the request reports it
        LOG.exception("Site %s could not be opened; ./bench doctor tells more.", default)
    keep_out_of_collections()


def keep_out_of_collections() -> None:
    """Let the collector pass over what lives as long as the process: code and definitions, most of all there is."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def start_jobs(sites_path: str) -> None:
    """Start the job threads and the scheduler of the embedded bench, and stop them with the process."""
    from frappe.jobs import embedded

    embedded.start(sites_path)
    # A forked worker ends without the functions of atexit; these it runs.
    Finalize(None, embedded.stop, exitpriority=10)


def serve(
    *, sites_path: str, host: str, port: int, workers: int = 1, threads: int = 4, log_level: str = "info",
    announce: str = "", with_jobs: bool = True, stop_within_s: int = 30,
) -> None:  # fmt: skip
    """Serve until a signal stops it; requests in flight are finished. Runs in the server's parent process."""
    from granian import Granian  # pulls asyncio; only the server needs it
    from granian.constants import Interfaces

    os.environ["SITES_PATH"] = sites_path
    os.environ.pop("FRAPPE_ADMIN_PASSWORD", None)  # the server would show it to every request's environment
    if announce:
        os.environ[ANNOUNCE] = announce
    if not with_jobs:
        os.environ[WITHOUT_JOBS] = "1"
    server = Granian(
        "frappe.worker:make_application",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=threads,
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=stop_within_s,
        websockets=False,
        log_dictconfig=logging_config(log_level),
        log_level="warning",  # type: ignore[arg-type]
    )
    server.serve()


def logging_config(level: str) -> dict[str, Any]:
    """Return the settings of Python's logging in server processes: one line an event, on the error stream."""
    known = {"debug", "info", "warning", "error", "critical"}
    chosen = level.lower() if level.lower() in known else "info"
    plain = {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    stream = {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": plain},
        "handlers": {"stream": stream},
        "root": {"handlers": ["stream"], "level": "WARNING"},
        "loggers": {"frappe": {"level": chosen.upper()}, "_granian": {"handlers": ["stream"], "propagate": False}},
    }


def setup_logging(level: str = "info") -> None:
    """Log to the error stream in a process of its own (worker, scheduler)."""
    import logging.config

    logging.config.dictConfig(logging_config(level))
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
