"""Names of files from outside."""

from __future__ import annotations

import pytest
from frappe.core.doctype.file.utils import clean_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\\b\\c.png", "c.png"),
        ("..hidden.txt", "hidden.txt"),
        ('re"po\r\nrt.pdf', "re_po__rt.pdf"),
        ("报告.pdf", "报告.pdf"),
        ("evil.php.", "evil.php"),
        ("../..", "file"),
    ],
)
def test_names_lose_folders_and_marks(name: str, expected: str) -> None:
    assert clean_name(name) == expected


@pytest.mark.parametrize("stem", ["报" * 200, "a" * 300, "é" * 200])
def test_long_names_fit_a_disk_and_keep_their_ending(stem: str) -> None:
    name = clean_name(f"{stem}.pdf")

    assert len(name.encode()) <= 180 and len(name) <= 120
    assert name.endswith(".pdf") and stem.startswith(name.removesuffix(".pdf"))


def test_a_sentence_after_a_full_stop_is_no_ending() -> None:
    assert clean_name("x" * 100 + "." + "y" * 200) == "x" * 100 + "." + "y" * 19
