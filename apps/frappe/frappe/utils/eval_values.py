"""Values of the ``eval:`` language as JavaScript has them: coercions, equality, members, methods and functions.

The Python twin of ``desk/src/meta/expression-methods.ts`` and ``expression-functions.ts``.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from frappe.exceptions import ExpressionError
from frappe.messages import _

MAX_TEXT = 100_000
MAX_ITEMS = 20_000


class Undefined:
    """JavaScript's ``undefined``: what a missing member is."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()
NAN = float("nan")


def plain(value: Any) -> Any:
    """Return a stored value as the browser would hold it: dates and times as text, decimals as numbers."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return str(value)
    if isinstance(value, datetime.timedelta):
        hours, rest = divmod(int(value.total_seconds()), 3600)
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return value


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_nothing(value: Any) -> bool:
    return value is None or value is UNDEFINED


def truthy(value: Any) -> bool:
    """Return JavaScript's truth of a value: empty lists are true, NaN is false."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value) if value is None or isinstance(value, (bool, int, float, str, Undefined)) else True


# -- coercions


_NUMERIC = re.compile(r"[-+]?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?|Infinity)")


def to_number(value: Any) -> int | float:
    """``Number(value)``."""
    if isinstance(value, bool):
        return int(value)
    if is_number(value):
        return value  # type: ignore[no-any-return]
    if value is None:
        return 0
    if isinstance(value, str):
        return _number_of_text(value.strip())
    return _number_of_text(to_text(value).strip()) if isinstance(value, list) else NAN


def _number_of_text(text: str) -> int | float:
    if not text:
        return 0
    if re.fullmatch(r"0[xX][\da-fA-F]+", text):
        return int(text, 16)
    if not _NUMERIC.fullmatch(text):
        return NAN
    return float(text.replace("Infinity", "inf"))


def to_text(value: Any) -> str:
    """``String(value)``.

    Raises:
        ExpressionError: the text would be too long.
    """
    return _text(value, [MAX_ITEMS])


def _text(value: Any, budget: list[int]) -> str:
    budget[0] -= 1
    if budget[0] < 0:
        raise too_large()
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return _text_of_number(value)
    if value is None:
        return "null"
    if isinstance(value, list):
        return _limited(",".join("" if is_nothing(part) else _text(part, budget) for part in value))
    return "undefined" if value is UNDEFINED else "[object Object]"


def _text_of_number(value: float) -> str:
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        if value.is_integer() and abs(value) < 1e21:
            return str(int(value))
        if 1e-6 <= abs(value) < 1e-4:
            return f"{Decimal(repr(value)):f}"
    return re.sub(r"e([-+])0*", r"e\1", repr(value))


def too_large() -> ExpressionError:
    return ExpressionError(_("A value in the expression is too large."))


def _limited(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise too_large()
    return text


def type_of(value: Any) -> str:
    """``typeof value``."""
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, bool):
        return "boolean"
    if is_number(value):
        return "number"
    if isinstance(value, str):
        return "string"
    return "function" if callable(value) else "object"


# -- equality and order


def strictly_equal(left: Any, right: Any) -> bool:
    """``left === right``."""
    if type_of(left) != type_of(right):
        return False
    if isinstance(left, (str, bool, int, float)):
        return bool(left == right)
    return left is right


def loosely_equal(left: Any, right: Any) -> bool:
    """``left == right``."""
    if is_nothing(left) or is_nothing(right):
        return is_nothing(left) and is_nothing(right)
    kinds = {type_of(left), type_of(right)}
    if len(kinds) == 1:
        return strictly_equal(left, right)
    if kinds & {"object", "function"}:
        if "object" in kinds and not kinds & {"function"}:
            left, right = (to_text(side) if type_of(side) == "object" else side for side in (left, right))
            return loosely_equal(left, right)
        return False
    return bool(to_number(left) == to_number(right))


def less(left: Any, right: Any) -> bool:
    """``left < right``: text with text by code points, else as numbers."""
    left, right = (to_text(side) if isinstance(side, (list, Mapping)) else side for side in (left, right))
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return bool(to_number(left) < to_number(right))


def less_or_equal(left: Any, right: Any) -> bool:
    left, right = (to_text(side) if isinstance(side, (list, Mapping)) else side for side in (left, right))
    if isinstance(left, str) and isinstance(right, str):
        return left <= right
    return bool(to_number(left) <= to_number(right))


def add(left: Any, right: Any) -> Any:
    """``left + right``: text when one side is text, a list or a record."""
    if any(isinstance(side, (str, list, Mapping)) for side in (left, right)):
        return _limited(to_text(left) + to_text(right))
    return to_number(left) + to_number(right)


def divide(left: Any, right: Any) -> float:
    above, below = to_number(left), to_number(right)
    if below == 0:
        return NAN if above == 0 or math.isnan(above) else math.copysign(math.inf, above) * math.copysign(1, below)
    return above / below


def remainder(left: Any, right: Any) -> float:
    above, below = to_number(left), to_number(right)
    return NAN if below == 0 or math.isinf(above) else math.fmod(above, below)


def includes(values: list[Any], wanted: Any) -> bool:
    """``Array.includes``: strict equality, and NaN is found."""
    if isinstance(wanted, float) and math.isnan(wanted):
        return any(isinstance(value, float) and math.isnan(value) for value in values)
    return any(strictly_equal(plain(value), wanted) for value in values)


# -- members


def member_of(target: Any, name: str) -> Any:
    """Return an own member of a value.

    Raises:
        ExpressionError: the value is null or undefined.
    """
    if is_nothing(target):
        raise ExpressionError(_("{0} cannot be read: its owner has no value.").format(name))
    if name == "length" and isinstance(target, str):
        return len(target.encode("utf-16-le", "surrogatepass")) // 2
    if isinstance(target, (list, tuple)):
        return _item_of(list(target), name)
    if isinstance(target, str):
        return target[int(name)] if name.isascii() and name.isdigit() and int(name) < len(target) else UNDEFINED
    if isinstance(target, Mapping):
        return plain(target[name]) if name in target else UNDEFINED
    if hasattr(type(target), "get") and hasattr(target, "doctype"):
        found = target.get(name)
        return UNDEFINED if callable(found) else plain(found)
    return UNDEFINED


def _item_of(values: list[Any], name: str) -> Any:
    if name == "length":
        return len(values)
    return plain(values[int(name)]) if name.isascii() and name.isdigit() and int(name) < len(values) else UNDEFINED


def has_own(key: Any, target: Any) -> bool:
    """``key in target`` for records and lists."""
    name = to_text(key)
    if isinstance(target, Mapping):
        return name in target
    if isinstance(target, (list, tuple)):
        return name == "length" or (name.isascii() and name.isdigit() and int(name) < len(target))
    return hasattr(target, "doctype") and not is_nothing(target.get(name))


# -- functions


def loose_number(value: Any) -> int | float:
    """Return a number, 0 for what is none; ``1,200`` is read without its separators."""
    found = to_number(value.replace(",", "") if isinstance(value, str) else value)
    return found if math.isfinite(found) else 0


def to_fixed(value: Any, digits: Any = 0) -> str:
    """``value.toFixed(digits)``: half up on the exact binary value."""
    number, places = to_number(value), int(to_number(digits)) if not is_nothing(digits) else 0
    if not math.isfinite(number):
        return to_text(number)
    if not 0 <= places <= 100:
        raise too_large()
    return str(Decimal(number).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def _flt(value: Any = UNDEFINED, precision: Any = UNDEFINED) -> int | float:
    number = loose_number(value)
    return number if precision is UNDEFINED else float(to_fixed(number, precision))


def _prefix_number(pattern: re.Pattern[str], kind: Callable[[str], Any]) -> Callable[[Any], Any]:
    def read(value: Any = UNDEFINED, _radix: Any = None) -> Any:
        match = pattern.match(to_text(value).strip())
        return kind(match.group()) if match else NAN

    return read


def _extreme(pick: Callable[[list[Any]], Any], nothing: float) -> Callable[..., Any]:
    def find(*values: Any) -> Any:
        numbers = [to_number(value) for value in values]
        return NAN if any(math.isnan(number) for number in numbers) else pick(numbers) if numbers else nothing

    return find


def _whole(function: Callable[[float], int]) -> Callable[[Any], Any]:
    def run(value: Any = UNDEFINED) -> Any:
        number = to_number(value)
        return function(number) if math.isfinite(number) else number

    return run


FUNCTIONS: dict[str, Any] = {
    "in_list": lambda values=UNDEFINED, value=UNDEFINED: isinstance(values, list) and includes(values, value),
    "has_common": lambda a, b: any(includes(b, plain(value)) for value in a),
    "cint": lambda value=UNDEFINED: math.trunc(loose_number(value)),
    "flt": _flt,
    "cstr": lambda value=UNDEFINED: "" if is_nothing(value) else to_text(value),
    "is_null": lambda value=UNDEFINED: is_nothing(value) or value == "",
    "Boolean": lambda value=UNDEFINED: truthy(value),
    "Number": lambda value=0: to_number(value),
    "String": lambda value="": to_text(value),
    "parseInt": _prefix_number(re.compile(r"[-+]?\d+"), int),
    "parseFloat": _prefix_number(re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?"), float),
    "Math": {
        "abs": lambda value=UNDEFINED: abs(to_number(value)),
        "ceil": _whole(math.ceil),
        "floor": _whole(math.floor),
        "round": _whole(lambda number: math.floor(number + 0.5)),
        "max": _extreme(max, -math.inf),
        "min": _extreme(min, math.inf),
    },
    "Array": {"isArray": lambda value=UNDEFINED: isinstance(value, list)},
    "Object": {"keys": lambda value: list(value), "values": lambda value: [plain(part) for part in value.values()]},
}
