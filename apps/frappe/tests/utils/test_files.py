"""File names and paths from outside, and texts made to be slow."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from frappe.exceptions import ValidationError
from frappe.utils.files import get_file_items, get_file_json, human_size, read_file, safe_file_name, safe_join
from frappe.utils.html_utils import clean_script_and_style, is_html, strip_html


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\\b\\c.png", "c.png"),
        ("..hidden.txt", "hidden.txt"),
        ('re"po\r\nrt.pdf', "re_po__rt.pdf"),
        ("报告.pdf", "报告.pdf"),
        ("evil.php.", "evil.php"),
    ],
)
def test_names_lose_folders_and_marks(name: str, expected: str) -> None:
    assert safe_file_name(name) == expected


def test_long_names_keep_their_extension() -> None:
    name = safe_file_name("报" * 200 + ".pdf")

    assert len(name.encode()) <= 140 and name.endswith(".pdf")
    with pytest.raises(ValidationError):
        safe_file_name("../..")


def test_paths_stay_in_their_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "out").symlink_to(tmp_path)

    assert safe_join(tmp_path / "in", "a", "b.txt") == tmp_path / "in" / "a" / "b.txt"
    for part in ("../x", "/etc/passwd", "out/x", "a\x00b"):
        with pytest.raises(ValidationError):
            safe_join(tmp_path / "in", part)


def test_small_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# comment\none\n\n two \n")
    (tmp_path / "a.json").write_text('{"a": 1}')

    assert get_file_items(tmp_path / "a.txt") == ["one", "two"]
    assert get_file_json(tmp_path / "a.json") == {"a": 1}
    assert read_file(tmp_path / "missing") is None
    assert (human_size(512), human_size(1_572_864)) == ("512 B", "1.5 MB")


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
