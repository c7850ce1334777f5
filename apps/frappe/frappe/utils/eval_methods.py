"""Methods that text, lists and numbers of the ``eval:`` language have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frappe.exceptions import ExpressionError
from frappe.messages import _
from frappe.utils.eval_values import (
    MAX_ITEMS,
    MAX_TEXT,
    UNDEFINED,
    includes,
    is_nothing,
    is_number,
    member_of,
    plain,
    strictly_equal,
    to_fixed,
    to_number,
    to_text,
    too_large,
    truthy,
)

Method = Callable[..., Any]


def _index(value: Any, length: int, default: int) -> int:
    """Return a position as ``slice`` reads it: negative counts from the end."""
    if value is UNDEFINED:
        return default
    at = int(to_number(value))
    return max(0, length + at) if at < 0 else min(at, length)


def _slice(values: Any, start: Any = UNDEFINED, end: Any = UNDEFINED) -> Any:
    return values[_index(start, len(values), 0) : _index(end, len(values), len(values))]


def _substring(text: str, start: Any = UNDEFINED, end: Any = UNDEFINED) -> str:
    bounds = (0 if is_nothing(start) else to_number(start), len(text) if end is UNDEFINED else to_number(end))
    low, high = sorted(int(min(max(bound, 0), len(text))) for bound in bounds)
    return text[low:high]


def _split(text: str, separator: Any = UNDEFINED) -> list[str]:
    if separator is UNDEFINED:
        return [text]
    return list(text) if separator == "" else text.split(to_text(separator))


def _char_at(text: str, at: Any = 0) -> str:
    position = int(to_number(at))
    return text[position] if 0 <= position < len(text) else ""


def _text_concat(text: str, *parts: Any) -> str:
    joined = text + "".join(to_text(part) for part in parts)
    if len(joined) > MAX_TEXT:
        raise too_large()
    return joined


TEXT: dict[str, Method] = {
    "includes": lambda text, part=UNDEFINED, start=0: to_text(part) in text[int(to_number(start)) :],
    "startsWith": lambda text, part=UNDEFINED: text.startswith(to_text(part)),
    "endsWith": lambda text, part=UNDEFINED: text.endswith(to_text(part)),
    "indexOf": lambda text, part=UNDEFINED: text.find(to_text(part)),
    "toLowerCase": lambda text: text.lower(),
    "toUpperCase": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
    "slice": _slice,
    "substring": _substring,
    "split": _split,
    "replace": lambda text, old=UNDEFINED, new=UNDEFINED: text.replace(to_text(old), to_text(new), 1),
    "charAt": _char_at,
    "concat": _text_concat,
    "toString": lambda text: text,
}


def _each(values: list[Any], test: Method) -> Any:
    return ((value, test(value, index)) for index, value in enumerate(values))


def _reduce(values: list[Any], step: Method, *start: Any) -> Any:
    if not values and not start:
        raise ExpressionError(_("An empty list cannot be reduced without a start."))
    offset = 0 if start else 1
    total = start[0] if start else values[0]
    for index, value in enumerate(values[offset:], offset):
        total = step(total, value, index)
    return total


def _join(values: list[Any], separator: Any = ",") -> str:
    joined = to_text(separator).join("" if is_nothing(value) else to_text(value) for value in values)
    if len(joined) > MAX_TEXT:
        raise too_large()
    return joined


def _list_concat(values: list[Any], *parts: Any) -> list[Any]:
    joined = list(values)
    for part in parts:
        joined += part if isinstance(part, list) else [part]
    if len(joined) > MAX_ITEMS:
        raise too_large()
    return joined


def _position(values: list[Any], wanted: Any = UNDEFINED) -> int:
    return next((index for index, value in enumerate(values) if strictly_equal(value, wanted)), -1)


LIST: dict[str, Method] = {
    "includes": lambda values, wanted=UNDEFINED: includes(values, wanted),
    "indexOf": _position,
    "some": lambda values, test: any(truthy(result) for _value, result in _each(values, test)),
    "every": lambda values, test: all(truthy(result) for _value, result in _each(values, test)),
    "find": lambda values, test: next((value for value, result in _each(values, test) if truthy(result)), UNDEFINED),
    "findIndex": lambda values, test: next(
        (i for i, (_v, result) in enumerate(_each(values, test)) if truthy(result)), -1
    ),
    "filter": lambda values, test: [value for value, result in _each(values, test) if truthy(result)],
    "map": lambda values, change: [result for _value, result in _each(values, change)],
    "reduce": _reduce,
    "join": _join,
    "slice": _slice,
    "concat": _list_concat,
}
NUMBER: dict[str, Method] = {"toFixed": to_fixed, "toString": to_text}


def methods_of(target: Any) -> dict[str, Method]:
    if isinstance(target, str):
        return TEXT
    if isinstance(target, list):
        return LIST
    return NUMBER if is_number(target) else {}


def call_method(target: Any, name: str, arguments: list[Any]) -> Any:
    """Call one of the known methods, or a function that the scope put into a record.

    Raises:
        ExpressionError: there is no such function.
    """
    method = methods_of(target).get(name)
    if method is not None:
        values = [plain(value) for value in target] if isinstance(target, list) else target
        return method(values, *arguments)
    member = member_of(target, name)
    if not callable(member):
        raise ExpressionError(_("{0} is not a function.").format(name))
    return member(*arguments)
