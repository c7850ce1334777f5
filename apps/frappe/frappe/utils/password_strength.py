"""How hard a password is to guess: a score from 0 to 4 with advice (contract 7.5).

The estimate counts guesses: parts that are common words, sequences, repeats, keyboard rows, years or the user's own
details count as few, the rest by the characters used. Scores are thresholds on the power of ten of the guesses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from frappe.messages import _
from frappe.types import _dict

THRESHOLDS = (3.0, 6.0, 8.0, 10.0)
_COMMON = frozenset(
    "password passw0rd p@ssw0rd pass admin administrator root user guest login welcome letmein secret master monkey "
    "dragon iloveyou princess sunshine shadow football baseball superman batman trustno1 whatever freedom hello "
    "charlie michael jordan jessica ashley daniel thomas hunter killer george computer internet server system test "
    "testing demo default changeme qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx 1q2w3e 1q2w3e4r 1qaz2wsx "
    "abc123 123abc a1b2c3 summer winter spring autumn january february march april monday friday sunday company sales "
    "crm office mobile china beijing shanghai woaini aini5201314 nihao frappe erpnext manager access love lovely "
    "flower cookie cheese pepper ginger soccer hockey ranger buster harley starwars matrix google samsung apple".split()
)
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "qazwsxedcrfvtgbyhnujmikolp")
_LEET = str.maketrans("@4301!$57", "aaeoiisst")


def test_password_strength(password: str, user_inputs: Iterable[Any] | None = None) -> _dict:
    """Return ``score`` (0 to 4), ``guesses_log10`` and ``feedback`` of a password."""
    own = {str(part).lower() for part in user_inputs or () if part and len(str(part)) > 2}
    own |= {word for part in own for word in re.split(r"[^\w]+", part) if len(word) > 2}
    weak, log10 = _estimate(password or "", own)
    score = sum(log10 >= threshold for threshold in THRESHOLDS)
    return _dict(score=score, guesses_log10=round(log10, 2), feedback=_feedback(score, weak, password or ""))


test_password_strength.__test__ = False  # type: ignore[attr-defined]


def _estimate(password: str, own: set[str]) -> tuple[list[str], float]:
    """Return the kinds of weak parts found and the power of ten of the guesses."""
    rest, weak, log10 = password[:200], [], 0.0
    for kind, pattern, cost in _weak_parts(rest, own):
        if pattern.lower() in rest.lower():
            at = rest.lower().index(pattern.lower())
            rest = rest[:at] + "\0" + rest[at + len(pattern) :]
            weak.append(kind)
            log10 += cost
    free = rest.replace("\0", "")
    return weak, log10 + len(free) * math.log10(max(_alphabet(free), 2)) + (0.5 if weak and free else 0)


def _weak_parts(password: str, own: set[str]) -> list[tuple[str, str, float]]:
    lowered = password.lower()
    plain = lowered.translate(_LEET)
    found = [("own", _as_written(password, plain, word), 1.0) for word in own if word in lowered or word in plain]
    found += [("common", _as_written(password, plain, w), 2.0) for w in _COMMON if w in lowered or w in plain]
    found += [("sequence", part, 2.0) for part in _sequences(lowered)]
    found += [("repeat", match.group(), 1.5) for match in re.finditer(r"(.{1,4}?)\1{2,}|(.)\2{2,}", lowered)]
    found += [
        ("year", match.group(), 1.5) for match in re.finditer(r"(19|20)\d\d((0?[1-9]|1[0-2])([0-2]\d|3[01]))?", lowered)
    ]
    return sorted(found, key=lambda entry: -len(entry[1]))


def _as_written(password: str, plain: str, word: str) -> str:
    lowered = password.lower()
    at = lowered.find(word)
    if at < 0:
        at = plain.find(word)
    return password[at : at + len(word)]


def _sequences(text: str) -> list[str]:
    out = []
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        for length in range(len(row), 2, -1):
            out += [row[i : i + length] for i in range(len(row) - length + 1) if row[i : i + length] in text]
    return out


def _alphabet(text: str) -> int:
    groups = ((r"[a-z]", 26), (r"[A-Z]", 26), (r"\d", 10), (r"[^\w\s]|_", 33), (r"\s", 5), (r"[^\x00-\x7f]", 1000))
    return sum(size for pattern, size in groups if re.search(pattern, text))


def _feedback(score: int, weak: list[str], password: str) -> _dict:
    warnings = {
        "own": _("Names and addresses of yours are easy to guess."),
        "common": _("This contains a very common password."),
        "sequence": _("Sequences such as abc or 1234 are easy to guess."),
        "repeat": _("Repeats such as aaa are easy to guess."),
        "year": _("Years and dates are easy to guess."),
    }
    suggestions = []
    if score < 3:
        suggestions.append(_("Add another word or two. Uncommon words are better."))
        if len(password) < 10:
            suggestions.append(_("Use more characters."))
    warning = next((text for kind, text in warnings.items() if kind in weak), "") if score < 3 else ""
    return _dict(warning=warning, suggestions=suggestions)
