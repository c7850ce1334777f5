"""Columns and functions as lists write them: text and dicts to small syntax trees. Pure; knows no DocType.

A column is ``f``, ``` `f` ```, ``` `tabX`.`f` ```, ``tabX.f`` or ``link_or_table.f``; a function is one of
`frappe.records.sql_functions`; arithmetic joins columns and numbers. Everything else is refused (contract 6.1, 6.3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frappe.exceptions import DataError
from frappe.messages import _
from frappe.records.guards import MAX_TEXT, illegal, restricted
from frappe.records.sql_functions import ARITHMETIC, EXTRACT_UNITS, FUNCTIONS

MAX_DEPTH = 8


@dataclass(frozen=True)
class Column:
    """A column: of a DocType named by its table, through a link or table field, or of the list's own DocType."""

    name: str
    doctype: str | None = None
    through: str | None = None


@dataclass(frozen=True)
class Star:
    """All columns, of the DocType named by its table or of the list's own."""

    doctype: str | None = None


@dataclass(frozen=True)
class Literal:
    """A value that is bound."""

    value: Any


@dataclass(frozen=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple[Any, ...]
    distinct: bool = False


@dataclass(frozen=True)
class Arithmetic:
    """Two operands and one of + - * /."""

    operator: str
    left: Any
    right: Any


Expression = Column | Star | Literal | Call | Arithmetic

_WORD = r"[A-Za-z_][A-Za-z0-9_]*"
_COLUMN = re.compile(
    rf"(?:`tab(?P<table>[^`]+)`\s*\.\s*|tab(?P<bare>[A-Za-z][A-Za-z0-9 _-]*)\.|`?(?P<through>{_WORD})`?\.)?"
    rf"(?:`(?P<quoted>{_WORD})`|(?P<name>{_WORD})|(?P<star>\*))"
)
_TOKEN = re.compile(
    rf"\s*(?:(?P<column>(?:`tab[^`]+`\s*\.\s*|`?{_WORD}`?\.)?(?:`{_WORD}`|{_WORD}))|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[()+*/,-]))"
)
_ALIAS = re.compile(r"(?P<what>.+?)\s+as\s+(?P<quote>[`'\"]?)(?P<alias>[^`'\"\\;%?]{1,64})(?P=quote)", re.I | re.S)


def split_alias(text: str) -> tuple[str, str | None]:
    """Return what is selected and the name it gets, None without ``as``."""
    match = _ALIAS.fullmatch(text.strip())
    if match is None:
        return text.strip(), None
    alias = match.group("alias").strip()
    if not match.group("quote") and not re.fullmatch(r"\w+", alias):
        illegal(text)
    return match.group("what").strip(), alias


def parse_column(text: str) -> Column | Star | None:
    """Return a column, or None when the text is something else."""
    match = _COLUMN.fullmatch(text.strip())
    if match is None:
        return None
    doctype = match.group("table") or match.group("bare")
    through = match.group("through")
    if match.group("star"):
        return None if through else Star(doctype)
    name = match.group("quoted") or match.group("name")
    return Column(name, doctype, through)


def parse_expression(text: str) -> Expression:
    """Return the tree of a column, a function or arithmetic given as text.

    Raises:
        DataError: it is none of them.
    """
    if len(text) > MAX_TEXT:
        illegal(text)
    column = parse_column(text)
    return column if column is not None else _TextParser(text).parse()


class _TextParser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._tokens()
        self.position = 0

    def _tokens(self) -> list[tuple[str, str]]:
        found, end, text = [], 0, self.text.rstrip()
        while end < len(text):
            match = _TOKEN.match(text, end)
            if match is None or match.lastgroup is None:
                illegal(self.text)
            found.append((match.lastgroup, match.group(match.lastgroup)))
            end = match.end()
        return found

    def parse(self) -> Expression:
        if self._peek() == "(":
            restricted(self.text)
        tree = self._sum(0)
        if self.position != len(self.tokens):
            illegal(self.text)
        return tree

    def _peek(self) -> str:
        return self.tokens[self.position][1] if self.position < len(self.tokens) else ""

    def _take(self, *wanted: str) -> str | None:
        if self._peek() in wanted and self._peek():
            self.position += 1
            return self.tokens[self.position - 1][1]
        return None

    def _expect(self, sign: str) -> None:
        if self._take(sign) is None:
            illegal(self.text)

    def _sum(self, depth: int) -> Expression:
        left = self._product(depth)
        while sign := self._take("+", "-"):
            left = Arithmetic(sign, left, self._product(depth))
        return left

    def _product(self, depth: int) -> Expression:
        left = self._operand(depth)
        while sign := self._take("*", "/"):
            left = Arithmetic(sign, left, self._operand(depth))
        return left

    def _operand(self, depth: int) -> Expression:
        if depth > MAX_DEPTH or self.position >= len(self.tokens):
            illegal(self.text)
        if self._take("("):
            inner = self._sum(depth + 1)
            self._expect(")")
            return inner
        kind, token = self.tokens[self.position]
        self.position += 1
        if kind == "number":
            return Literal(float(token) if "." in token else int(token))
        if kind != "column":
            illegal(self.text)
        if self._peek() == "(":
            return self._call(token, depth)
        column = parse_column(token)
        if column is None:
            illegal(self.text)
        return column

    def _call(self, name: str, depth: int) -> Call:
        function = FUNCTIONS.get(name.lower())
        if function is None or not function.in_text:
            restricted(name)
        self._expect("(")
        distinct = function.aggregate and self._peek().lower() == "distinct" and bool(self._take(self._peek()))
        if function.name == "count" and self._take("*"):
            arguments: list[Expression] = [Star()]
        else:
            arguments = [self._sum(depth + 1)]
            while self._take(","):
                arguments.append(self._sum(depth + 1))
        self._expect(")")
        return _checked(Call(function.name, tuple(arguments), distinct))


def _checked(call: Call) -> Call:
    function = FUNCTIONS[call.function]
    if not function.least <= len(call.arguments) <= function.most:
        raise DataError(_("The function {0} has a wrong number of arguments.").format(call.function))
    return call


# -- dict forms


def parse_dict(given: Mapping[str, Any], depth: int = 0) -> tuple[Expression, str | None]:
    """Return the tree and the alias of ``{"SUM": "amount", "as": "total"}``, nested at will.

    Raises:
        DataError: more than one function, an unknown one, or arguments that are no columns and values.
    """
    values = dict(given)
    alias = values.pop("as", None)
    if len(values) != 1 or depth > MAX_DEPTH:
        raise DataError(_("A field as a dict holds one function or one child table."))
    [(name, arguments)] = values.items()
    if alias is not None and (not isinstance(alias, str) or not re.fullmatch(r"\w{1,64}", alias)):
        raise DataError(_("An alias is one word."))
    return _dict_call(str(name).lower(), _as_list(arguments), depth), alias


def _as_list(arguments: Any) -> list[Any]:
    if arguments is None or arguments == "":
        return []
    return list(arguments) if isinstance(arguments, (list, tuple)) else [arguments]


def _dict_call(name: str, arguments: list[Any], depth: int) -> Expression:
    if name in ARITHMETIC:
        return _dict_arithmetic(ARITHMETIC[name], [_argument(entry, depth) for entry in arguments])
    if name == "now" and not arguments:
        return Call("now", ())
    if name == "extract":
        return _extract(arguments, depth)
    if name not in FUNCTIONS:
        restricted(name)
    if name == "count" and arguments in ([], ["*"]):
        return Call("count", (Star(),))
    distinct = FUNCTIONS[name].aggregate and len(arguments) == 2 and str(arguments[0]).lower() == "distinct"
    trees = tuple(_argument(entry, depth) for entry in (arguments[1:] if distinct else arguments))
    return _checked(Call(name, trees, distinct))


def _dict_arithmetic(sign: str, operands: list[Expression]) -> Expression:
    if len(operands) < 2:
        raise DataError(_("The function {0} has a wrong number of arguments.").format(sign))
    tree = operands[0]
    for operand in operands[1:]:
        tree = Arithmetic(sign, tree, operand)
    return tree


def _extract(arguments: list[Any], depth: int) -> Expression:
    if len(arguments) != 2 or str(arguments[0]).lower() not in EXTRACT_UNITS:
        raise DataError(_("The function {0} has a wrong number of arguments.").format("EXTRACT"))
    return Call(str(arguments[0]).lower(), (_argument(arguments[1], depth),))


def _argument(entry: Any, depth: int) -> Expression:
    """Return an argument: a number, text in quotes, a nested dict, or a column."""
    if isinstance(entry, Mapping):
        return parse_dict(entry, depth + 1)[0]
    if entry is None or isinstance(entry, (int, float)):
        return Literal(entry)
    if not isinstance(entry, str) or len(entry) > MAX_TEXT:
        illegal(entry)
    if len(entry) >= 2 and entry[0] == entry[-1] and entry[0] in "'\"":
        return Literal(entry[1:-1])
    if re.fullmatch(r"-?\d+(\.\d+)?", entry):
        return Literal(float(entry) if "." in entry else int(entry))
    column = parse_column(entry)
    if column is None:
        illegal(entry)
    return column
