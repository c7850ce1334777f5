"""Fair turns for writers of a data file: first come, first served in a process, and between processes.

SQLite's own busy handler sleeps and guesses, so that one writer may starve. Here a writer waits in a queue of its
process; its head takes a *gate* and then the *turn*, two file locks. Who waits for the turn holds the gate, so a
process that has just written queues behind another one instead of overtaking it.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from pathlib import Path

from frappe.database.errors import QueryTimeoutError
from frappe.messages import _

FIRST_PAUSE_S = 0.0002
LONGEST_PAUSE_S = 0.005


class Queue:
    """A lock for threads that is handed over in the order of arrival."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, timeout_s: float) -> bool:
        """Wait for the lock; False when the time is over."""
        with self._guard:
            if not self._held:
                self._held = True
                return True
            place = threading.Lock()
            place.acquire()
            self._waiting.append(place)
        try:
            if place.acquire(timeout=timeout_s):
                return True
        except BaseException:  # a job's time limit may end the wait at any moment
            if not self._withdraw(place):
                self.release()
            raise
        return not self._withdraw(place)

    def _withdraw(self, place: threading.Lock) -> bool:
        """Leave the queue; False when the lock was handed over in the last moment."""
        with self._guard:
            if place in self._waiting:
                self._waiting.remove(place)
                return True
            return False

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


_queues: dict[str, Queue] = {}
_queues_guard = threading.Lock()


class WriterTurn:
    """One connection's turn to write a data file."""

    def __init__(self, path: Path, timeout_s: float) -> None:
        self._path = path
        self._timeout_s = timeout_s
        self._files: tuple[int, int] | None = None
        self.held = False
        with _queues_guard:
            self._queue = _queues.setdefault(str(path.resolve()), Queue())

    def take(self) -> None:
        """Wait for the turn.

        Raises:
            QueryTimeoutError: another writer did not end in time.
        """
        deadline = time.monotonic() + self._timeout_s
        if not self._queue.acquire(self._timeout_s):
            raise QueryTimeoutError(_("Another write did not end in time. Try again."))
        try:
            gate, turn = self._files or self._open()
            _lock(gate, deadline)
            try:
                _lock(turn, deadline)
            finally:
                fcntl.flock(gate, fcntl.LOCK_UN)
        except BaseException:
            if self._files is not None:
                fcntl.flock(self._files[1], fcntl.LOCK_UN)
            self._queue.release()
            raise
        self.held = True

    def give(self) -> None:
        """Let the next writer go on."""
        if not self.held:
            return
        self.held = False
        if self._files is not None:
            fcntl.flock(self._files[1], fcntl.LOCK_UN)
        self._queue.release()

    def close(self) -> None:
        self.give()
        if self._files is not None:
            for file in self._files:
                os.close(file)
            self._files = None

    def _open(self) -> tuple[int, int]:
        flags = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC
        gate = os.open(f"{self._path}-gate", flags, 0o600)
        self._files = (gate, os.open(f"{self._path}-turn", flags, 0o600))
        return self._files


def _lock(file: int, deadline: float) -> None:
    pause = FIRST_PAUSE_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise QueryTimeoutError(_("Another process did not end its write in time. Try again.")) from None
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_S)
