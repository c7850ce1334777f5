"""Conditions in a safe part of Python: the syntax tree is walked, nothing is compiled (design 6.11).

Known: literals, names, attributes and items without a leading underscore, comparisons, ``and or not``, arithmetic,
``x if c else y``, comprehensions, calls of functions that the context offers and of a few text and dict methods.
"""

from __future__ import annotations

import ast
import datetime
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from frappe.exceptions import ExpressionError
from frappe.messages import _
from frappe.utils.numbers import cint, cstr, flt

MAX_LENGTH = 10_000
MAX_NUMBER = 10**15

BUILTINS: dict[str, Any] = {
    "abs": abs, "all": all, "any": any, "bool": bool, "dict": dict, "float": float, "int": int, "len": len,
    "list": list, "max": max, "min": min, "round": round, "set": set, "sorted": sorted, "str": str, "sum": sum,
    "tuple": tuple, "True": True, "False": False, "None": None, "flt": flt, "cint": cint, "cstr": cstr,
}  # fmt: skip
METHODS = {
    str: "lower upper strip lstrip rstrip startswith endswith split replace find count isdigit title join".split(),
    dict: "get keys values items".split(),
    list: "index count".split(),
    tuple: "index count".split(),
    datetime.date: "weekday isoweekday isoformat strftime".split(),
    datetime.datetime: "weekday isoweekday isoformat strftime date time".split(),
    datetime.timedelta: ["total_seconds"],
}


def _bounded(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def run(left: Any, right: Any) -> Any:
        if any(isinstance(side, (str, list, tuple)) for side in (left, right)) and function is operator.mul:
            raise ExpressionError(_("Repeating text or lists is not allowed in a condition."))
        if any(isinstance(side, (int, float)) and abs(side) > MAX_NUMBER for side in (left, right)):
            raise ExpressionError(_("A number in the condition is too large."))
        return function(left, right)

    return run


def _power(left: Any, right: Any) -> Any:
    if abs(right) > 64 or abs(left) > 10_000:
        raise ExpressionError(_("A number in the condition is too large."))
    return left**right


BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: _bounded(operator.add),
    ast.Sub: _bounded(operator.sub),
    ast.Mult: _bounded(operator.mul),
    ast.Div: _bounded(operator.truediv),
    ast.FloorDiv: _bounded(operator.floordiv),
    ast.Mod: lambda left, right: left % right if not isinstance(left, str) else _refuse_format(),
    ast.Pow: _power,
}
COMPARE: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
UNARY: dict[type, Callable[[Any], Any]] = {ast.Not: operator.not_, ast.USub: operator.neg, ast.UAdd: operator.pos}


def _refuse_format() -> Any:
    raise ExpressionError(_("Formatting text with % is not allowed in a condition."))


@lru_cache(maxsize=2048)
def _parse(code: str) -> ast.expr:
    if len(code) > MAX_LENGTH:
        raise ExpressionError(_("The condition is too long."))
    try:
        return ast.parse(code.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(_("The condition {0} cannot be read.").format(code[:200])) from error


def safe_eval(code: str, eval_globals: Mapping[str, Any] | None = None, eval_locals: Mapping[str, Any] | None = None) -> Any:
    """Return the value of a condition.

    Raises:
        ExpressionError: it cannot be read, uses what is not allowed, or fails on the values.
    """
    names = {**BUILTINS, **(eval_globals or {}), **(eval_locals or {})}
    try:
        return _Walker(names).value(_parse(code))
    except ExpressionError:
        raise
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, ZeroDivisionError, RecursionError) as error:
        raise ExpressionError(_("The condition {0} fails: {1}").format(code[:200], error)) from error


class _Walker:
    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.steps = 0

    def value(self, node: ast.AST) -> Any:
        self.steps += 1
        if self.steps > 100_000:
            raise ExpressionError(_("The condition takes too long."))
        handler = getattr(self, f"_{type(node).__name__.lower()}", None)
        if handler is None:
            raise ExpressionError(_("{0} is not allowed in a condition.").format(type(node).__name__))
        return handler(node)

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _name(self, node: ast.Name) -> Any:
        if node.id not in self.names:
            raise ExpressionError(_("{0} is not known in a condition.").format(node.id))
        return self.names[node.id]

    def _attribute(self, node: ast.Attribute) -> Any:
        if node.attr.startswith("_") or node.attr in ("format", "format_map", "mro"):
            raise ExpressionError(_("{0} is not allowed in a condition.").format(node.attr))
        return read_attribute(self.value(node.value), node.attr)

    def _subscript(self, node: ast.Subscript) -> Any:
        return self.value(node.value)[self.value(node.slice)]

    def _slice(self, node: ast.Slice) -> slice:
        parts = (node.lower, node.upper, node.step)
        return slice(*(self.value(part) if part is not None else None for part in parts))

    def _boolop(self, node: ast.BoolOp) -> Any:
        result: Any = None
        for part in node.values:
            result = self.value(part)
            if bool(result) != isinstance(node.op, ast.And):
                return result
        return result

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        return UNARY[type(node.op)](self.value(node.operand))

    def _binop(self, node: ast.BinOp) -> Any:
        if type(node.op) not in BINARY:
            raise ExpressionError(_("{0} is not allowed in a condition.").format(type(node.op).__name__))
        return BINARY[type(node.op)](self.value(node.left), self.value(node.right))

    def _compare(self, node: ast.Compare) -> bool:
        left = self.value(node.left)
        for symbol, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            if not COMPARE[type(symbol)](left, right):
                return False
            left = right
        return True

    def _ifexp(self, node: ast.IfExp) -> Any:
        return self.value(node.body if self.value(node.test) else node.orelse)

    def _list(self, node: ast.List) -> list[Any]:
        return [self.value(part) for part in node.elts]

    def _tuple(self, node: ast.Tuple) -> tuple[Any, ...]:
        return tuple(self.value(part) for part in node.elts)

    def _set(self, node: ast.Set) -> set[Any]:
        return {self.value(part) for part in node.elts}

    def _dict(self, node: ast.Dict) -> dict[Any, Any]:
        return {self.value(k): self.value(v) for k, v in zip(node.keys, node.values, strict=True) if k is not None}

    def _call(self, node: ast.Call) -> Any:
        function = self.value(node.func)
        if not callable(function) or isinstance(function, type) and function not in BUILTINS.values():
            raise ExpressionError(_("This call is not allowed in a condition."))
        arguments = [self.value(part) for part in node.args]
        return function(*arguments, **{part.arg: self.value(part.value) for part in node.keywords if part.arg})

    def _listcomp(self, node: ast.ListComp) -> list[Any]:
        return self._comprehend(node)

    def _generatorexp(self, node: ast.GeneratorExp) -> list[Any]:
        return self._comprehend(node)

    def _comprehend(self, node: ast.ListComp | ast.GeneratorExp) -> list[Any]:
        if len(node.generators) != 1 or not isinstance(node.generators[0].target, ast.Name):
            raise ExpressionError(_("Only one simple loop is allowed in a condition."))
        [loop] = node.generators
        out, outer = [], dict(self.names)
        for item in self.value(loop.iter):
            self.names[loop.target.id] = item  # type: ignore[attr-defined]
            if all(self.value(test) for test in loop.ifs):
                out.append(self.value(node.elt))
        self.names = outer
        return out


def read_attribute(owner: Any, name: str) -> Any:
    """Return an attribute that a condition may read: a document's or dict's value, a known method."""
    for kind, methods in METHODS.items():
        if isinstance(owner, kind) and name in methods and not (isinstance(owner, dict) and name in owner):
            return getattr(owner, name)
    if isinstance(owner, Namespace):
        return owner.read(name)
    if isinstance(owner, Mapping):
        return owner.get(name)
    if isinstance(owner, (datetime.date, datetime.timedelta)) and name in ("year", "month", "day", "hour", "minute", "days"):
        return getattr(owner, name)
    if hasattr(owner, "get") and hasattr(owner, "doctype"):
        return owner.get(name)
    raise ExpressionError(_("{0} cannot be read in a condition.").format(name))


class Namespace:
    """Names that a condition may use behind a dot, such as ``frappe.utils.now``."""

    def __init__(self, **names: Any) -> None:
        self._names = names

    def read(self, name: str) -> Any:
        if name not in self._names:
            raise ExpressionError(_("{0} is not known in a condition.").format(name))
        return self._names[name]
