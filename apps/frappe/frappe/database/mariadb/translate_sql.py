"""The framework's statements, and the SQL of apps, as MariaDB reads them; kept by text.

The framework writes standard SQL with what SQLite shares: upserts, `insert or ignore`, strings in which a backslash
is a backslash. Apps write MariaDB's own SQL, which keeps all but its placeholders and the escapes in its strings.
"""

from __future__ import annotations

import re
from typing import Any

from frappe.database.app_sql import Cache, Token, literal
from frappe.database.mariadb.cursor import Template

_LIMIT = 5000
_internal: dict[str, Template] = {}
_native: dict[str, Template] = {}
_STRING = re.compile(r"`(?:[^`]|``)*`|'(?:[^']|'')*'")
_UPSERT = re.compile(
    r"\bon\s+conflict\s*(?:\((?P<key>[^)]*)\))?\s*do\s+(?P<what>nothing|update\s+set)\b"
    r"(?P<sets>.*?)(?P<rest>\breturning\b.*)?$",
    re.IGNORECASE | re.DOTALL,
)
_EXCLUDED = re.compile(r"\bexcluded\.(`[^`]+`|\w+)", re.IGNORECASE)
_PHRASES = (
    (re.compile(r"\binsert\s+or\s+ignore\b", re.I), "insert ignore"),
    (re.compile(r"\binsert\s+or\s+replace\b", re.I), "replace"),
    (re.compile(r"\s+collate\s+nocase\b", re.I), ""),
)
_SUSPECT = re.compile(r"\\|\bconflict\b|\bor\s+(?:ignore|replace)\b|\bnocase\b", re.IGNORECASE)


def internal(sql: str) -> Template:
    """Return a statement of the framework for MariaDB."""
    try:
        return _internal[sql]
    except KeyError:
        return _kept(_internal, sql, _translated(sql) if _SUSPECT.search(sql) else sql)


def native(sql: str) -> Template:
    """Return a statement in MariaDB's own grammar."""
    try:
        return _native[sql]
    except KeyError:
        return _kept(_native, sql, sql)


def _kept(known: dict[str, Template], sql: str, text: str) -> Template:
    if len(known) >= _LIMIT:
        known.clear()
    template = known[sql] = Template(text)
    return template


def _translated(sql: str) -> str:
    strings: list[str] = []

    def put_away(match: re.Match[str]) -> str:
        text = match.group()
        if text.startswith("`"):
            return text
        strings.append(text.replace("\\", "\\\\"))
        return f"\x00{len(strings) - 1}\x00"

    text = _STRING.sub(put_away, sql)
    for pattern, replacement in _PHRASES:
        text = pattern.sub(replacement, text)
    text = _UPSERT.sub(_upsert, text)
    return re.sub("\x00(\\d+)\x00", lambda match: strings[int(match[1])], text)


def _upsert(match: re.Match[str]) -> str:
    rest = " " + match["rest"] if match["rest"] else ""
    if match["what"].lower() == "nothing":
        key = (match["key"] or "`name`").split(",")[0].strip()
        return f"on duplicate key update {key} = {key}{rest}"
    sets = _EXCLUDED.sub(r"values(\1)", match["sets"])
    return f"on duplicate key update{sets}{rest}"


def _rules(tokens: list[Token]) -> list[Token]:
    """Make standard strings, as in the framework's statements; ``||`` joins texts on these connections."""
    return [_rule(kind, text) for kind, text in tokens]


def _rule(kind: str, text: str) -> Token:
    if kind == "string":
        return kind, literal(text)
    return ("word", " or ") if text == "||" else (kind, text)


_cache = Cache(_rules)


def app_statement(query: str, values: Any, *, is_part: bool = False) -> tuple[str, list[Any]]:
    """Return an app's SQL as a statement of the framework, with ``?`` and its values."""
    return _cache.bind(query, values, is_part=is_part)
