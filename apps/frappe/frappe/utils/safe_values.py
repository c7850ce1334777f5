"""What a condition may do with a value: the functions it may call, the methods and attributes it may read, and sizes.

Parts: `BUILTINS` are names every condition knows, `METHODS` what may stand behind a dot, `read_attribute` and
`read_item` the only roads into a value, `Namespace` names that a caller offers behind a dot (``frappe.utils.now``).
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from frappe.exceptions import ExpressionError
from frappe.messages import _
from frappe.utils.numbers import cint, cstr, flt

MAX_TEXT = 200_000
MAX_ITEMS = 100_000
MAX_BITS = 512
SCALARS = (str, int, float, bool, Decimal, datetime.date, datetime.time, datetime.timedelta, type(None))


def too_large() -> ExpressionError:
    return ExpressionError(_("A value in the condition is too large."))


def bounded(value: Any) -> Any:
    """Return a value unless it is larger than a condition needs."""
    if type(value) is int and value.bit_length() > MAX_BITS:
        raise too_large()
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise too_large()
    return value


# -- operators


def add(left: Any, right: Any) -> Any:
    if isinstance(left, (str, list, tuple)) and isinstance(right, (str, list, tuple)):
        if len(left) + len(right) > MAX_ITEMS:
            raise too_large()
    return bounded(left + right)


def multiply(left: Any, right: Any) -> Any:
    for side, times in ((left, right), (right, left)):
        if isinstance(side, (list, tuple, bytes)):
            raise ExpressionError(_("Repeating lists is not allowed in a condition."))
        if isinstance(side, str) and isinstance(times, int) and len(side) * times > MAX_TEXT:
            raise too_large()
    return bounded(left * right)


def modulo(left: Any, right: Any) -> Any:
    if isinstance(left, (str, bytes)):
        raise ExpressionError(_("Formatting text with % is not allowed in a condition."))
    return left % right


def power(left: Any, right: Any) -> Any:
    if not isinstance(left, float) and not isinstance(right, float):
        if abs(right) > MAX_BITS or abs(left).bit_length() * max(1, abs(right)) > MAX_BITS:
            raise too_large()
    return left**right


def shift_left(left: int, right: int) -> int:
    if right > MAX_BITS:
        raise too_large()
    return bounded(left << right)  # type: ignore[no-any-return]


# -- functions


def as_text(value: Any) -> str:
    """Return a plain value as text; records and lists have none in a condition."""
    if not isinstance(value, SCALARS):
        raise ExpressionError(_("Only plain values can be turned into text in a condition."))
    return bounded(str(value))  # type: ignore[no-any-return]


def safe_range(*bounds: int) -> range:
    found = range(*bounds)
    if found and len(found) > MAX_ITEMS:
        raise too_large()
    return found


def safe_round(number: Any, ndigits: int | None = None) -> Any:
    if ndigits is not None and abs(ndigits) > 30:
        raise too_large()
    return round(number, ndigits)


def safe_pow(base: Any, exponent: Any) -> Any:
    return power(base, exponent)


def safe_sum(values: Iterable[Any], start: Any = 0) -> Any:
    total = start
    for value in values:
        total = add(total, value)
    return total


BUILTINS: dict[str, Any] = {
    "abs": abs, "all": all, "any": any, "bool": bool, "chr": chr, "dict": dict, "divmod": divmod,
    "enumerate": lambda values, start=0: list(enumerate(values, start)), "float": float, "int": int,
    "len": len, "list": list, "long": int, "max": max, "min": min, "ord": ord, "pow": safe_pow,
    "range": safe_range, "reversed": lambda values: list(values)[::-1], "round": safe_round, "set": set,
    "sorted": sorted, "str": as_text, "sum": safe_sum, "tuple": tuple,
    "zip": lambda *lists: list(zip(*lists, strict=False)),
    "True": True, "False": False, "None": None, "flt": flt, "cint": cint, "cstr": cstr,
}  # fmt: skip
TYPE_OF: dict[Any, type] = {as_text: str}
"""Functions that stand for a type in ``isinstance``."""


def check_isinstance(value: Any, kinds: Any) -> bool:
    """``isinstance`` with the types a condition knows."""
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    types: list[Any] = [TYPE_OF.get(kind, kind) for kind in wanted]
    return isinstance(value, tuple(types))


BUILTINS["isinstance"] = check_isinstance

# -- methods


def _replace(text: str, old: str, new: str, count: int = -1) -> str:
    times = text.count(old) if old else len(text) + 1
    if len(text) + times * len(new) > MAX_TEXT:
        raise too_large()
    return text.replace(old, new, count)


def _join(separator: str, parts: Iterable[str]) -> str:
    words = list(parts)
    if len(separator) * len(words) + sum(len(word) for word in words) > MAX_TEXT:
        raise too_large()
    return separator.join(words)


_TEXT_METHODS = (
    "lower upper casefold strip lstrip rstrip startswith endswith split rsplit splitlines partition rpartition find "
    "rfind index count isdigit isalpha isalnum isnumeric isdecimal isspace isupper islower title capitalize swapcase "
    "removeprefix removesuffix"
).split()
_DATE_METHODS = "weekday isoweekday isoformat strftime isocalendar toordinal".split()
METHODS: dict[type, frozenset[str]] = {
    str: frozenset(_TEXT_METHODS),
    dict: frozenset(("get", "keys", "values", "items")),
    list: frozenset(("index", "count")),
    tuple: frozenset(("index", "count")),
    set: frozenset(("issubset", "issuperset", "isdisjoint", "union", "intersection", "difference")),
    frozenset: frozenset(("issubset", "issuperset", "isdisjoint", "union", "intersection", "difference")),
    datetime.datetime: frozenset((*_DATE_METHODS, "date", "time", "timestamp")),
    datetime.date: frozenset(_DATE_METHODS),
    datetime.time: frozenset(("isoformat", "strftime")),
    datetime.timedelta: frozenset(("total_seconds",)),
}
GUARDED: dict[tuple[type, str], Callable[..., Any]] = {(str, "replace"): _replace, (str, "join"): _join}
VALUES: dict[type, frozenset[str]] = {
    datetime.datetime: frozenset("year month day hour minute second microsecond".split()),
    datetime.date: frozenset(("year", "month", "day")),
    datetime.time: frozenset("hour minute second microsecond".split()),
    datetime.timedelta: frozenset(("days", "seconds")),
}
DOCUMENT_METHODS = frozenset("get is_new has_value_changed get_doc_before_save get_title get_formatted".split())


class Namespace:
    """Names that a condition may use behind a dot, such as ``frappe.utils.now``."""

    def __init__(self, **names: Any) -> None:
        self._names = names

    def read(self, name: str) -> Any:
        if name not in self._names:
            raise ExpressionError(_("{0} is not known in a condition.").format(name))
        return self._names[name]


_readers: dict[type, Callable[[Any], Any]] = {}


def register_reader(kind: type, unwrap: Callable[[Any], Any]) -> None:
    """Let conditions read instances of a class as what ``unwrap`` returns for them."""
    _readers[kind] = unwrap


def is_document(value: Any) -> bool:
    """Tell whether a value is a document: it has a DocType, and values by fieldname."""
    return hasattr(type(value), "get") and hasattr(value, "doctype")


def read_attribute(owner: Any, name: str) -> Any:
    """Return what a condition may read behind a dot: a document's or dict's value, a known method.

    Raises:
        ExpressionError: a condition may not read that.
    """
    if name.startswith("_"):
        raise ExpressionError(_("{0} is not allowed in a condition.").format(name))
    unwrap = _readers.get(type(owner))
    if unwrap is not None:
        owner = unwrap(owner)
    if isinstance(owner, Namespace):
        return owner.read(name)
    if isinstance(owner, Mapping) and (name in owner or not _method(owner, name)):
        return owner.get(name)
    method = _method(owner, name)
    if method is not None:
        return method
    if is_document(owner):
        return getattr(owner, name) if name in DOCUMENT_METHODS and hasattr(owner, name) else owner.get(name)
    if any(name in names for kind, names in VALUES.items() if isinstance(owner, kind)):
        return getattr(owner, name)
    raise ExpressionError(_("{0} cannot be read in a condition.").format(name))


def _method(owner: Any, name: str) -> Any:
    for (kind, known), function in GUARDED.items():
        if known == name and isinstance(owner, kind):
            return _Bound(function, owner)
    if any(name in names for kind, names in METHODS.items() if isinstance(owner, kind)):
        return getattr(owner, name)
    return None


class _Bound:
    """A guarded method of one value."""

    def __init__(self, function: Callable[..., Any], owner: Any) -> None:
        self.function, self.owner = function, owner

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(self.owner, *args, **kwargs)


def read_item(owner: Any, key: Any) -> Any:
    """Return ``owner[key]`` of text, a list or a dict, or a document's value."""
    if isinstance(key, str) and key.startswith("__"):
        raise ExpressionError(_("{0} is not allowed in a condition.").format(key))
    unwrap = _readers.get(type(owner))
    if unwrap is not None:
        owner = unwrap(owner)
    if isinstance(owner, (str, list, tuple, range, Mapping)):
        return owner[key]
    if is_document(owner) and isinstance(key, str):
        return owner.get(key)
    raise ExpressionError(_("{0} cannot be read in a condition.").format(str(key)[:40]))


COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "Eq": operator.eq, "NotEq": operator.ne,
    "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt, "GtE": operator.ge,
    "In": lambda left, right: left in right, "NotIn": lambda left, right: left not in right,
    "Is": operator.is_, "IsNot": operator.is_not,
}  # fmt: skip
BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "Add": add, "Sub": operator.sub, "Mult": multiply, "Div": operator.truediv, "FloorDiv": operator.floordiv,
    "Mod": modulo, "Pow": power, "LShift": shift_left, "RShift": operator.rshift, "BitAnd": operator.and_,
    "BitOr": operator.or_, "BitXor": operator.xor,
}  # fmt: skip
UNARY: dict[str, Callable[[Any], Any]] = {
    "Not": operator.not_, "USub": operator.neg, "UAdd": operator.pos, "Invert": operator.invert,
}  # fmt: skip
