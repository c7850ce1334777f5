"""Text of an ``eval:`` expression to its syntax tree: the Python twin of ``desk/src/meta/expression-parser.ts``.

A node is a tuple: its kind first, then its parts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from frappe.exceptions import UnsupportedExpression
from frappe.messages import _
from frappe.utils.eval_values import UNDEFINED

Node = tuple[Any, ...]

MAX_LENGTH = 10_000
MAX_DEPTH = 60
_TOKEN = re.compile(
    r"""(?P<number>0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
      | (?P<name>[^\W\d]\w*|[$_][\w$]*)
      | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<template>`(?:[^`\\]|\\[\s\S])*`)
      | (?P<sign>===|!==|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|[-+*/%<>!?:.,()[\]{}])""",
    re.VERBOSE,
)
_SPACE = re.compile(r"\s+")
_ESCAPE = re.compile(r"\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\s\S])")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": UNDEFINED, "NaN": float("nan")}
_RESERVED = frozenset("new function class this delete void await yield import super let const var return".split())
_BINARY = (
    frozenset(("==", "!=", "===", "!==")),
    frozenset(("<", "<=", ">", ">=", "in")),
    frozenset(("+", "-")),
    frozenset(("*", "/", "%")),
)
_UNARY = {"!": "not", "-": "negative", "+": "positive", "typeof": "typeof"}


class Token(NamedTuple):
    """One word of an expression."""

    kind: str
    text: str


@lru_cache(maxsize=2048)
def parse(source: str) -> Node:
    """Return the tree of one expression; a trailing ``;`` is allowed.

    Raises:
        UnsupportedExpression: the text is outside the language.
    """
    if len(source) > MAX_LENGTH:
        raise UnsupportedExpression(_("The expression is too long."))
    parser = Parser(_tokens(re.sub(r";\s*$", "", source.strip())))
    try:
        tree = parser.expression()
    except RecursionError as error:
        raise UnsupportedExpression(_("The expression is nested too deeply.")) from error
    parser.expect_end()
    return tree


def _tokens(source: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(source):
        blank = _SPACE.match(source, at)
        if blank:
            at = blank.end()
            continue
        match = _TOKEN.match(source, at)
        if not match:
            raise _unexpected(source[at])
        found.append(Token(str(match.lastgroup), match.group()))
        at = match.end()
    return [*found, Token("end", "")]


def _unexpected(text: str) -> UnsupportedExpression:
    return UnsupportedExpression(
        _("Unexpected {0} in the expression.").format(text) if text else _("The expression ends too early.")
    )


class Parser:
    """Recursive descent over the tokens; one method a level of binding."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def _next(self) -> Token:
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def _is(self, text: str) -> bool:
        return self.token.text == text and self.token.kind in ("sign", "name")

    def _accept(self, text: str) -> bool:
        if not self._is(text):
            return False
        self.at += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise _unexpected(self.token.text)

    def expect_end(self) -> None:
        if self.token.kind != "end":
            raise _unexpected(self.token.text)

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnsupportedExpression(_("The expression is nested too deeply."))
        node = self._arrow() or self._conditional()
        self.depth -= 1
        return node

    def _arrow(self) -> Node | None:
        start = self.at
        names = self._parameters()
        if names is not None and self._accept("=>"):
            return ("arrow", tuple(names), self.expression())
        self.at = start
        return None

    def _parameters(self) -> list[str] | None:
        if self.token.kind == "name":
            return [self._next().text]
        if not self._accept("("):
            return None
        names: list[str] = []
        while self.token.kind == "name":
            names.append(self._next().text)
            if not self._accept(","):
                break
        return names if self._accept(")") else None

    def _conditional(self) -> Node:
        test = self._either()
        if not self._accept("?"):
            return test
        yes = self.expression()
        self._expect(":")
        return ("conditional", test, yes, self.expression())

    def _either(self) -> Node:
        left = self._both()
        while True:
            if self._accept("||"):
                left = ("or", left, self._both())
            elif self._accept("??"):
                left = ("coalesce", left, self._both())
            else:
                return left

    def _both(self) -> Node:
        left = self._binary(0)
        while self._accept("&&"):
            left = ("and", left, self._binary(0))
        return left

    def _binary(self, level: int) -> Node:
        if level == len(_BINARY):
            return self._unary()
        left = self._binary(level + 1)
        while self.token.text in _BINARY[level] and self.token.kind != "string":
            operator = self._next().text
            left = ("binary", operator, left, self._binary(level + 1))
        return left

    def _unary(self) -> Node:
        for sign, kind in _UNARY.items():
            if self._accept(sign):
                return (kind, self._unary())
        return self._postfix(self._primary())

    def _postfix(self, node: Node) -> Node:
        while True:
            if self._accept("."):
                node = ("member", node, self._word(), False)
            elif self._accept("?."):
                node = self._indexed(node, optional=True) if self._accept("[") else ("member", node, self._word(), True)
            elif self._accept("["):
                node = self._indexed(node, optional=False)
            elif self._accept("("):
                node = ("call", node, self._items(")"))
            else:
                return node

    def _indexed(self, target: Node, *, optional: bool) -> Node:
        index = self.expression()
        self._expect("]")
        return ("index", target, index, optional)

    def _word(self) -> str:
        if self.token.kind != "name":
            raise _unexpected(self.token.text)
        return self._next().text

    def _items(self, close: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._is(close):
            found.append(self.expression())
            if not self._accept(","):
                break
        self._expect(close)
        return tuple(found)

    def _primary(self) -> Node:
        token = self._next()
        if token.kind == "number":
            return ("literal", _number(token.text))
        if token.kind == "string":
            return ("literal", _unescape(token.text[1:-1]))
        if token.kind == "template":
            return _template(token.text[1:-1])
        if token.kind == "name":
            return _named(token.text)
        if token.text == "(" and token.kind == "sign":
            node = self.expression()
            self._expect(")")
            return node
        if token.text == "[":
            return ("array", self._items("]"))
        if token.text == "{":
            return self._object()
        raise _unexpected(token.text)

    def _object(self) -> Node:
        entries: list[tuple[str, Node]] = []
        while not self._is("}"):
            key = self._next()
            self._expect(":")
            entries.append((_unescape(key.text[1:-1]) if key.kind == "string" else key.text, self.expression()))
            if not self._accept(","):
                break
        self._expect("}")
        return ("object", tuple(entries))


def _number(text: str) -> int | float:
    if text[:2] in ("0x", "0X"):
        return int(text, 16)
    return int(text) if text.isdigit() and len(text) < 16 else float(text)


def _named(text: str) -> Node:
    if text in _WORDS:
        return ("literal", _WORDS[text])
    if text in _RESERVED:
        raise UnsupportedExpression(_("{0} is not part of the language of expressions.").format(text))
    return ("name", text)


def _unescape(text: str) -> str:
    def char(match: re.Match[str]) -> str:
        code = match.group(1)
        return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPES.get(code, code)

    return _ESCAPE.sub(char, text)


def _template(text: str) -> Node:
    parts: list[str | Node] = []
    rest = text
    while (start := rest.find("${")) >= 0:
        end = rest.find("}", start)
        if end < 0:
            raise _unexpected("")
        parts += [_unescape(rest[:start]), parse(rest[start + 2 : end])]
        rest = rest[end + 1 :]
    return ("template", (*parts, _unescape(rest)))
