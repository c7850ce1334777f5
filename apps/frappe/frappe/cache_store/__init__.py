"""``frappe.cache``: a Redis-like store of the site, in this process; values go in and out as copies.

Each value is kept as typed JSON text (design 6.14), so that a caller never holds what another one stores.
"""

from __future__ import annotations

import datetime
import fnmatch
import json
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from frappe.context import local

_TAG = "__t"


def _encode(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {_TAG: "dict", "v": [[_encode(k), _encode(v)] for k, v in value.items()]}
    if isinstance(value, list):
        return [_encode(item) for item in value]
    for name, (kind, dump, _load) in _TYPES.items():
        if isinstance(value, kind):
            return {_TAG: name, "v": dump(value)}
    raise TypeError(f"{type(value).__name__} cannot be cached")


_TYPES: dict[str, tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "datetime": (datetime.datetime, lambda v: v.isoformat(), datetime.datetime.fromisoformat),
    "date": (datetime.date, lambda v: v.isoformat(), datetime.date.fromisoformat),
    "timedelta": (datetime.timedelta, lambda v: v.total_seconds(), lambda v: datetime.timedelta(seconds=v)),
    "decimal": (Decimal, str, Decimal),
    "tuple": (tuple, lambda v: [_encode(i) for i in v], lambda v: tuple(_decode(i) for i in v)),
    "set": ((set, frozenset), lambda v: [_encode(i) for i in v], lambda v: {_decode(i) for i in v}),
    "bytes": (bytes, lambda v: v.hex(), bytes.fromhex),
}


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return [_decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value[_TAG]
    if kind == "dict":
        from frappe.types import _dict

        return _dict({_decode(k): _decode(v) for k, v in value["v"]})
    return _TYPES[kind][2](value["v"])


def dumps(key: str, value: Any) -> str:
    """Return a value as text.

    Raises:
        TypeError: it cannot be coded; the text names the key.
    """
    try:
        return json.dumps(_encode(value), separators=(",", ":"))
    except TypeError as error:
        raise TypeError(f"Cache key {key!r}: {error}") from error


def loads(text: str) -> Any:
    return _decode(json.loads(text))


class SiteCache:
    """The cache of the active site (contract 6.7)."""

    def __call__(self) -> SiteCache:
        return self

    @property
    def _values(self) -> dict[str, tuple[str, float | None]]:
        return local.site_state.slot("cache", dict)  # type: ignore[no-any-return]

    @property
    def _hashes(self) -> dict[str, dict[str, str]]:
        return local.site_state.slot("cache_hashes", dict)  # type: ignore[no-any-return]

    @staticmethod
    def make_key(key: str, user: str | bool | None = None, shared: bool = False) -> str:
        if user:
            key = f"user:{local.session.user if user is True else user}:{key}"
        return key

    def get_value(
        self,
        key: str,
        generator: Callable[[], Any] | None = None,
        user: Any = None,
        expires: bool = False,
        shared: bool = False,
        **_options: Any,
    ) -> Any:
        name = self.make_key(key, user)
        found = self._values.get(name)
        if found is not None and (found[1] is None or found[1] > time.monotonic()):
            return loads(found[0])
        if generator is None:
            return None
        value = generator()
        self.set_value(key, value, user)
        return value

    def set_value(
        self, key: str, val: Any, user: Any = None, expires_in_sec: float | None = None, shared: bool = False
    ) -> None:
        until = time.monotonic() + expires_in_sec if expires_in_sec else None
        self._values[self.make_key(key, user)] = (dumps(key, val), until)

    def delete_value(self, keys: Any, user: Any = None, make_keys: bool = True, shared: bool = False) -> None:
        for key in [keys] if isinstance(keys, str) else list(keys):
            self._values.pop(self.make_key(key, user), None)
            self._hashes.pop(key, None)

    def delete_keys(self, key: str) -> None:
        pattern = key if "*" in key else key + "*"
        for name in [name for name in self._values if fnmatch.fnmatchcase(name, pattern)]:
            del self._values[name]

    def get_keys(self, key: str) -> list[str]:
        pattern = key if "*" in key else key + "*"
        return [name for name in self._values if fnmatch.fnmatchcase(name, pattern)]

    def exists(self, *keys: str, user: Any = None, shared: bool = False) -> int:
        return sum(1 for key in keys if self.get_value(key, user=user) is not None)

    def hset(self, name: str, key: Any, value: Any, shared: bool = False) -> None:
        self._hashes.setdefault(name, {})[str(key)] = dumps(name, value)

    def hget(self, name: str, key: Any, generator: Callable[[], Any] | None = None, shared: bool = False) -> Any:
        found = self._hashes.get(name, {}).get(str(key))
        if found is not None:
            return loads(found)
        if generator is None:
            return None
        value = generator()
        self.hset(name, key, value)
        return value

    def hdel(self, name: str, keys: Any, shared: bool = False, pipeline: Any = None) -> None:
        for key in [keys] if isinstance(keys, str) else list(keys):
            self._hashes.get(name, {}).pop(str(key), None)

    def hgetall(self, name: str, shared: bool = False) -> dict[str, Any]:
        return {key: loads(value) for key, value in self._hashes.get(name, {}).items()}

    def hkeys(self, name: str) -> list[str]:
        return list(self._hashes.get(name, {}))

    def hexists(self, name: str, key: Any, shared: bool = False) -> bool:
        return str(key) in self._hashes.get(name, {})

    def hdel_names(self, names: Iterable[str], key: Any) -> None:
        for name in names:
            self.hdel(name, str(key))

    get = get_value
    set = set_value

    def incrby(self, key: str, amount: int = 1) -> int:
        value = int(self.get_value(key) or 0) + amount
        self.set_value(key, value)
        return value

    def ping(self) -> bool:
        return True
