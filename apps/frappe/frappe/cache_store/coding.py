"""Cached values as typed JSON text, so that they go in and out as copies and between processes (design 6.14)."""

from __future__ import annotations

import datetime
import json
import math
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import orjson

from frappe.types import _dict

TAG = "__t"
_PLAIN = (str, int, float, bool, type(None))
_types: dict[str, tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]] = {}


def register_type(name: str, kind: Any, dump: Callable[[Any], Any], load: Callable[[Any], Any]) -> None:
    """Let values of a class be cached: ``dump`` returns what can be coded, ``load`` makes the value again.

    ``kind`` is a class, a tuple of classes, or a function that tells whether a value is one.
    """
    _types[name] = (kind, dump, load)


register_type("datetime", datetime.datetime, lambda v: v.isoformat(), datetime.datetime.fromisoformat)
register_type("date", datetime.date, lambda v: v.isoformat(), datetime.date.fromisoformat)
register_type("time", datetime.time, lambda v: v.isoformat(), datetime.time.fromisoformat)
register_type(
    "timedelta",
    datetime.timedelta,
    lambda v: [v.days, v.seconds, v.microseconds],
    lambda v: datetime.timedelta(v[0], v[1], v[2]),
)
register_type("decimal", Decimal, str, Decimal)
register_type("uuid", uuid.UUID, str, uuid.UUID)
register_type("bytes", bytes, lambda v: v.hex(), bytes.fromhex)
register_type("tuple", tuple, list, tuple)
register_type("frozenset", frozenset, list, frozenset)
register_type("set", set, list, set)


def dumps(key: str, value: Any) -> str:
    """Return a value as text.

    Raises:
        TypeError: it cannot be coded; the text names the key.
    """
    try:
        coded = _encode(value)
    except (TypeError, RecursionError) as error:
        raise TypeError(f"Cache key {key!r}: {error}") from error
    try:
        return orjson.dumps(coded).decode()
    except TypeError:  # broken surrogates
        return json.dumps(coded, separators=(",", ":"))


def loads(text: str | bytes) -> Any:
    """Return a value, a new one at each call."""
    try:
        return _decode(orjson.loads(text))
    except orjson.JSONDecodeError:
        return _decode(json.loads(text))


def _encode(value: Any) -> Any:
    if isinstance(value, _PLAIN):
        return {TAG: type(value).__name__, "v": repr(value)} if _beyond_json(value) else value
    if isinstance(value, list):
        return [_encode(part) for part in value]
    for name, (kind, dump, _load) in _types.items():
        if isinstance(value, kind) if isinstance(kind, (type, tuple)) else kind(value):
            return {TAG: name, "v": _encode(dump(value))}
    if isinstance(value, Mapping):
        return _encode_mapping(value)
    raise TypeError(f"{type(value).__name__} cannot be cached")


def _beyond_json(value: Any) -> bool:
    """Tell whether a number has no exact form in JSON: more than 64 bits, not finite."""
    return (type(value) is int and value.bit_length() > 63) or (type(value) is float and not math.isfinite(value))


def _encode_mapping(value: Mapping[Any, Any]) -> Any:
    plain = TAG not in value and all(type(key) is str for key in value)
    parts: Any = {key: _encode(part) for key, part in value.items()} if plain else None
    if type(value) is dict and plain:
        return parts
    name = "dict" if type(value) is dict else "_dict"
    return {TAG: name, "v": parts if plain else [[_encode(key), _encode(part)] for key, part in value.items()]}


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return [_decode(part) for part in value]
    if not isinstance(value, dict):
        return value
    kind = value.get(TAG)
    if kind is None:
        return {key: _decode(part) for key, part in value.items()}
    if kind in ("dict", "_dict"):
        return _decode_mapping(value["v"], _dict if kind == "_dict" else dict)
    if kind in ("int", "float"):
        return int(value["v"]) if kind == "int" else float(value["v"])
    return _types[kind][2](_decode(value["v"]))


def _decode_mapping(parts: Any, kind: Callable[[Any], Any]) -> Any:
    if isinstance(parts, dict):
        return kind({key: _decode(part) for key, part in parts.items()})
    return kind({_decode(key): _decode(part) for key, part in parts})
