"""Identifiers: UUID version 7 and short hashes in order of time."""

from __future__ import annotations

import secrets
import time
import uuid

_ALPHABET = "0123456789abcdefghijklmnopqrstuv"


def uuid7() -> uuid.UUID:
    """Return a UUID of version 7: 48 bits of Unix time in ms, then random bits (RFC 9562)."""
    value = (int(time.time() * 1000) & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | (7 << 76)
    return uuid.UUID(int=value & ~(0b11 << 62) | (0b10 << 62))


def make_hash(length: int = 10) -> str:
    """Return a random name, roughly in order of time: 4 characters of time, the rest random (contract 2.6)."""
    ticks = int(time.time() * 1000) // 32
    head = "".join(_ALPHABET[(ticks >> shift) & 31] for shift in (15, 10, 5, 0))
    return head + "".join(secrets.choice(_ALPHABET) for _index in range(length - 4))
