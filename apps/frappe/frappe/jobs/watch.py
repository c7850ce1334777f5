"""Keeps the lease of a running job and ends it when its time is over."""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType

from frappe.database import Connection
from frappe.exceptions import QueryDeadlockError, QueryTimeoutError, TableMissingError, ValidationError
from frappe.jobs import queue as job_queue
from frappe.jobs.queue import Job

BEATS_A_LEASE = 5
DATABASE_ERRORS = (QueryDeadlockError, QueryTimeoutError, TableMissingError, ValidationError, OSError)
_log = logging.getLogger("frappe.jobs")


class JobTimeout(BaseException):
    """The job's time is over. Not an Exception, so that a job's own ``except Exception`` cannot keep it running."""


class Watch:
    """Context of one job: a thread renews the lease and, after ``timeout_s``, raises `JobTimeout` in the job's thread.

    A job that waits inside of a C call is ended as soon as it comes back from there; until then the lease is renewed,
    because it still runs.
    """

    def __init__(self, job: Job, worker: str, open_connection: Callable[[], Connection], *, lease_s: float) -> None:
        self._job, self._worker, self._lease_s = job, worker, lease_s
        self._open_connection = open_connection
        self._deadline = time.monotonic() + job.timeout_s
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._interrupted = False
        self._thread_id = threading.get_ident()

    def __enter__(self) -> Watch:
        threading.Thread(target=self._keep, name=f"frappe-lease-{self._job.id[-8:]}", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        """Stop watching.

        Raises:
            JobTimeout: the time was over, but the job came back before it was told.
        """
        self.stop()
        if self._interrupted and kind is None:
            raise JobTimeout

    def stop(self) -> None:
        """End the watch; no `JobTimeout` comes any more after this."""
        while True:
            try:
                with self._guard:
                    self._over.set()
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread_id), None)
                return
            except JobTimeout:  # it arrived while this method ran
                continue

    def _keep(self) -> None:
        connection: Connection | None = None
        beat_s = self._lease_s / BEATS_A_LEASE
        renew_at = time.monotonic() + beat_s
        try:
            while not self._over.wait(max(min(renew_at, self._deadline) - time.monotonic(), 0)):
                if time.monotonic() >= self._deadline:
                    self._interrupt()
                    self._deadline = time.monotonic() + beat_s
                if time.monotonic() >= renew_at:
                    connection = self._renew(connection)
                    renew_at = time.monotonic() + beat_s
        finally:
            if connection is not None:
                connection.close()

    def _renew(self, connection: Connection | None) -> Connection | None:
        try:
            connection = connection or self._open_connection()
            job_queue.renew(connection, self._job.id, self._worker, lease_s=self._lease_s)
            connection.commit()
        except DATABASE_ERRORS as error:
            _log.warning("the lease of job %s was not renewed: %s", self._job.id, error)
            if connection is not None:
                connection.rollback()
        return connection

    def _interrupt(self) -> None:
        with self._guard:
            if not self._over.is_set():
                self._interrupted = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread_id), ctypes.py_object(JobTimeout)
                )
