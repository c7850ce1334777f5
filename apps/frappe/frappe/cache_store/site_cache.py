"""``frappe.cache``: a Redis-like store of the site (contract 6.7); values go in and out as copies."""

from __future__ import annotations

import builtins
import random
from collections.abc import Callable, Iterable
from typing import Any

from frappe.cache_store.coding import dumps, loads
from frappe.cache_store.memory import MemoryBackend
from frappe.context import current_user, local

_shared = MemoryBackend()


class SiteCache:
    """The cache of the active site; ``shared=True`` means the cache of all sites of the bench."""

    def __call__(self) -> SiteCache:
        return self

    @staticmethod
    def backend(shared: bool | None = False) -> MemoryBackend:
        """Return the store behind the cache: the site's, kept with the process' memory of the site."""
        if shared or "site_state" not in local.__dict__:
            return _shared
        return local.site_state.__dict__.setdefault("cache_backend", MemoryBackend())  # type: ignore[no-any-return]

    @staticmethod
    def make_key(key: Any, user: str | bool | None = None, shared: bool | None = False) -> str:
        """Return the name under which a key is kept; ``user`` True means the acting user."""
        name = key.decode() if isinstance(key, bytes) else str(key)
        return f"user:{current_user() if user is True else user}:{name}" if user else name

    # -- values

    def get_value(
        self,
        key: Any,
        generator: Callable[[], Any] | None = None,
        user: str | bool | None = None,
        expires: bool = False,
        shared: bool = False,
        use_local_cache: bool = True,
    ) -> Any:
        """Return a value; a missing one is made by ``generator`` and kept."""
        found = self.backend(shared).get(self.make_key(key, user))
        if found is not None:
            return loads(found)
        if generator is None:
            return None
        value = generator()
        self.set_value(key, value, user, shared=shared)
        return value

    def set_value(
        self,
        key: Any,
        val: Any,
        user: str | bool | None = None,
        expires_in_sec: float | None = None,
        shared: bool = False,
    ) -> None:
        """Keep a copy of a value.

        Raises:
            TypeError: it cannot be coded as typed JSON.
        """
        name = self.make_key(key, user)
        self.backend(shared).set(name, dumps(name, val).encode(), expires_in_sec)

    def delete_value(
        self, keys: Any, user: str | bool | None = None, make_keys: bool = True, shared: bool = False
    ) -> None:
        self.backend(shared).delete([self.make_key(key, user) for key in _several(keys)])

    def delete_key(self, *args: Any, **kwargs: Any) -> None:
        self.delete_value(*args, **kwargs)

    def delete_keys(self, key: Any) -> None:
        """Delete the names that begin with a text, or match a pattern with ``*``."""
        self.backend().delete(self.get_keys(key))

    def get_keys(self, key: Any) -> list[str]:
        name = self.make_key(key)
        return self.backend().keys(name if "*" in name else name + "*")

    def get_all(self, key: Any) -> dict[str, Any]:
        """Return all values whose names begin with a text."""
        return {name: self.get_value(name) for name in self.get_keys(key)}

    def exists(self, *keys: Any, user: str | bool | None = None, shared: bool | None = None) -> int:
        return self.backend(shared).exists(self.make_key(key, user) for key in keys)

    # -- hashes

    def hset(self, name: Any, key: Any, value: Any, shared: bool = False, *args: Any, **kwargs: Any) -> None:
        title = self.make_key(name)
        self.backend(shared).hset(title, str(key), dumps(title, value).encode())

    def hget(self, name: Any, key: Any, generator: Callable[[], Any] | None = None, shared: bool = False) -> Any:
        found = self.backend(shared).hget(self.make_key(name), str(key))
        if found is not None:
            return loads(found)
        if generator is None:
            return None
        value = generator()
        self.hset(name, key, value, shared)
        return value

    def hdel(self, name: Any, keys: Any, shared: bool = False, pipeline: Any = None) -> None:
        self.backend(shared).hdel(self.make_key(name), [str(key) for key in _several(keys)])

    def hdel_names(self, names: Iterable[Any], key: Any) -> None:
        """Delete one key of several hashes."""
        for name in names:
            self.hdel(name, key)

    def hdel_keys(self, name_starts_with: Any, key: Any) -> None:
        """Delete one key of all hashes whose names begin with a text."""
        self.hdel_names(self.get_keys(name_starts_with), key)

    def hgetall(self, name: Any, shared: bool = False) -> dict[str, Any]:
        return {key: loads(value) for key, value in self.backend(shared).hgetall(self.make_key(name)).items()}

    def hkeys(self, name: Any, shared: bool = False) -> list[str]:
        return list(self.backend(shared).hgetall(self.make_key(name)))

    def hexists(self, name: Any, key: Any, shared: bool = False) -> bool:
        return self.backend(shared).hget(self.make_key(name), str(key)) is not None

    # -- lists and sets: bytes, as Redis gives them

    def lpush(self, key: Any, *values: Any) -> int:
        return self.backend().push(self.make_key(key), map(_raw, values), left=True)

    def rpush(self, key: Any, *values: Any) -> int:
        return self.backend().push(self.make_key(key), map(_raw, values), left=False)

    def lpop(self, key: Any) -> bytes | None:
        return self.backend().pop(self.make_key(key), left=True)

    def rpop(self, key: Any) -> bytes | None:
        return self.backend().pop(self.make_key(key), left=False)

    def llen(self, key: Any) -> int:
        return self.backend().llen(self.make_key(key))

    def lrange(self, key: Any, start: int, stop: int) -> list[bytes]:
        return self.backend().lrange(self.make_key(key), start, stop)

    def ltrim(self, key: Any, start: int, stop: int) -> None:
        self.backend().ltrim(self.make_key(key), start, stop)

    def sadd(self, name: Any, *values: Any) -> int:
        return self.backend().sadd(self.make_key(name), map(_raw, values))

    def srem(self, name: Any, *values: Any) -> int:
        return self.backend().srem(self.make_key(name), map(_raw, values))

    def sismember(self, name: Any, value: Any) -> bool:
        return _raw(value) in self.smembers(name)

    def smembers(self, name: Any) -> builtins.set[bytes]:
        return self.backend().smembers(self.make_key(name))

    def spop(self, name: Any) -> bytes | None:
        return self.backend().spop(self.make_key(name))

    def srandmember(self, name: Any, count: int | None = None) -> Any:
        members = sorted(self.smembers(name))
        if count is None:
            return random.choice(members) if members else None
        return random.sample(members, min(count, len(members)))

    # -- Redis' own commands

    def get(self, name: Any) -> bytes | None:
        return self.backend().get(self.make_key(name))

    def set(self, name: Any, value: Any, ex: float | None = None, nx: bool = False, **_options: Any) -> bool | None:
        """Keep text or a number as Redis does; with ``nx`` only when the name is free."""
        if nx and self.exists(name):
            return None
        self.backend().set(self.make_key(name), _raw(value), ex)
        return True

    def setex(self, name: Any, time: float, value: Any) -> bool | None:
        return self.set(name, value, ex=time)

    def delete(self, *names: Any) -> int:
        return self.backend().delete(self.make_key(name) for name in names)

    def incrby(self, key: Any, amount: int = 1) -> int:
        return self.backend().incrby(self.make_key(key), amount)

    def incr(self, key: Any, amount: int = 1) -> int:
        return self.incrby(key, amount)

    def expire(self, key: Any, time: float) -> bool:
        return self.backend().expire(self.make_key(key), time)

    def expire_key(self, key: Any, time: float, user: str | bool | None = None, shared: bool = False) -> None:
        self.backend(shared).expire(self.make_key(key, user), time)

    def ttl(self, key: Any) -> int:
        return self.backend().ttl(self.make_key(key))

    def ping(self) -> bool:
        return True

    def pipeline(self, *_args: Any, **_options: Any) -> Pipeline:
        return Pipeline(self)


class Pipeline:
    """Commands kept until ``execute``."""

    def __init__(self, target: SiteCache) -> None:
        self._target = target
        self._commands: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(self, *_error: object) -> None:
        self._commands.clear()

    def __getattr__(self, name: str) -> Callable[..., Pipeline]:
        if not hasattr(SiteCache, name):
            raise AttributeError(name)

        def keep(*args: Any, **kwargs: Any) -> Pipeline:
            self._commands.append((name, args, kwargs))
            return self

        return keep

    def execute(self) -> list[Any]:
        commands, self._commands = self._commands, []
        return [getattr(self._target, name)(*args, **kwargs) for name, args, kwargs in commands]


def _several(keys: Any) -> list[Any]:
    return list(keys) if isinstance(keys, (list, tuple, set, frozenset)) else [keys]


def _raw(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value).encode()
    raise TypeError(f"{type(value).__name__} is no text, bytes or number; use set_value or hset for values")
