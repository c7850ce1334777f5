"""Comparison keys of names: spellings that are one name, and legal words."""

from __future__ import annotations

import pytest
from crm_suite.crm.name_keys import (
    EN_LEGAL_WORDS,
    ZH_LEGAL_WORDS,
    core_key,
    likeness,
    looks_legal,
    name_key,
    probed_parts,
    stored_parts,
)
from hypothesis import given
from hypothesis import strategies as some

LEGAL_WORDS = [*ZH_LEGAL_WORDS, *EN_LEGAL_WORDS]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ABC Ltd.", "ＡＢＣ　ｌｔｄ"),
        ("Straße AG", "STRASSE ag"),
        ("北京（晨星）科技有限公司", "北京(晨星)科技有限公司"),
        ("  Acme   Inc ", "ACME-INC"),
        ("Ⅳ Works", "iv works"),
    ],
)
def test_spellings_of_one_name_have_one_key(left: str, right: str) -> None:
    assert name_key(left) == name_key(right) != ""


def test_names_that_differ_in_the_legal_form_have_one_core() -> None:
    assert core_key("晨星科技有限公司") == core_key("晨星科技股份有限公司") == "晨星科技"
    assert core_key("Acme Ltd") == core_key("The ACME Co., Inc.") == "acme"


def test_a_name_of_noise_words_alone_keeps_its_key() -> None:
    assert core_key("Group Company") == "groupcompany"


def test_a_noise_word_inside_a_latin_word_stays() -> None:
    assert core_key("Cotton Incense") == "cottonincense"


@given(some.text(max_size=40))
def test_keys_are_stable_and_hold_letters_and_digits_only(name: str) -> None:
    key = name_key(name)

    assert all(sign.isalnum() for sign in key)
    assert likeness(key, key) == 100.0


@pytest.mark.parametrize(
    ("name", "is_legal"),
    [
        ("Sinopec", False),
        ("China Petroleum & Chemical Corporation", True),
        ("中石化", False),
        ("中国石油化工股份有限公司", True),
        ("Cobalt", False),
        ("Cobalt Co.", True),
        ("示例市第一人民医院", True),
    ],
)
def test_a_full_legal_name_carries_a_legal_word(name: str, is_legal: bool) -> None:
    assert looks_legal(name, LEGAL_WORDS) is is_legal


@given(some.text("ab晨星", min_size=1, max_size=30), some.text("ab晨星", min_size=1, max_size=30), some.floats(50, 100))
def test_alike_keys_meet_in_a_part(left: str, right: str, least: float) -> None:
    if likeness(left, right) >= least:
        assert probed_parts(left, least) & set(stored_parts(right, least))


@given(some.text("abcdef", min_size=8, max_size=30), some.integers(0, 29), some.sampled_from(["", "x"]))
def test_a_key_with_one_change_meets_the_other(key: str, place: int, sign: str) -> None:
    changed = key[: place % len(key)] + sign + key[place % len(key) + (0 if sign else 1) :]

    if likeness(key, changed) >= 85:
        assert probed_parts(key, 85) & set(stored_parts(changed, 85))


def test_keys_that_differ_much_seldom_meet() -> None:
    others = [f"{number:04d}-{number * 7919 % 9973:04d}" for number in range(2000)]

    met = [key for key in others if probed_parts("晨星科技发展中心有限", 92) & set(stored_parts(key, 92))]

    assert met == []
