"""Salesperson codes: two letters and four digits, ``SD0107`` = agent prefix SD01, number 07 (S17.1)."""

from __future__ import annotations

import re

PATTERN = re.compile(r"[A-Z]{2}[0-9]{4}")
PREFIX_PATTERN = re.compile(r"[A-Z]{2}[0-9]{2}")
PREFIX_LENGTH = 4


def normal_code(text: str | None) -> str:
    """Return a code without blanks, in capitals."""
    return (text or "").strip().upper()


def code_prefix(code: str) -> str:
    """Return the part that all salespeople of one agent share."""
    return code[:PREFIX_LENGTH]


def code_problem(code: str, *, prefix: str = "") -> str | None:
    """Return the id of what is wrong with a code: ``shape``, ``number`` or ``prefix``; None when it is valid."""
    if not PATTERN.fullmatch(code):
        return "shape"
    if code[PREFIX_LENGTH:] == "00":
        return "number"
    if prefix and code_prefix(code) != prefix:
        return "prefix"
    return None


def is_prefix(text: str) -> bool:
    """Tell whether a text is an agent prefix."""
    return bool(PREFIX_PATTERN.fullmatch(text))
