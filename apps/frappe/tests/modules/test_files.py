"""Small files of an app."""

from __future__ import annotations

from pathlib import Path

from frappe.modules.files import get_file_items, get_file_json, read_file


def test_small_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# comment\none\n\n two \n")
    (tmp_path / "a.json").write_text('{"a": 1}')

    assert get_file_items(str(tmp_path / "a.txt")) == ["one", "two"]
    assert get_file_json(str(tmp_path / "a.json")) == {"a": 1}
    assert read_file(str(tmp_path / "missing")) is None
