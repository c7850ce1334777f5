"""Locks between processes of one machine, as files."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class LockTimeoutError(Exception):
    """Another process holds the lock."""


@contextmanager
def locked_file(path: str | os.PathLike[str], *, timeout_s: float = 30) -> Generator[None]:
    """Hold a lock on a file for a block; a lock of a process that died is free.

    Raises:
        LockTimeoutError: another process holds it for longer than ``timeout_s``.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(handle, str(path), time.monotonic() + timeout_s)
        yield
    finally:
        os.close(handle)


def _take(handle: int, path: str, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise LockTimeoutError(f"{path} is held by another process.") from error
            time.sleep(0.05)
        else:
            return
