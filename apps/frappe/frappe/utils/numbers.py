"""Numbers: reading them from text, rounding, comparing."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

_NUMBER = re.compile(r"[^0-9.eE+-]")
ROUNDING = {
    "Commercial Rounding": ROUND_HALF_UP,
    "Banker's Rounding": ROUND_HALF_EVEN,
    "Banker's Rounding (legacy)": ROUND_HALF_EVEN,
}


def flt(s: Any, precision: int | None = None, rounding_method: str | None = None) -> float:
    """Return a value as float, rounded when ``precision`` is given; what is no number is 0."""
    number = _to_float(s)
    return rounded(number, precision, rounding_method) if precision is not None else number


def _to_float(value: Any) -> float:
    if isinstance(value, str):
        value = value.replace(",", "").strip()
    try:
        number = float(value)
    except (TypeError, ValueError):
        return 0.0
    return number if math.isfinite(number) else 0.0


def cint(s: Any, default: int = 0) -> int:
    """Return a value as int; what is no number is ``default``."""
    try:
        return int(s)
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        return int(float(s))
    except (TypeError, ValueError, OverflowError):
        return default


def cstr(s: Any, encoding: str = "utf-8") -> str:
    """Return a value as text; None is empty."""
    if s is None:
        return ""
    return s.decode(encoding) if isinstance(s, bytes) else str(s)


def sbool(x: Any) -> Any:
    """Return True or False for the usual words, other values as they are."""
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    return words.get(str(x).lower(), x)


def rounded(num: Any, precision: int = 0, rounding_method: str | None = None) -> float:
    """Round half to even, or half up with "Commercial Rounding"."""
    number = _to_float(num)
    mode = ROUNDING.get(rounding_method or "Banker's Rounding", ROUND_HALF_EVEN)
    try:
        return float(Decimal(str(number)).quantize(Decimal(1).scaleb(-int(precision or 0)), rounding=mode))
    except InvalidOperation:
        return number


def ceil(s: Any) -> int:
    return math.ceil(_to_float(s))


def floor(s: Any) -> int:
    return math.floor(_to_float(s))


def remainder(numerator: Any, denominator: Any, precision: int = 2) -> float:
    precision = cint(precision)
    return flt(math.fmod(flt(numerator), flt(denominator)), precision)


def safe_div(numerator: Any, denominator: Any, precision: int = 2) -> float:
    """Divide; by zero is 0."""
    divisor = flt(denominator)
    return flt(flt(numerator) / divisor, precision) if divisor else 0.0


def is_number(value: Any) -> bool:
    try:
        return math.isfinite(float(value))
    except (TypeError, ValueError):
        return False
