"""The cache of one process: Redis' commands over dictionaries.

A backend knows names and bytes only; prefixes, users and coding are ``SiteCache``'s. ``redis`` would be a second file
with the same methods.
"""

from __future__ import annotations

import builtins
import fnmatch
import random
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import Any

from frappe.localization.clock import utc_now

MAX_NAMES = 50_000


class MemoryBackend:
    """Names to values, hashes, lists and sets, each with an optional end of life; the oldest go when it is full."""

    def __init__(self, max_names: int = MAX_NAMES) -> None:
        self._lock = threading.RLock()
        self._entries: OrderedDict[str, Any] = OrderedDict()
        self._ends: dict[str, float] = {}
        self._max_names = max_names

    # -- names

    def _live(self, name: str) -> Any:
        end = self._ends.get(name)
        if end is not None and end <= utc_now().timestamp():
            self._forget(name)
        return self._entries.get(name)

    def _forget(self, name: str) -> bool:
        self._ends.pop(name, None)
        return self._entries.pop(name, None) is not None

    def _put(self, name: str, value: Any) -> None:
        self._entries[name] = value
        self._entries.move_to_end(name)
        while len(self._entries) > self._max_names:
            self._forget(next(iter(self._entries)))

    def _of(self, name: str, factory: Callable[[], Any]) -> Any:
        """Return the collection under a name, made when missing."""
        found = self._live(name)
        if found is None:
            found = factory()
            self._put(name, found)
        if type(found) is not type(factory()):
            raise TypeError(f"Cache name {name!r} holds another kind of value")
        return found

    def delete(self, names: Iterable[str]) -> int:
        with self._lock:
            return sum(self._forget(name) for name in list(names))

    def exists(self, names: Iterable[str]) -> int:
        with self._lock:
            return sum(self._live(name) is not None for name in names)

    def keys(self, pattern: str) -> list[str]:
        with self._lock:
            return [
                name
                for name in list(self._entries)
                if fnmatch.fnmatchcase(name, pattern) and self._live(name) is not None
            ]

    def expire(self, name: str, seconds: float) -> bool:
        with self._lock:
            if self._live(name) is None:
                return False
            self._ends[name] = utc_now().timestamp() + seconds
            return True

    def ttl(self, name: str) -> int:
        """Return the seconds a name has left, -1 without an end, -2 when it is missing."""
        with self._lock:
            if self._live(name) is None:
                return -2
            end = self._ends.get(name)
            return -1 if end is None else max(0, round(end - utc_now().timestamp()))

    # -- values

    def get(self, name: str) -> bytes | None:
        with self._lock:
            found = self._live(name)
            return found if isinstance(found, bytes) else None

    def set(self, name: str, value: bytes, seconds: float | None = None) -> None:
        with self._lock:
            self._put(name, value)
            self._ends.pop(name, None)
            if seconds:
                self._ends[name] = utc_now().timestamp() + seconds

    def incrby(self, name: str, amount: int) -> int:
        with self._lock:
            value = int(self.get(name) or 0) + amount
            end = self._ends.get(name)
            self._put(name, str(value).encode())
            if end is not None:
                self._ends[name] = end
            return value

    # -- hashes

    def hset(self, name: str, key: str, value: bytes) -> None:
        with self._lock:
            self._of(name, dict)[key] = value

    def hget(self, name: str, key: str) -> bytes | None:
        with self._lock:
            found: dict[str, bytes] = self._live(name) or {}
            return found.get(key)

    def hdel(self, name: str, keys: Iterable[str]) -> int:
        with self._lock:
            found = self._live(name) or {}
            return sum(found.pop(key, None) is not None for key in list(keys))

    def hgetall(self, name: str) -> dict[str, bytes]:
        with self._lock:
            return dict(self._live(name) or {})

    # -- lists

    def push(self, name: str, values: Iterable[bytes], *, left: bool) -> int:
        with self._lock:
            found = self._of(name, deque)
            (found.extendleft if left else found.extend)(values)
            return len(found)

    def pop(self, name: str, *, left: bool) -> bytes | None:
        with self._lock:
            found = self._live(name)
            if not found:
                return None
            value: bytes = found.popleft() if left else found.pop()
            if not found:
                self._forget(name)
            return value

    def lrange(self, name: str, start: int, stop: int) -> list[bytes]:
        """Return a part of a list; both ends count, negative ones from the end."""
        with self._lock:
            values = list(self._live(name) or ())
        first = max(0, start + len(values)) if start < 0 else start
        last = stop + len(values) if stop < 0 else stop
        return values[first : last + 1]

    def ltrim(self, name: str, start: int, stop: int) -> None:
        with self._lock:
            kept = self.lrange(name, start, stop)
            if kept:
                found = self._of(name, deque)
                found.clear()
                found.extend(kept)
            else:
                self._forget(name)

    def llen(self, name: str) -> int:
        with self._lock:
            return len(self._live(name) or ())

    # -- sets

    def sadd(self, name: str, values: Iterable[bytes]) -> int:
        with self._lock:
            found = self._of(name, builtins.set)
            before = len(found)
            found.update(values)
            return len(found) - before

    def srem(self, name: str, values: Iterable[bytes]) -> int:
        with self._lock:
            found = self._live(name) or builtins.set()
            before = len(found)
            found.difference_update(values)
            left = len(found)
            if not left:
                self._forget(name)
            return before - left

    def smembers(self, name: str) -> builtins.set[bytes]:
        with self._lock:
            return builtins.set(self._live(name) or ())

    def spop(self, name: str) -> bytes | None:
        with self._lock:
            members = self.smembers(name)
            if not members:
                return None
            value = random.choice(list(members))
            self.srem(name, [value])
            return value
