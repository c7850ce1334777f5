"""MariaDB's functions of text and numbers for SQLite."""

from __future__ import annotations

import hashlib
import json
import math
import random
import re
import uuid
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

PATTERN_LIMIT = 500


def strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return NULL when an argument is NULL."""

    @wraps(function)
    def called(*arguments: Any) -> Any:
        return None if None in arguments else function(*arguments)

    return called


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text[:PATTERN_LIMIT], re.IGNORECASE)


def _regexp(pattern: Any, value: Any) -> int:
    return int(_pattern(str(pattern)).search(str(value)) is not None)


def _concat_ws(separator: Any, *parts: Any) -> str | None:
    return None if separator is None else str(separator).join(text(part) for part in parts if part is not None)


def text(value: Any) -> str:
    """Return a value as MariaDB shows it: whole floats without a fraction."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _locate(part: Any, whole: Any, start: int = 1) -> int:
    return str(whole).lower().find(str(part).lower(), max(int(start) - 1, 0)) + 1


def _substring_index(whole: Any, separator: Any, count: int) -> str:
    parts = str(whole).split(str(separator)) if separator else [""]
    return str(separator).join(parts[:count] if count >= 0 else parts[count:])


def _pad(whole: Any, width: int, fill: Any, *, left: bool) -> str:
    own, missing = str(whole), int(width) - len(str(whole))
    if missing <= 0 or not fill:
        return own[: int(width)]
    padding = (str(fill) * missing)[:missing]
    return padding + own if left else own + padding


def _field(wanted: Any, *options: Any) -> int:
    """Return the place of a value among others from 1, 0 when it is not there."""
    folded = str(wanted).lower()
    return next((n for n, option in enumerate(options, 1) if option is not None and str(option).lower() == folded), 0)


def _elt(place: int, *options: Any) -> Any:
    return options[int(place) - 1] if 1 <= int(place) <= len(options) else None


def _find_in_set(wanted: Any, whole: Any) -> int:
    parts = str(whole).lower().split(",")
    return parts.index(str(wanted).lower()) + 1 if str(wanted).lower() in parts else 0


def _truncate(value: float, places: int) -> float:
    factor = 10.0 ** int(places)
    return math.trunc(float(value) * factor) / factor


def _format_number(value: float, places: int) -> str:
    return f"{float(value):,.{int(places)}f}"


def _json_unquote(value: Any) -> str:
    own = str(value)
    return str(json.loads(own)) if len(own) > 1 and own[0] == own[-1] == '"' else own


def _json_contains(target: Any, candidate: Any) -> int | None:
    try:
        whole, part = json.loads(target), json.loads(candidate)
    except ValueError:
        return None
    return int(_contains(whole, part))


def _contains(whole: Any, part: Any) -> bool:
    if isinstance(whole, list):
        wanted = part if isinstance(part, list) else [part]
        return all(any(_contains(entry, one) for entry in whole) for one in wanted)
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(key in whole and _contains(whole[key], value) for key, value in part.items())
    return bool(whole == part)


def _strcmp(first: Any, second: Any) -> int:
    one, other = str(first).lower(), str(second).lower()
    return (one > other) - (one < other)


def _digest(name: str) -> Callable[[Any], str]:
    return lambda value: hashlib.new(name, str(value).encode(), usedforsecurity=False).hexdigest()


def _sha2(value: Any, bits: int) -> str:
    return hashlib.new(f"sha{int(bits) or 256}", str(value).encode()).hexdigest()


def _divided(value: Any, by: Any) -> Any:
    if not by:
        return None
    rest = math.fmod(value, by)
    return rest if isinstance(value, float) or isinstance(by, float) else int(rest)


class _Spread:
    """Numbers for a standard deviation or variance."""

    sample = False
    root = True

    def __init__(self) -> None:
        self.values: list[float] = []

    def step(self, value: Any) -> None:
        if value is not None:
            self.values.append(float(value))

    def finalize(self) -> float | None:
        count = len(self.values)
        if count <= self.sample:
            return None
        mean = math.fsum(self.values) / count
        variance = math.fsum((value - mean) ** 2 for value in self.values) / (count - self.sample)
        return math.sqrt(variance) if self.root else variance


class _SampleSpread(_Spread):
    sample = True


class _Variance(_Spread):
    root = False


class _AnyValue:
    """The first value met."""

    def __init__(self) -> None:
        self.value: Any = None

    def step(self, value: Any) -> None:
        if self.value is None:
            self.value = value

    def finalize(self) -> Any:
        return self.value


AGGREGATES = (
    ("any_value", _AnyValue),
    ("std", _Spread),
    ("stddev", _Spread),
    ("stddev_pop", _Spread),
    ("stddev_samp", _SampleSpread),
    ("variance", _Variance),
    ("var_pop", _Variance),
)

FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    ("regexp", 2, strict(_regexp)),
    ("concat", -1, strict(lambda *parts: "".join(text(part) for part in parts))),
    ("concat_ws", -1, _concat_ws),
    ("if", 3, lambda test, yes, no: yes if _true(test) else no),
    ("isnull", 1, lambda value: int(value is None)),
    ("greatest", -1, strict(max)),
    ("least", -1, strict(min)),
    ("locate", -1, strict(_locate)),
    ("position", 2, strict(_locate)),
    ("field", -1, lambda wanted, *options: 0 if wanted is None else _field(wanted, *options)),
    ("elt", -1, lambda place, *options: None if place is None else _elt(place, *options)),
    ("find_in_set", 2, strict(_find_in_set)),
    ("substring_index", 3, strict(_substring_index)),
    ("str_left", 2, strict(lambda whole, count: str(whole)[: max(int(count), 0)])),
    ("str_right", 2, strict(lambda whole, count: str(whole)[-int(count) :] if int(count) > 0 else "")),
    ("mid", 3, strict(lambda whole, start, count: str(whole)[int(start) - 1 : int(start) - 1 + int(count)])),
    ("lpad", 3, strict(lambda whole, width, fill: _pad(whole, width, fill, left=True))),
    ("rpad", 3, strict(lambda whole, width, fill: _pad(whole, width, fill, left=False))),
    ("repeat", 2, strict(lambda whole, count: str(whole) * min(max(int(count), 0), 100_000))),
    ("reverse", 1, strict(lambda whole: str(whole)[::-1])),
    ("space", 1, strict(lambda count: " " * min(max(int(count), 0), 100_000))),
    ("char_length", 1, strict(lambda whole: len(str(whole)))),
    ("character_length", 1, strict(lambda whole: len(str(whole)))),
    ("lcase", 1, strict(lambda whole: str(whole).lower())),
    ("ucase", 1, strict(lambda whole: str(whole).upper())),
    ("lower", 1, strict(lambda whole: str(whole).lower())),
    ("upper", 1, strict(lambda whole: str(whole).upper())),
    ("ascii", 1, strict(lambda whole: str(whole).encode()[0] if str(whole) else 0)),
    ("strcmp", 2, strict(_strcmp)),
    ("regexp_replace", 3, strict(lambda whole, pattern, new: _pattern(str(pattern)).sub(str(new), str(whole)))),
    ("truncate", 2, strict(_truncate)),
    ("mod", 2, strict(_divided)),
    ("format", 2, strict(_format_number)),
    ("rand", -1, lambda *_seed: random.random()),
    ("uuid", 0, lambda: str(uuid.uuid4())),
    ("md5", 1, strict(_digest("md5"))),
    ("sha1", 1, strict(_digest("sha1"))),
    ("sha", 1, strict(_digest("sha1"))),
    ("sha2", 2, strict(_sha2)),
    ("json_unquote", 1, strict(_json_unquote)),
    ("json_contains", 2, strict(_json_contains)),
)


def _true(value: Any) -> bool:
    """Tell whether MariaDB takes a value for true: text counts by the number it starts with."""
    if isinstance(value, str):
        match = re.match(r"\s*-?\d+(\.\d+)?", value)
        return bool(match and float(match.group()))
    return bool(value)
