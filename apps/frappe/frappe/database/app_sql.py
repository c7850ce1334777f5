"""SQL of apps: MariaDB's grammar with ``%s``, ``%(name)s`` and ``%%``, cut into tokens and bound to values.

Text in quotes and comments is never searched for placeholders. Strings leave as standard SQL (`''` is a quote, a
backslash is a backslash), so that each connection reads them alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from frappe.exceptions import ValidationError
from frappe.messages import _

Token = tuple[str, str]  # kind, text
_TOKENS = re.compile(
    r"(?P<space>\s+|/\*.*?\*/|--(?=\s|$)[^\n]*|\#[^\n]*)"
    r"|(?P<string>'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\")"
    r"|(?P<name>`(?:[^`]|``)*`)"
    r"|(?P<mark>%%|%s|%\(\w+\)s|\?)"
    r"|(?P<word>[A-Za-z_@][\w$@]*|[^\x00-\x7f]+)"
    r"|(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)"
    r"|(?P<sign><=>|<=|>=|<>|!=|&&|\|\||:=|->>|->|<<|>>|.)",
    re.DOTALL,
)
_ESCAPED = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", "%": "\\%", "_": "\\_"}
_AFTER_PATTERN = frozenset(
    {")", ";", ",", "and", "or", "order", "group", "limit", "then", "having", "union", "&&", "||"}
)
_LIMIT = 2000


def tokens_of(query: str) -> list[Token]:
    """Cut SQL into tokens; comments become a blank."""
    out: list[Token] = []
    for match in _TOKENS.finditer(query):
        kind = match.lastgroup or "sign"
        out.append((kind, " " if kind == "space" and not match.group().isspace() else match.group()))
    return out


_STANDARD_STRING = re.compile(r"(`(?:[^`]|``)*`|'(?:[^']|'')*')")
_QUOTED = {"'": "string", "`": "name"}


def standard_tokens(sql: str) -> list[Token]:
    """Cut SQL whose strings are standard (a backslash is a backslash) into tokens."""
    out: list[Token] = []
    for part in _STANDARD_STRING.split(sql):
        kind = _QUOTED.get(part[:1])
        out += [(kind, part)] if kind else tokens_of(part)
    return out


def literal(text: str) -> str:
    """Return a string as MariaDB reads it (backslashes escape), as a standard SQL string."""
    quote, inner = text[0], text[1:-1]
    value = re.sub(
        rf"\\(.)|{quote}{quote}", lambda m: _ESCAPED.get(m[1], m[1]) if m[1] else quote, inner, flags=re.DOTALL
    )
    return "'" + value.replace("'", "''") + "'"


def escaped(text: str) -> str:
    """Return a value as a quoted string, harmless whether or not backslashes escape."""
    return "'" + text.replace("\x00", "").replace("\\", "\\\\").replace("'", "''") + "'"


@dataclass(frozen=True)
class Mark:
    """A place for a value: the next one, or the one called ``name``."""

    name: str | None


@dataclass(frozen=True)
class Parsed:
    """SQL between its marks; ``parts`` are texts and marks in order."""

    parts: tuple[str | Mark, ...]

    def bind(self, values: Any) -> tuple[str, list[Any]]:
        """Return the text with ``?`` and the values in order.

        Raises:
            ValidationError: there are more marks than values, or a name is missing.
        """
        named = isinstance(values, Mapping)
        position = iter(values if isinstance(values, (list, tuple)) else () if named else (values,))
        out: list[str] = []
        bound: list[Any] = []
        for part in self.parts:
            if isinstance(part, str):
                out.append(part)
                continue
            try:
                value = values[part.name] if named else next(position)
            except (StopIteration, KeyError):
                raise ValidationError(_("The SQL has more placeholders than values.")) from None
            out.append(_marks(value, bound))
        return "".join(out), bound


def _marks(value: Any, bound: list[Any]) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        bound.extend(value)
        return f"({', '.join('?' * len(value))})" if value else "(null)"
    bound.append(value)
    return "?"


Rules = Callable[[list[Token]], Sequence[Token]]


def parse(query: str, rules: Rules, *, with_values: bool) -> Parsed:
    """Return SQL ready to be bound; ``rules`` turn its tokens into a dialect's."""
    tokens = tokens_of(query)
    if with_values:
        tokens = [(kind, text.replace("%%", "%") if kind == "string" else text) for kind, text in tokens]
    parts: list[str | Mark] = []
    for kind, text in rules(tokens):
        if kind == "mark" and text == "%%":
            text = "%"
        elif kind == "mark" and with_values:
            parts.append(Mark(text[2:-2] if text.startswith("%(") else None))
            continue
        if parts and isinstance(parts[-1], str):
            parts[-1] += text
        else:
            parts.append(text)
    return Parsed(tuple(parts))


class Cache:
    """Parsed SQL of one dialect, by text."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known: dict[tuple[str, bool], Parsed] = {}

    def bind(self, query: str, values: Any, *, is_part: bool = False) -> tuple[str, list[Any]]:
        """Return an app's SQL as the dialect's, with its values in order.

        Without values ``%`` and ``%s`` are text; a part of a statement is read as if it had values.
        """
        empty = isinstance(values, (list, tuple, Mapping, str)) and len(values) == 0
        with_values = is_part or (values is not None and not empty)
        key = (query, with_values)
        parsed = self._known.get(key)
        if parsed is None:
            if len(self._known) >= _LIMIT:
                self._known.clear()
            parsed = self._known[key] = parse(query, self._rules, with_values=with_values)
        return parsed.bind(() if values is None or not with_values else values)


# -- reading tokens


def word_at(tokens: Sequence[Token], index: int) -> str:
    """Return the lower-case word at a place, or an empty text."""
    if not 0 <= index < len(tokens):
        return ""
    kind, text = tokens[index]
    return text.lower() if kind == "word" else ""


def after_space(tokens: Sequence[Token], index: int) -> int:
    """Return the place of the next token that is not blank."""
    index += 1
    while index < len(tokens) and tokens[index][0] == "space":
        index += 1
    return index


def before_space(tokens: Sequence[Token], index: int) -> int:
    """Return the place of the token before that is not blank; -1 when there is none."""
    index -= 1
    while index >= 0 and tokens[index][0] == "space":
        index -= 1
    return index


def common_rules(tokens: list[Token]) -> list[Token]:
    """Make standard strings, ``or`` of ``||``, ``and`` of ``&&``; LIKE knows a backslash as its escape."""
    out: list[Token] = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "string":
            out.append(("string", literal(text)))
        elif text in ("||", "&&"):
            out.append(("word", " or " if text == "||" else " and "))
        else:
            out.append((kind, text))
        if kind in ("string", "mark") and _is_pattern(tokens, index):
            out.append(("word", " escape '\\'"))
    return out


def _is_pattern(tokens: Sequence[Token], index: int) -> bool:
    before = word_at(tokens, before_space(tokens, index))
    following = after_space(tokens, index)
    ends = following >= len(tokens) or tokens[following][1].lower() in _AFTER_PATTERN
    return before == "like" and tokens[index][1] != "%%" and ends
