"""``frappe.cache``, ``client_cache`` and the decorators: copies, expiry, kinds, sites apart."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from frappe.cache_store import ClientCache, SiteCache, dumps, loads, redis_cache, request_cache, site_cache
from frappe.cache_store.memory import MemoryBackend
from frappe.context import SiteState, invalidate, local
from frappe.localization import clock
from frappe.types import _dict
from frappe.utils.caching import http_cache

START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def site() -> Iterator[None]:
    local.__dict__.update(
        site="a",
        site_state=SiteState("a", Path("a")),
        db=None,
        session=_dict(user="ann"),
        request_cache={},
        slot_overlay=None,
    )
    yield
    local.__dict__.clear()


@pytest.fixture
def cache() -> SiteCache:
    return SiteCache()


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, 2.5, None, True], "b": _dict(c=1)},
        {1: "x", ("a", 2): {3}},
        {"__t": "date", "v": "x"},
        datetime.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=datetime.UTC),
        datetime.timedelta(days=-1, microseconds=5),
        (Decimal("1.10"), b"\x00\xff", frozenset({1}), datetime.date(2026, 1, 2), datetime.time(9, 30)),
        2**80,
        "\ud800",
    ],
)
def test_values_come_back_with_their_types(value: Any) -> None:
    copy = loads(dumps("k", value))

    assert copy == value and type(copy) is type(value)


def test_values_are_copies(cache: SiteCache) -> None:
    kept = {"rows": [1]}
    cache.set_value("k", kept)

    kept["rows"].append(2)
    cache.get_value("k")["rows"].append(3)

    assert cache.get_value("k") == {"rows": [1]}


def test_what_cannot_be_coded_names_its_key(cache: SiteCache) -> None:
    with pytest.raises(TypeError, match="'k'"):
        cache.set_value("k", object())


def test_generator_is_asked_once(cache: SiteCache) -> None:
    calls: list[int] = []

    def make() -> int:
        calls.append(1)
        return len(calls)

    assert cache.get_value("k", make) == cache.get_value("k", make) == 1
    assert cache.hget("h", "k", make) == cache.hget("h", "k", make) == 2


def test_values_end_at_their_time(cache: SiteCache) -> None:
    with clock.frozen(START):
        cache.set_value("k", 1, expires_in_sec=60)
        assert cache.ttl("k") == 60
    with clock.frozen(START + datetime.timedelta(seconds=59)):
        assert cache.get_value("k") == 1
    with clock.frozen(START + datetime.timedelta(seconds=60)):
        assert cache.get_value("k") is None
        assert cache.exists("k") == 0


def test_keys_of_users_and_sites_are_apart(cache: SiteCache) -> None:
    cache.set_value("k", "ann's", user=True)
    cache.set_value("k", "bob's", user="bob")
    cache.set_value("all", 1, shared=True)

    assert cache.get_value("k") is None
    assert cache.get_value("k", user="ann") == "ann's"
    local.site_state = SiteState("b", Path("b"))
    assert cache.get_value("k", user="ann") is None
    assert cache.get_value("all", shared=True) == 1


def test_names_are_deleted_by_pattern(cache: SiteCache) -> None:
    for name in ("doc::a", "doc::b", "other"):
        cache.set_value(name, 1)
    cache.hset("doc::hash", "x", 1)

    cache.delete_keys("doc::*")

    assert cache.get_keys("") == ["other"]
    assert cache.get_all("oth") == {"other": 1}


def test_hashes(cache: SiteCache) -> None:
    cache.hset("h", "a", {"x": 1})
    cache.hset("h", 2, "b")

    assert cache.hgetall("h") == {"a": {"x": 1}, "2": "b"}
    assert cache.hkeys("h") == ["a", "2"] and cache.hexists("h", 2)
    cache.hdel("h", ["a"])
    cache.hdel_keys("h", "2")
    assert cache.hgetall("h") == {}


def test_lists_and_sets_hold_bytes_as_redis_does(cache: SiteCache) -> None:
    cache.rpush("l", "a", "b", 3)
    cache.lpush("l", "z")

    assert cache.lrange("l", 0, -1) == [b"z", b"a", b"b", b"3"]
    assert (cache.lpop("l"), cache.rpop("l"), cache.llen("l")) == (b"z", b"3", 2)
    cache.ltrim("l", 1, -1)
    assert cache.lrange("l", 0, 9) == [b"b"]
    assert cache.sadd("s", "x", "y", "x") == 2
    assert cache.sismember("s", "x") and cache.smembers("s") == {b"x", b"y"}
    assert cache.srem("s", "x") == 1 and cache.spop("s") == b"y" and cache.spop("s") is None


def test_counters_and_pipelines(cache: SiteCache) -> None:
    cache.incrby("n", 2)

    with cache.pipeline() as pipe:
        pipe.incrby("n", 3)
        pipe.set("text", "v", ex=10)
        assert pipe.execute() == [5, True]
    assert cache.get_value("n") == 5 and cache.get("text") == b"v"
    assert cache.set("text", "w", nx=True) is None


def test_full_store_forgets_the_oldest() -> None:
    store = MemoryBackend(max_names=2)
    for name in "abc":
        store.set(name, b"1")

    assert store.keys("*") == ["b", "c"]


def test_invalidation_keeps_the_cache_but_not_computed_values(cache: SiteCache) -> None:
    cache.set_value("otp", "123", expires_in_sec=300)
    client = ClientCache()
    client.set_value("meta", [1])
    assert client.get_value("meta") is client.get_value("meta")

    invalidate()

    assert cache.get_value("otp") == "123"
    assert client.get_value("meta") is None


def test_request_cache_lives_as_long_as_the_request() -> None:
    calls: list[Any] = []

    @request_cache
    def add(a: Any, b: int = 0) -> Any:
        calls.append(a)
        return a

    assert (add(1), add(1), add(1, b=2), add(True)) == (1, 1, 1, True)
    assert calls == [1, 1, True]
    assert (add([1]), add([1])) == ([1], [1])
    local.request_cache = {}
    add(1)
    assert len(calls) == 6


def test_site_cache_ends_by_time_size_and_clearing() -> None:
    calls: list[int] = []

    @site_cache(ttl=60, maxsize=2)
    def double(n: int) -> int:
        calls.append(n)
        return 2 * n

    with clock.frozen(START):
        assert [double(1), double(1), double(2), double(3), double(1)] == [2, 2, 4, 6, 2]
    assert calls == [1, 2, 3, 1]
    with clock.frozen(START + datetime.timedelta(seconds=61)):
        double(1)
        double.clear_cache()
        double(1)
    assert calls == [1, 2, 3, 1, 1, 1]


def test_redis_cache_keeps_copies_even_of_nothing() -> None:
    calls: list[int] = []

    @redis_cache(ttl=10)
    def find(n: int) -> Any:
        calls.append(n)
        return None if n == 0 else [n]

    find(1).append(9)
    assert find(1) == [1] and find(0) is None and find(0) is None
    assert calls == [1, 0]
    find.clear_cache()
    find(1)
    assert calls == [1, 0, 1]


def test_http_cache_marks_answers_of_get() -> None:
    local.__dict__.update(request=_dict(method="GET"), response_headers={})

    http_cache(public=True, max_age=60, stale_while_revalidate=30)(lambda: 1)()

    assert local.response_headers == {"Cache-Control": "public,max-age=60,stale-while-revalidate=30"}
