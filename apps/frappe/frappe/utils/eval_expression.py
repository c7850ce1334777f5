"""The small language of ``eval:`` conditions, evaluated on the server (design 6.9).

Member access, indexing, comparisons, ``&& || ! ?: ??``, arithmetic, ``in``, list and record literals, templates,
arrow functions, and the functions and methods of ``eval_values`` and ``eval_methods``. Values behave as in
JavaScript. The browser has the same language in TypeScript (``desk/src/meta/expression.ts``); both are tested by
``apps/frappe/tests/utils/eval_cases.json``. Parts: ``eval_parser`` reads, this module evaluates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from frappe.exceptions import ExpressionError, UnsupportedExpression
from frappe.messages import _
from frappe.utils.eval_methods import call_method
from frappe.utils.eval_parser import Node, parse
from frappe.utils.eval_values import (
    FUNCTIONS,
    MAX_ITEMS,
    UNDEFINED,
    add,
    divide,
    has_own,
    is_nothing,
    less,
    less_or_equal,
    loosely_equal,
    member_of,
    plain,
    remainder,
    strictly_equal,
    to_number,
    to_text,
    too_large,
    truthy,
    type_of,
)

MAX_STEPS = 20_000
PREFIX = "eval:"
_FAILURES = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)


def evaluate(expression: str, doc: Any, parent: Any = None, context: Mapping[str, Any] | None = None) -> Any:
    """Return the value of an expression for a document; a child row's ``parent`` is its document.

    ``context`` adds names, as `user_context` makes them. Missing values are ``UNDEFINED``, which is falsy.

    Raises:
        UnsupportedExpression: the text is outside the language.
        ExpressionError: it fails on these values.
    """
    scope = {**user_context(), **(context or {}), "doc": doc, "parent": doc if parent is None else parent}
    return _run(_without_prefix(expression), scope)


def holds(
    condition: str | None,
    doc: Any,
    parent: Any = None,
    context: Mapping[str, Any] | None = None,
    *,
    otherwise: bool = True,
) -> bool:
    """Tell whether a ``depends_on`` condition holds: an expression after ``eval:``, else a fieldname with a value.

    An empty condition, and one outside the language, is ``otherwise``.
    """
    text = (condition or "").strip()
    if not text:
        return otherwise
    if not text.startswith(PREFIX):
        value = plain(member_of(doc, text.removeprefix("fn:")))
        return bool(value) if isinstance(value, (list, tuple)) else truthy(value)
    try:
        return truthy(evaluate(text, doc, parent, context))
    except ExpressionError:
        return otherwise


def user_context(user: str = "", roles: Iterable[str] = ()) -> dict[str, Any]:
    """Return the names about the acting user: ``frappe.session.user``, ``frappe.user.has_role()``, ``user_roles``."""
    known = list(roles)
    has_role: Callable[..., bool] = lambda role=None: role in known  # noqa: E731 - a value of the language
    frappe = {"session": {"user": user}, "user_roles": known, "user": {"name": user, "has_role": has_role}}
    return {"frappe": frappe, "user_roles": known}


def check_expression(expression: str, names: Iterable[str] = ()) -> str | None:
    """Return why an expression cannot be evaluated on the server, None when it can."""
    known = {"doc", "parent", *user_context(), *FUNCTIONS, *names}
    try:
        unknown = sorted(_free_names(parse(_without_prefix(expression)), frozenset(known)))
    except UnsupportedExpression as error:
        return str(error)
    return _unknown_name(unknown[0]) if unknown else None


def _without_prefix(expression: str) -> str:
    return expression.strip().removeprefix(PREFIX)


def _unknown_name(name: str) -> str:
    return _("{0} is not known in an expression.").format(name)


def _free_names(node: Any, known: frozenset[str]) -> set[str]:
    if not isinstance(node, tuple):
        return set()
    kind = node[0] if node else ""
    if kind == "name":
        return set() if node[1] in known else {node[1]}
    if kind == "arrow":
        return _free_names(node[2], known | set(node[1]))
    parts: Iterable[Any] = node
    if kind == "object":
        parts = [value for _key, value in node[1]]
    elif kind == "template":
        parts = node[1]
    return set().union(*(_free_names(part, known) for part in parts))


def _run(source: str, scope: dict[str, Any]) -> Any:
    tree = parse(source)
    try:
        return _Evaluator(scope).value(tree)
    except ExpressionError:
        raise
    except _FAILURES as error:
        raise ExpressionError(_("The expression {0} fails: {1}").format(source[:200], error)) from error


class _Evaluator:
    def __init__(self, scope: dict[str, Any]) -> None:
        self.scope = scope
        self.steps = 0

    def value(self, node: Node) -> Any:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise ExpressionError(_("The expression takes too long."))
        return _HANDLERS[node[0]](self, *node[1:])

    def name(self, name: str) -> Any:
        if name in self.scope:
            return plain(self.scope[name])
        if name in FUNCTIONS:
            return FUNCTIONS[name]
        raise UnsupportedExpression(_unknown_name(name))

    def within(self, names: dict[str, Any], body: Node) -> Any:
        outer = self.scope
        self.scope = {**outer, **names}
        try:
            return self.value(body)
        finally:
            self.scope = outer


def _member(self: _Evaluator, target: Node, name: str, optional: bool) -> Any:
    owner = self.value(target)
    return UNDEFINED if optional and is_nothing(owner) else member_of(owner, name)


def _index(self: _Evaluator, target: Node, index: Node, optional: bool) -> Any:
    owner = self.value(target)
    return UNDEFINED if optional and is_nothing(owner) else member_of(owner, to_text(self.value(index)))


def _arrow(self: _Evaluator, parameters: tuple[str, ...], body: Node) -> Callable[..., Any]:
    closure = self.scope

    def run(*values: Any) -> Any:
        given = {name: plain(values[i]) if i < len(values) else UNDEFINED for i, name in enumerate(parameters)}
        return self.within({**closure, **given}, body)

    return run


def _call(self: _Evaluator, callee: Node, arguments: tuple[Node, ...]) -> Any:
    if callee[0] != "member":
        function = self.value(callee)
        if not callable(function):
            raise ExpressionError(_("{0} is not a function.").format(callee[1] if callee[0] == "name" else callee[0]))
        return function(*(self.value(part) for part in arguments))
    _kind, target, name, optional = callee
    owner = self.value(target)
    if optional and is_nothing(owner):
        return UNDEFINED
    owner = list(owner) if isinstance(owner, tuple) else owner
    return call_method(owner, name, [self.value(part) for part in arguments])


def _typeof(self: _Evaluator, operand: Node) -> str:
    try:
        return type_of(self.value(operand))
    except UnsupportedExpression:
        if operand[0] == "name":
            return "undefined"
        raise


def _binary(self: _Evaluator, operator: str, left: Node, right: Node) -> Any:
    return _OPERATORS[operator](self.value(left), self.value(right))


def _array(self: _Evaluator, items: tuple[Node, ...]) -> list[Any]:
    if len(items) > MAX_ITEMS:
        raise too_large()
    return [self.value(item) for item in items]


def _and(self: _Evaluator, left: Node, right: Node) -> Any:
    found = self.value(left)
    return self.value(right) if truthy(found) else found


def _or(self: _Evaluator, left: Node, right: Node) -> Any:
    found = self.value(left)
    return found if truthy(found) else self.value(right)


def _coalesce(self: _Evaluator, left: Node, right: Node) -> Any:
    found = self.value(left)
    return self.value(right) if is_nothing(found) else found


def _template(self: _Evaluator, parts: tuple[Any, ...]) -> str:
    return "".join(part if isinstance(part, str) else to_text(self.value(part)) for part in parts)


_HANDLERS: dict[str, Callable[..., Any]] = {
    "literal": lambda self, value: value,
    "name": lambda self, name: self.name(name),
    "array": _array,
    "object": lambda self, entries: {key: self.value(part) for key, part in entries},
    "not": lambda self, operand: not truthy(self.value(operand)),
    "negative": lambda self, operand: -to_number(self.value(operand)),
    "positive": lambda self, operand: to_number(self.value(operand)),
    "typeof": _typeof,
    "and": _and,
    "or": _or,
    "coalesce": _coalesce,
    "binary": _binary,
    "conditional": lambda self, test, yes, no: self.value(yes if truthy(self.value(test)) else no),
    "template": _template,
    "member": _member,
    "index": _index,
    "arrow": _arrow,
    "call": _call,
}
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": loosely_equal,
    "!=": lambda left, right: not loosely_equal(left, right),
    "===": strictly_equal,
    "!==": lambda left, right: not strictly_equal(left, right),
    "<": less,
    "<=": less_or_equal,
    ">": lambda left, right: less(right, left),
    ">=": lambda left, right: less_or_equal(right, left),
    "+": add,
    "-": lambda left, right: to_number(left) - to_number(right),
    "*": lambda left, right: to_number(left) * to_number(right),
    "/": divide,
    "%": remainder,
    "in": has_own,
}
