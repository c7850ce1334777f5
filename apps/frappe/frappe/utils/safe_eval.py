"""Conditions in a safe part of Python: the syntax tree is walked, nothing is compiled (design 6.11).

Known: literals, names, attributes and items without a leading underscore, comparisons, ``and or not``, arithmetic,
``x if c else y``, comprehensions, f-strings of plain values, and calls of functions that the context offers and of the
methods listed in ``safe_values``. Sizes and steps are limited, so that no condition can stop the site.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from frappe.exceptions import ExpressionError
from frappe.messages import _
from frappe.utils.safe_values import BINARY as BINARY
from frappe.utils.safe_values import BUILTINS as BUILTINS
from frappe.utils.safe_values import COMPARISONS, MAX_ITEMS, UNARY, as_text, bounded, read_item, too_large
from frappe.utils.safe_values import METHODS as METHODS
from frappe.utils.safe_values import Namespace as Namespace
from frappe.utils.safe_values import read_attribute as read_attribute

MAX_LENGTH = 10_000
MAX_STEPS = 100_000
_NUMBER_FORMAT = re.compile(r",?(\.\d{1,2})?[fd%]?")
_FAILURES = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError, MemoryError)


def safe_eval(
    code: str, eval_globals: Mapping[str, Any] | None = None, eval_locals: Mapping[str, Any] | None = None
) -> Any:
    """Return the value of a condition.

    Raises:
        ExpressionError: it cannot be read, uses what is not allowed, or fails on the values.
    """
    tree = _parse(code)
    names = {**BUILTINS, **(eval_globals or {}), **(eval_locals or {})}
    try:
        return _Walker(names).value(tree)
    except ExpressionError:
        raise
    except _FAILURES as error:
        raise ExpressionError(_("The condition {0} fails: {1}").format(_shown(code), error)) from error


def check_condition(code: str) -> str | None:
    """Return why a condition cannot be read, None when it can."""
    try:
        tree = _parse(code)
    except ExpressionError as error:
        return str(error)
    unknown = [node for node in ast.walk(tree) if isinstance(node, ast.expr) and type(node) not in _HANDLERS]
    return _not_allowed(unknown[0]) if unknown else None


def _shown(code: str) -> str:
    return code.strip()[:200]


def _not_allowed(node: ast.AST) -> str:
    return _("{0} is not allowed in a condition.").format(_WORDS.get(type(node).__name__, type(node).__name__))


@lru_cache(maxsize=2048)
def _parse(code: str) -> ast.expr:
    if not isinstance(code, str):
        raise ExpressionError(_("A condition is text."))
    if len(code) > MAX_LENGTH:
        raise ExpressionError(_("The condition is too long."))
    try:
        return ast.parse(code.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(_("The condition {0} cannot be read.").format(_shown(code))) from error


class _Walker:
    """Evaluates one condition; ``names`` grows and shrinks with its comprehensions."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.steps = 0
        self.weights: dict[int, int] = {}
        self.kept: list[Any] = []

    def step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise ExpressionError(_("The condition takes too long."))

    def value(self, node: ast.expr) -> Any:
        self.step()
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise ExpressionError(_not_allowed(node))
        return handler(self, node)

    def made(self, container: Any) -> Any:
        """Return a new list, dict or text unless it is too large with all it holds.

        Parts are counted as often as they are referred to: comparing or sorting nested lists costs that much.
        """
        if not isinstance(container, (list, tuple, set, frozenset, dict)):
            return bounded(container)
        parts = container.values() if isinstance(container, dict) else container
        weight = 1 + sum(self.weights.get(id(part), 1) for part in parts)
        if weight > MAX_ITEMS:
            raise too_large()
        self.weights[id(container)] = weight
        self.kept.append(container)
        return container


def _constant(walker: _Walker, node: ast.Constant) -> Any:
    if node.value is Ellipsis or isinstance(node.value, (bytes, complex)):
        raise ExpressionError(_not_allowed(node))
    return bounded(node.value)


def _name(walker: _Walker, node: ast.Name) -> Any:
    if node.id not in walker.names:
        raise ExpressionError(_("{0} is not known in a condition.").format(node.id))
    return walker.names[node.id]


def _attribute(walker: _Walker, node: ast.Attribute) -> Any:
    return read_attribute(walker.value(node.value), node.attr)


def _subscript(walker: _Walker, node: ast.Subscript) -> Any:
    return walker.made(read_item(walker.value(node.value), walker.value(node.slice)))


def _slice(walker: _Walker, node: Any) -> slice:
    return slice(*(walker.value(part) if part is not None else None for part in (node.lower, node.upper, node.step)))


def _boolop(walker: _Walker, node: ast.BoolOp) -> Any:
    result: Any = None
    for part in node.values:
        result = walker.value(part)
        if bool(result) != isinstance(node.op, ast.And):
            return result
    return result


def _unaryop(walker: _Walker, node: ast.UnaryOp) -> Any:
    return UNARY[type(node.op).__name__](walker.value(node.operand))


def _binop(walker: _Walker, node: ast.BinOp) -> Any:
    combine = BINARY.get(type(node.op).__name__)
    if combine is None:
        raise ExpressionError(_not_allowed(node.op))
    return walker.made(combine(walker.value(node.left), walker.value(node.right)))


def _compare(walker: _Walker, node: ast.Compare) -> bool:
    left = walker.value(node.left)
    for symbol, part in zip(node.ops, node.comparators, strict=True):
        right = walker.value(part)
        if not COMPARISONS[type(symbol).__name__](left, right):
            return False
        left = right
    return True


def _ifexp(walker: _Walker, node: ast.IfExp) -> Any:
    return walker.value(node.body if walker.value(node.test) else node.orelse)


def _items(walker: _Walker, nodes: list[ast.expr]) -> Iterator[Any]:
    for part in nodes:
        if isinstance(part, ast.Starred):
            yield from walker.value(part.value)
        else:
            yield walker.value(part)


def _list(walker: _Walker, node: ast.List) -> Any:
    return walker.made(list(_items(walker, node.elts)))


def _tuple(walker: _Walker, node: ast.Tuple) -> Any:
    return walker.made(tuple(_items(walker, node.elts)))


def _set(walker: _Walker, node: ast.Set) -> Any:
    return walker.made(set(_items(walker, node.elts)))


def _dict(walker: _Walker, node: ast.Dict) -> Any:
    out: dict[Any, Any] = {}
    for key, part in zip(node.keys, node.values, strict=True):
        if key is None:
            out.update(walker.value(part))
        else:
            out[walker.value(key)] = walker.value(part)
    return walker.made(out)


def _call(walker: _Walker, node: ast.Call) -> Any:
    if not isinstance(node.func, (ast.Name, ast.Attribute)):
        raise ExpressionError(_("This call is not allowed in a condition."))
    function = walker.value(node.func)
    if not callable(function):
        raise ExpressionError(_("{0} is not a function.").format(ast.unparse(node.func)[:60]))
    arguments = list(_items(walker, node.args))
    named: dict[str, Any] = {}
    for part in node.keywords:
        named.update({part.arg: walker.value(part.value)} if part.arg else walker.value(part.value))
    return walker.made(function(*arguments, **named))


def _joinedstr(walker: _Walker, node: ast.JoinedStr) -> Any:
    return bounded("".join(walker.value(part) for part in node.values))


def _formattedvalue(walker: _Walker, node: ast.FormattedValue) -> str:
    value = walker.value(node.value)
    if node.conversion not in (-1, ord("s")):
        raise ExpressionError(_not_allowed(node))
    if node.format_spec is None:
        return as_text(value)
    pattern = walker.value(node.format_spec)
    if not isinstance(value, (int, float)) or not _NUMBER_FORMAT.fullmatch(pattern):
        raise ExpressionError(_("The format {0} is not allowed in a condition.").format(pattern[:40]))
    return format(value, pattern)


# -- comprehensions


def _listcomp(walker: _Walker, node: ast.ListComp) -> Any:
    return walker.made([walker.value(node.elt) for _none in _rounds(walker, node.generators)])


def _setcomp(walker: _Walker, node: ast.SetComp) -> Any:
    return walker.made({walker.value(node.elt) for _none in _rounds(walker, node.generators)})


def _generatorexp(walker: _Walker, node: ast.GeneratorExp) -> Any:
    return walker.made([walker.value(node.elt) for _none in _rounds(walker, node.generators)])


def _dictcomp(walker: _Walker, node: ast.DictComp) -> Any:
    rounds = _rounds(walker, node.generators)
    return walker.made({walker.value(node.key): walker.value(node.value) for _none in rounds})


def _rounds(walker: _Walker, loops: list[ast.comprehension]) -> Iterator[None]:
    """Bind the loops' names for each round; afterwards names are as they were."""
    outer = walker.names
    walker.names = dict(outer)
    yield from _loop(walker, loops)
    walker.names = outer


def _loop(walker: _Walker, loops: list[ast.comprehension]) -> Iterator[None]:
    if not loops:
        yield None
        return
    loop, *inner = loops
    if loop.is_async:
        raise ExpressionError(_not_allowed(loop))
    for item in walker.value(loop.iter):
        walker.step()
        _bind(walker, loop.target, item)
        if all(walker.value(test) for test in loop.ifs):
            yield from _loop(walker, inner)


def _bind(walker: _Walker, target: ast.expr, value: Any) -> None:
    if isinstance(target, ast.Name):
        walker.names[target.id] = value
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part, item in zip(target.elts, value, strict=True):
            _bind(walker, part, item)
    else:
        raise ExpressionError(_not_allowed(target))


_HANDLERS: dict[type[ast.expr], Callable[[_Walker, Any], Any]] = {
    ast.Constant: _constant, ast.Name: _name, ast.Attribute: _attribute, ast.Subscript: _subscript, ast.Slice: _slice,
    ast.BoolOp: _boolop, ast.UnaryOp: _unaryop, ast.BinOp: _binop, ast.Compare: _compare, ast.IfExp: _ifexp,
    ast.List: _list, ast.Tuple: _tuple, ast.Set: _set, ast.Dict: _dict, ast.Call: _call, ast.JoinedStr: _joinedstr,
    ast.FormattedValue: _formattedvalue, ast.ListComp: _listcomp, ast.SetComp: _setcomp, ast.DictComp: _dictcomp,
    ast.GeneratorExp: _generatorexp,
}  # fmt: skip
_WORDS = {"NamedExpr": ":=", "Lambda": "lambda", "Await": "await", "Yield": "yield", "YieldFrom": "yield from",
          "MatMult": "@", "Starred": "*"}  # fmt: skip
