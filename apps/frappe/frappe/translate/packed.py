"""The texts of a language as one answer that browsers keep: its address changes with every text."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass

from frappe.context import slot
from frappe.translate import get_all_translations
from frappe.utils.text import dump_json

LEVEL = 6


@dataclass(frozen=True)
class PackedTexts:
    """A JSON object of texts by their key; ``version`` is a hash of it."""

    version: str
    plain: bytes
    packed: bytes


def packed_texts(lang: str) -> PackedTexts:
    """Return the texts of a language, packed once and again when one of them changes."""
    known: dict[str, PackedTexts] = slot("packed_texts", dict)
    if lang not in known:
        plain = dump_json(get_all_translations(lang))
        version = hashlib.sha256(plain).hexdigest()[:16]
        known[lang] = PackedTexts(version, plain, gzip.compress(plain, LEVEL, mtime=0))
    return known[lang]
