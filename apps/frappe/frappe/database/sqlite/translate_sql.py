"""An app's MariaDB SQL as SQLite's: small differences token by token, larger ones by sqlglot.

``app_statement`` is what runs first. sqlglot is imported when a text has a word that SQLite reads otherwise
(``interval``, ``cast``, ``update ... join``), or when SQLite could not parse it. Results are kept by text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from frappe.database.app_sql import Cache, Token, after_space, before_space, common_rules, standard_tokens, word_at

_NAMED_MARK = re.compile(r"mark(\d+)")
_NEEDS_PARSER = re.compile(
    r"\b(interval|cast\s*\(|convert\s*\(|extract\s*\(|separator|div|xor"
    r"|update\s+[^;]*?\b(?:join|,)[^;]*?\bset\b|delete\s+(?!from\b)|(?:date|timestamp)\s*')",
    re.IGNORECASE | re.DOTALL,
)
_CLOCK = {
    "current_date": "curdate",
    "current_timestamp": "now",
    "current_time": "curtime",
    "localtime": "now",
    "localtimestamp": "now",
}
_WORDS = {"rlike": "regexp", "straight_join": "join"}
_UNIT_FUNCTIONS = ("timestampdiff", "timestampadd")
_RENAMED_CALLS = {"left": "str_left", "right": "str_right", "values": "excluded"}
_LIMIT = 2000


def _rules(tokens: list[Token]) -> list[Token]:
    return _own_rules(common_rules(tokens))


def _own_rules(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    index, upserting = 0, False
    while index < len(tokens):
        word = word_at(tokens, index)
        rule = _WORD_RULES.get(word)
        if word == "on" and _words(tokens, index, "on", "duplicate", "key", "update"):
            upserting = True
            out.append(("word", "on conflict do update set"))
            index = _end_of(tokens, index, 4)
        elif upserting and word == "values":
            out.append(("word", "excluded."))
            index, name = _argument(tokens, index)
            out.append(name)
        elif rule is not None:
            index = rule(tokens, index, out)
        else:
            out.append(_sign(tokens[index]))
            index += 1
    return out


def _sign(token: Token) -> Token:
    if token[0] == "sign":
        return ("sign", {"/": " * 1.0 / ", "<=>": " is "}.get(token[1], token[1]))
    return token


def _words(tokens: Sequence[Token], index: int, *words: str) -> bool:
    for word in words:
        if word_at(tokens, index) != word:
            return False
        index = after_space(tokens, index)
    return True


def _end_of(tokens: Sequence[Token], index: int, words: int) -> int:
    """Return the place after a number of words."""
    for _word in range(words - 1):
        index = after_space(tokens, index)
    return index + 1


def _argument(tokens: Sequence[Token], index: int) -> tuple[int, Token]:
    """Return the place after ``word(name)`` and the name."""
    opening = after_space(tokens, index)
    name = after_space(tokens, opening)
    return after_space(tokens, name) + 1, tokens[name]


def _is_call(tokens: Sequence[Token], index: int) -> bool:
    following = after_space(tokens, index)
    return following < len(tokens) and tokens[following][1] == "("


def _clock(tokens: Sequence[Token], index: int, out: list[Token]) -> int:
    before = before_space(tokens, index)
    if before >= 0 and tokens[before][1] in (".", "as"):
        out.append(tokens[index])
        return index + 1
    name = _CLOCK[word_at(tokens, index)]
    out.append(("word", name if _is_call(tokens, index) else f"{name}()"))
    return index + 1


def _synonym(tokens: Sequence[Token], index: int, out: list[Token]) -> int:
    out.append(("word", _WORDS[word_at(tokens, index)]))
    return index + 1


def _unit_call(tokens: Sequence[Token], index: int, out: list[Token]) -> int:
    """``timestampdiff(day, a, b)``: the unit becomes text."""
    opening = after_space(tokens, index)
    unit = after_space(tokens, opening)
    if not _is_call(tokens, index) or not word_at(tokens, unit):
        out.append(tokens[index])
        return index + 1
    out.append(("word", f"{word_at(tokens, index)}('{word_at(tokens, unit)}'"))
    return unit + 1


def _renamed_call(tokens: Sequence[Token], index: int, out: list[Token]) -> int:
    """``left(`` and ``right(`` are words of joins in SQLite."""
    word = word_at(tokens, index)
    out.append(("word", _RENAMED_CALLS[word]) if _is_call(tokens, index) else tokens[index])
    return index + 1


def _insert(tokens: Sequence[Token], index: int, out: list[Token]) -> int:
    out.append(("word", "insert"))
    if _words(tokens, index, "insert", "ignore"):
        out.append(("word", " or ignore"))
        return _end_of(tokens, index, 2)
    return index + 1


def _index_hint(tokens: Sequence[Token], index: int, out: list[Token]) -> int:
    """``force index (a)``: left away."""
    if word_at(tokens, after_space(tokens, index)) not in ("index", "key"):
        out.append(tokens[index])
        return index + 1
    while index < len(tokens) and tokens[index][1] != ")":
        index += 1
    return index + 1


def _from(tokens: Sequence[Token], index: int, out: list[Token]) -> int:
    """``from dual``: left away."""
    if _words(tokens, index, "from", "dual"):
        return _end_of(tokens, index, 2)
    out.append(tokens[index])
    return index + 1


def _truncate(tokens: Sequence[Token], index: int, out: list[Token]) -> int:
    """``truncate [table] x``: rows are deleted, in the transaction."""
    if before_space(tokens, index) != -1 or _is_call(tokens, index):
        out.append(tokens[index])
        return index + 1
    out.append(("word", "delete from"))
    return _end_of(tokens, index, 2) if _words(tokens, index, "truncate", "table") else index + 1


_WORD_RULES: dict[str, Callable[[Sequence[Token], int, list[Token]], int]] = {
    **dict.fromkeys(_CLOCK, _clock),
    **dict.fromkeys(_WORDS, _synonym),
    **dict.fromkeys(_UNIT_FUNCTIONS, _unit_call),
    **dict.fromkeys(("left", "right"), _renamed_call),
    **dict.fromkeys(("force", "use", "ignore"), _index_hint),
    "insert": _insert,
    "from": _from,
    "truncate": _truncate,
}
_cache = Cache(_rules)
_unchanged = Cache(common_rules)
_parsed: dict[str, tuple[str, tuple[int, ...]]] = {}


def app_statement(query: str, values: Any, *, is_part: bool = False) -> tuple[str, list[Any]]:
    """Return an app's SQL with ``?`` for SQLite, and its values."""
    text, bound = _cache.bind(query, values, is_part=is_part)
    return rewritten(query, values, is_part=is_part) if _NEEDS_PARSER.search(text) else (text, bound)


def rewritten(query: str, values: Any, *, is_part: bool = False) -> tuple[str, list[Any]]:
    """Return an app's SQL written again by sqlglot, and its values in their new order."""
    text, bound = _unchanged.bind(query, values, is_part=is_part)
    found = _parsed.get(text)
    if found is None:
        # sqlglot takes long to import and most sites never need it
        from frappe.database.sqlite.rewrite import rewrite

        if len(_parsed) >= _LIMIT:
            _parsed.clear()
        found = _parsed[text] = _finished(rewrite(_numbered(text)))
    return found[0], [bound[place] for place in found[1]]


def _numbered(text: str) -> str:
    """Name the marks by their place, because a rewritten statement may hold them in another order."""
    places = count()
    return "".join(f":mark{next(places)}" if token == ("mark", "?") else token[1] for token in standard_tokens(text))


def _finished(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the text with ``?`` and the places of its values."""
    out: list[str] = []
    places: list[int] = []
    for kind, part in _own_rules(standard_tokens(text)):
        place = _NAMED_MARK.fullmatch(part) if kind == "word" and out and out[-1] == ":" else None
        if place is None:
            out.append(part)
        else:
            out[-1] = "?"
            places.append(int(place[1]))
    return "".join(out), tuple(places)
