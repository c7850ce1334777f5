"""How text and JSON from the network become the types that functions declare: one converter a type."""

from __future__ import annotations

import collections.abc
import datetime
import json
import math
import re
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from frappe.types import _dict
from frappe.utils.dates import parse_date, parse_datetime, to_timedelta

Converted = tuple[bool, Any]
_INTEGER = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_BOOLS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
    "": False,
}


def _to_int(value: Any) -> Converted:
    if isinstance(value, int):
        return True, int(value)
    if isinstance(value, float) and value.is_integer():
        return True, int(value)
    text = value.strip() if isinstance(value, str) else ""
    return (True, int(text)) if _INTEGER.fullmatch(text) else (False, None)


def _to_float(value: Any) -> Converted:
    if isinstance(value, (int, float, Decimal)):
        return math.isfinite(value), float(value)
    text = value.strip() if isinstance(value, str) else ""
    number = float(text) if _NUMBER.fullmatch(text) else math.inf
    return math.isfinite(number), number


def _to_bool(value: Any) -> Converted:
    if isinstance(value, bool) or (isinstance(value, (int, float)) and value in (0, 1)):
        return True, bool(value)
    text = value.strip().lower() if isinstance(value, str) else "?"
    return text in _BOOLS, _BOOLS.get(text)


def _to_str(value: Any) -> Converted:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return True, str(value)
    return isinstance(value, str), value


def _to_bytes(value: Any) -> Converted:
    return isinstance(value, (bytes, str)), value.encode() if isinstance(value, str) else value


def _to_decimal(value: Any) -> Converted:
    try:
        number = Decimal(str(value).strip()) if isinstance(value, (str, int, float, Decimal)) else Decimal("NaN")
    except InvalidOperation:
        return False, None
    return number.is_finite(), number


def _from_json(kinds: type | tuple[type, ...], make: Callable[[Any], Any]) -> Callable[[Any], Converted]:
    def convert(value: Any) -> Converted:
        if isinstance(value, (str, bytes)):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return False, None
        return (True, make(value)) if isinstance(value, kinds) else (False, None)

    return convert


def _by(parse: Callable[[Any], Any], kinds: tuple[type, ...]) -> Callable[[Any], Converted]:
    def convert(value: Any) -> Converted:
        if not isinstance(value, (str, *kinds)) or value == "":
            return False, None
        try:
            found = parse(value)
        except ValueError:
            return False, None
        return found is not None, found

    return convert


_LISTS = (list, tuple, set, frozenset)
_as_list = _from_json(_LISTS, lambda value: value if isinstance(value, list) else list(value))
_as_dict = _from_json(Mapping, lambda value: value)

CONVERTERS: dict[Any, Callable[[Any], Converted]] = {
    int: _to_int,
    float: _to_float,
    bool: _to_bool,
    str: _to_str,
    bytes: _to_bytes,
    Decimal: _to_decimal,
    dict: _from_json(Mapping, lambda value: value if isinstance(value, dict) else dict(value)),
    _dict: _from_json(Mapping, _dict),
    Mapping: _as_dict,
    collections.abc.MutableMapping: _as_dict,
    list: _as_list,
    collections.abc.Sequence: _as_list,
    collections.abc.Iterable: _as_list,
    tuple: _from_json(_LISTS, tuple),
    set: _from_json(_LISTS, set),
    frozenset: _from_json(_LISTS, frozenset),
    datetime.date: _by(parse_date, (datetime.date,)),
    datetime.datetime: _by(parse_datetime, (datetime.date,)),
    datetime.timedelta: _by(to_timedelta, (datetime.timedelta, datetime.time)),
    uuid.UUID: _by(lambda value: uuid.UUID(str(value)), (uuid.UUID,)),
}
JSON_KINDS = frozenset(
    (dict, _dict, Mapping, collections.abc.MutableMapping, list, tuple, set, frozenset, collections.abc.Sequence,
     collections.abc.Iterable)
)  # fmt: skip
