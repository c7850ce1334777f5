"""Markup from outside: taken away, and texts made to be slow."""

from __future__ import annotations

import time

import pytest
from frappe.utils.html_utils import clean_script_and_style, is_html, strip_html


@pytest.mark.parametrize("text", ["<" * 300_000, "<!--" * 100_000, "<script" * 50_000, "<a" * 100_000])
def test_markup_made_to_be_slow_is_read_once(text: str) -> None:
    start = time.process_time()

    strip_html(text)
    is_html(text)
    clean_script_and_style(text)

    assert time.process_time() - start < 1


def test_comments_and_scripts_are_stripped() -> None:
    assert strip_html("a<!-- <b> -->b<i>c</i>") == "abc"
    assert clean_script_and_style("a<SCRIPT>x</script >b<style>y</style>") == "ab"
