"""Identifiers: UUID version 7 and short hashes in order of time."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

_ALPHABET = "0123456789abcdefghijklmnopqrstuv"


_lock = threading.Lock()
_last_ticks = 0


def uuid7() -> uuid.UUID:
    """Return a UUID of version 7, later than every earlier one of this process.

    48 bits of Unix time in ms, 12 bits of its fraction, then random bits (RFC 9562, 6.2 method 3).
    """
    ticks = _next_ticks()
    value = (ticks >> 12) << 80 | 7 << 76 | (ticks & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value & (2**128 - 1))


def _next_ticks() -> int:
    """Return Unix time in 4096ths of a ms, never the same twice."""
    global _last_ticks
    with _lock:
        _last_ticks = max(time.time_ns() * 4096 // 1_000_000, _last_ticks + 1)
        return _last_ticks


def make_hash(length: int = 10) -> str:
    """Return a random name, roughly in order of time: 4 characters of time, the rest random (contract 2.6)."""
    ticks = int(time.time() * 1000) // 32
    head = "".join(_ALPHABET[(ticks >> shift) & 31] for shift in (15, 10, 5, 0))
    return head + "".join(secrets.choice(_ALPHABET) for _index in range(length - 4))
