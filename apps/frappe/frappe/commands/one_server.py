"""One server of a bench on one port: a lock that a process which died leaves free, and a clear word on a taken port."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from pathlib import Path


class PortTaken(Exception):
    """Another program listens there, or the address is not of this machine."""


class ServerLock:
    """Held by the server's parent process for as long as it runs; the file names it."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"web-{port}.lock"
        self._handle = -1

    def take(self) -> bool:
        """Take the lock; False when another process holds it."""
        self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)
        return True

    @property
    def owner(self) -> int:
        """Return the process that holds the lock."""
        text = self.path.read_text(encoding="utf-8").strip()
        return int(text) if text.isdigit() else 0


def check_port(host: str, port: int) -> None:
    """See whether the port is free.

    Raises:
        PortTaken: it is not, or it may not be opened.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(_reason(error, host, port)) from None


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Choose another one: ./bench start --port {port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has. Choose one above 1023: ./bench start --port 8000"
    return f"{host}:{port} cannot be opened: {error.strerror}. Choose another --host or another --port."
