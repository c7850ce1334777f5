"""Numbers: reading them from text, rounding, comparing, casting to a field's type.

Rounding here takes its method as an argument; ``localization.numbers`` adds the site's method as the default.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from frappe.exceptions import InvalidRoundingMethod
from frappe.messages import _

BANKERS, COMMERCIAL, LEGACY = "Banker's Rounding", "Commercial Rounding", "Banker's Rounding (legacy)"


def flt(s: Any, precision: int | None = None, rounding_method: str | None = None) -> float:
    """Return a value as float, rounded when ``precision`` is given; what is no number is 0."""
    number = to_float(s)
    return rounded(number, precision, rounding_method) if precision is not None else number


def to_float(value: Any) -> float:
    """Return a value as finite float; thousands separators are dropped, what is no number is 0."""
    if isinstance(value, str):
        value = value.replace(",", "").strip()
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
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


_WORDS = {"true": True, "1": True, "yes": True, "y": True, "false": False, "0": False, "no": False, "n": False}


def sbool(x: Any) -> Any:
    """Return True or False for the usual words, other values as they are."""
    if isinstance(x, float):
        return x
    return _WORDS.get(str(x).lower(), x)


# -- rounding


def rounded(num: Any, precision: int = 0, rounding_method: str | None = None) -> float:
    """Round a number; half to even unless another method is named.

    Raises:
        InvalidRoundingMethod: the method is not known.
    """
    number = to_float(num)
    digits = cint(precision)
    mode = _MODES.get(rounding_method or BANKERS)
    if mode is None:
        raise InvalidRoundingMethod(_("Unknown Rounding Method: {0}").format(rounding_method))
    try:
        return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), rounding=mode(number, digits)))
    except InvalidOperation:
        return number


def _legacy(number: float, digits: int) -> str:
    """The old method rounds half to even for whole numbers, else half towards plus infinity."""
    if not digits:
        return ROUND_HALF_EVEN
    return ROUND_HALF_UP if number >= 0 else ROUND_HALF_DOWN


_MODES: dict[str, Callable[[float, int], str]] = {
    BANKERS: lambda _number, _digits: ROUND_HALF_EVEN,
    COMMERCIAL: lambda _number, _digits: ROUND_HALF_UP,
    LEGACY: _legacy,
}


def ceil(s: Any) -> int:
    return math.ceil(to_float(s))


def floor(s: Any) -> int:
    return math.floor(to_float(s))


def remainder(numerator: Any, denominator: Any, precision: int = 2) -> float:
    """Return the rest of a division, exact in decimals: 0.3 by 0.1 leaves 0."""
    divisor = to_float(denominator)
    if not divisor:
        return 0.0
    return flt(float(Decimal(repr(to_float(numerator))) % Decimal(repr(divisor))), cint(precision))


def safe_div(numerator: Any, denominator: Any, precision: int = 2) -> float:
    """Divide; by zero is 0."""
    divisor = to_float(denominator)
    return flt(to_float(numerator) / divisor, precision) if divisor else 0.0


def is_number(value: Any) -> bool:
    try:
        return math.isfinite(float(value))
    except (TypeError, ValueError):
        return False


def parse_val(v: Any) -> Any:
    """Return a value as plain JSON holds it: dates and times as text, decimals as float."""
    if isinstance(v, bool):
        return int(v)
    if isinstance(v, Decimal):
        return float(v)
    return str(v) if hasattr(v, "isoformat") or hasattr(v, "total_seconds") else v


# -- number formats

_FORMATS = {
    "#,###.##": (".", ",", 2),
    "#.###,##": (",", ".", 2),
    "# ###.##": (".", " ", 2),
    "# ###,##": (",", " ", 2),
    "#'###.##": (".", "'", 2),
    "#, ###.##": (".", ", ", 2),
    "#,##,###.##": (".", ",", 2),
    "#,###.###": (".", ",", 3),
    "#.###": ("", ".", 0),
    "#,###": ("", ",", 0),
}


def get_number_format_info(format: str) -> tuple[str, str, int]:
    """Return decimal mark, thousands mark and digits behind the mark of a number format."""
    return _FORMATS.get(format, (".", ",", 2))


def group_digits(whole: str, mark: str, *, indian: bool = False) -> str:
    """Put marks between groups of three digits; the Indian way by two above a thousand."""
    if len(whole) <= 3:
        return whole
    head, tail = whole[:-3], whole[-3:]
    size = 2 if indian else 3
    groups = re.findall(rf"\d{{1,{size}}}", head[::-1])
    return mark.join([group[::-1] for group in reversed(groups)] + [tail])


def format_number(number: float, number_format: str, digits: int | None = None) -> str:
    """Return a number with the marks of a format; ``digits`` overrides the format's own."""
    point, mark, own = get_number_format_info(number_format)
    places = own if digits is None else digits
    text = f"{Decimal(repr(abs(number))):.{places}f}"
    whole, _dot, fraction = text.partition(".")
    out = group_digits(whole, mark, indian=number_format == "#,##,###.##") + (
        (point or ".") + fraction if fraction else ""
    )
    return f"-{out}" if number < 0 and text.strip("0.") else out
