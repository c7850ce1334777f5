"""Comparison keys of names: NFKC, case folded, without punctuation and blanks; pure.

``name_key`` equates spellings of one name (full-width, case, dots); ``core_key`` also drops legal forms and fillers,
so that two names that differ only there are similar.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz

ZH_LEGAL_WORDS = (
    "公司 集团 厂 银行 医院 学校 大学 学院 局 委员会 事务所 合作社 "
    "研究院 研究所 中心 政府 协会 基金会 酒店 商行 工作室 分行 支行"
).split()
EN_LEGAL_WORDS = (
    "Ltd Limited Inc Incorporated LLC LLP PLC Corp Corporation Co Company Group GmbH AG SE KG OHG BV NV SA SAS SARL "
    "SpA Srl AB AS Oy Pty Pte KK University Hospital Bank School College Institute Ministry Authority Association "
    "Foundation"
).split()
NOISE_WORDS = (
    "股份有限公司 有限责任公司 有限公司 集团 公司 股份 "
    "ltd limited inc incorporated llc plc corp corporation co company group gmbh ag sa bv the"
).split()


def name_key(name: str | None) -> str:
    """Return the key under which two spellings of one name are equal."""
    text = unicodedata.normalize("NFKC", name or "").casefold()
    return "".join(sign for sign in text if sign.isalnum())


def words_of(name: str | None) -> list[str]:
    """Split a name at everything that is no letter or digit, folded."""
    text = unicodedata.normalize("NFKC", name or "").casefold()
    return "".join(sign if sign.isalnum() else " " for sign in text).split()


def core_key(name: str | None, noise: Iterable[str] = NOISE_WORDS) -> str:
    """Return the key of what is left without legal forms; the whole key when nothing is left."""
    unwanted = {word.casefold() for word in noise}
    kept = "".join(word for word in words_of(name) if word not in unwanted)
    for word in sorted((word for word in unwanted if not word.isascii()), key=len, reverse=True):
        kept = kept.replace(word, "")
    return kept or name_key(name)


def likeness(left: str, right: str) -> float:
    """Return how alike two keys are, 0 to 100."""
    return float(fuzz.ratio(left, right))


def stored_parts(key: str, least: float) -> list[str]:
    """Return what a key is found by: its parts, each with the key's length and its own place.

    Keys that are alike differ by few inserted or deleted signs. Each spoils one part, so one part more than signs
    always survives in the other key, shifted by no more places than there are signs.
    """
    return [_part(len(key), number, key[begin:end]) for number, (begin, end) in enumerate(_cuts(len(key), least))]


def probed_parts(key: str, least: float) -> set[str]:
    """Return the parts of which every key that is at least ``least`` per cent alike has stored one."""
    share, own = _share(least), len(key)
    found: set[str] = set()
    for length in range(1, _most_changes(own, share) + own + 1):
        changes = int((1 - share) * (length + own) + 1e-9)
        if abs(length - own) > changes:
            continue
        for number, (begin, end) in enumerate(_cuts(length, least)):
            starts = range(max(begin - changes, 0), min(begin + changes, own - (end - begin)) + 1)
            found.update(_part(length, number, key[start : start + end - begin]) for start in starts)
    return found


def _part(length: int, number: int, text: str) -> str:
    return f"{length}.{number}.{text}"


def _share(least: float) -> float:
    return max(min(least, 100), 50) / 100


def _most_changes(length: int, share: float) -> int:
    """Return how many signs a key of a length and one that is alike may differ by."""
    return int((1 - share) * length * 2 / share + 1e-9)


def _cuts(length: int, least: float) -> list[tuple[int, int]]:
    """Return where a key of a length is cut into parts of nearly one size."""
    count = _most_changes(length, _share(least)) + 1
    size, longer = divmod(length, count)
    ends = [size * number + min(number, longer) for number in range(count + 1)]
    return list(zip(ends, ends[1:], strict=False))


def looks_legal(name: str | None, words: Iterable[str]) -> bool:
    """Tell whether a name carries a word of a full legal name (S9.172).

    Latin words have to stand alone; Chinese ones may be anywhere in the name.
    """
    parts = set(words_of(name))
    key = name_key(name)
    return any((folded in parts) if folded.isascii() else (folded in key) for folded in map(str.casefold, words))
