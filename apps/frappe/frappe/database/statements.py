"""What a statement does to the transaction, told from its first words; remembered by text."""

from __future__ import annotations

import re
from enum import Enum


class Kind(Enum):
    """``LOCK`` is a SELECT ... FOR UPDATE; ``PLAIN`` runs as it is, in or out of a transaction."""

    READ = "read"
    LOCK = "lock"
    WRITE = "write"
    DDL = "ddl"
    PLAIN = "plain"


_FIRST_WORD = re.compile(r"(?:\s|\(|--[^\n]*(?:\n|$)|/\*.*?\*/)*([a-zA-Z]+)", re.DOTALL)
_INNER_WRITE = re.compile(
    r"\b(?:insert\s+(?:or\s+\w+\s+|ignore\s+)?into|update\s+\S+\s+set|delete\s+from|replace\s+into)\b", re.IGNORECASE
)
_FOR_UPDATE = re.compile(
    r"\s+(?:for\s+update(?:\s+(?:skip\s+locked|nowait|wait\s+\d+))?|lock\s+in\s+share\s+mode)\s*;?\s*$",
    re.IGNORECASE,
)
_WORDS = {
    Kind.WRITE: "insert update delete replace merge load call do",
    Kind.DDL: "create alter drop rename truncate optimize analyze reindex grant revoke",
    Kind.PLAIN: "pragma vacuum attach detach set use explain show describe desc",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_known: dict[str, Kind] = {}
_LIMIT = 5000


def kind_of(sql: str) -> Kind:
    """Return what a statement does."""
    try:
        return _known[sql]
    except KeyError:
        pass
    if len(_known) >= _LIMIT:
        _known.clear()
    kind = _known[sql] = _classified(sql)
    return kind


def _classified(sql: str) -> Kind:
    match = _FIRST_WORD.match(sql)
    word = match.group(1).lower() if match else ""
    if word in _KINDS:
        return _KINDS[word]
    if word == "with" and _INNER_WRITE.search(sql):
        return Kind.WRITE
    return Kind.LOCK if _FOR_UPDATE.search(sql) else Kind.READ


def without_lock(sql: str) -> str:
    """Return a SELECT without its FOR UPDATE."""
    return _FOR_UPDATE.sub("", sql)
