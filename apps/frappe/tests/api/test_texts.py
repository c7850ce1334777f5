"""The texts of a language come from an address that browsers keep until one of them changes."""

from __future__ import annotations

import gzip
import json
from typing import Any

import frappe
from api_site import READER, Caller, World

BOOT = "/api/method/frappe.boot.get_boot"


def address(caller: Caller, lang: str = "zh") -> str | None:
    found: str | None = caller.get(BOOT, _lang=lang).json["message"]["texts"]
    return found


def texts(caller: Caller, at: str, **headers: str) -> Any:
    return caller("GET", at, headers=headers)


def test_texts_are_packed_and_kept_for_ever_for_guests_too(world: World, guest: Caller) -> None:
    at = address(guest)
    assert at is not None

    packed, plain = texts(guest, at, **{"Accept-Encoding": "gzip, br"}), texts(guest, at, **{"Accept-Encoding": ""})

    assert packed.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert plain.json["China"] == "中国"
    assert packed.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert len(packed.data) * 2 < len(plain.data)


def test_boot_carries_no_texts(world: World) -> None:
    answer = world.by_key(READER).get(BOOT, _lang="zh")

    assert "__messages" not in answer.json["message"]
    assert len(answer.data) < 120_000


def test_a_changed_text_has_another_address_and_the_old_one_is_not_kept(world: World) -> None:
    caller = world.by_key(READER)
    before = address(caller)
    assert before is not None
    with world.inside():
        values = {"language": "zh", "source_text": "China", "translated_text": "中华"}
        frappe.get_doc({"doctype": "Translation", **values}).insert()
        frappe.db.commit()

    after = address(caller)

    assert after is not None and after != before
    assert texts(caller, after).json["China"] == "中华"
    assert "immutable" not in texts(caller, before).headers["Cache-Control"]


def test_english_has_texts_where_the_site_changed_one(world: World) -> None:
    caller = world.by_key(READER)
    assert address(caller, "en") is None
    with world.inside():
        values = {"language": "en", "source_text": "Customer", "translated_text": "Client"}
        frappe.get_doc({"doctype": "Translation", **values}).insert()
        frappe.db.commit()

    at = address(caller, "en")

    assert at is not None and texts(caller, at).json == {"Customer": "Client"}


def test_an_unknown_language_has_those_of_english(world: World, guest: Caller) -> None:
    at = "/api/method/frappe.boot.get_texts?lang="

    assert texts(guest, at + "../../etc/passwd").json == texts(guest, at + "en").json
