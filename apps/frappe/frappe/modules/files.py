"""Text and JSON files that lie in an app."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_file(path: str, raise_not_found: bool = False, as_base64: bool = False) -> str | None:
    """Return the text of a file, or its bytes as base64; None when it is missing.

    Raises:
        OSError: the file is missing and ``raise_not_found`` is set.
    """
    file = Path(path)
    if not file.exists():
        if raise_not_found:
            raise OSError(f"{path} Not Found")
        return None
    if as_base64:
        import base64  # seldom needed

        return base64.b64encode(file.read_bytes()).decode()
    return file.read_text(encoding="utf-8")


def get_file_json(path: str) -> Any:
    """Return what a JSON file holds."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def get_file_items(path: str, raise_not_found: bool = False, ignore_empty_lines: bool = True) -> list[str]:
    """Return the lines of a text file without comments (``#``) and, as a rule, without empty ones."""
    text = read_file(path, raise_not_found=raise_not_found)
    lines = [line.strip() for line in (text or "").strip().splitlines()]
    return [line for line in lines if not line.startswith("#") and (line or not ignore_empty_lines)]
