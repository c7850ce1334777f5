"""Files: reading small ones, names that are safe to keep, paths that stay inside a folder."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

from frappe.exceptions import ValidationError
from frappe.messages import _

MAX_NAME_BYTES = 140


def read_file(path: str | os.PathLike[str], raise_not_found: bool = False, as_base64: bool = False) -> Any:
    """Return a file's text, None when it is missing.

    Raises:
        OSError: it is missing and ``raise_not_found``.
    """
    file = Path(path)
    if not file.exists():
        if raise_not_found:
            raise OSError(f"{path} Not Found")
        return None
    if as_base64:
        import base64

        return base64.b64encode(file.read_bytes()).decode()
    return file.read_text(encoding="utf-8")


def get_file_items(
    path: str | os.PathLike[str], raise_not_found: bool = False, ignore_empty_lines: bool = True
) -> list[str]:
    """Return a file's lines, without comments; empty when it is missing."""
    lines = (read_file(path, raise_not_found) or "").splitlines()
    kept = [line.strip() for line in lines if not line.strip().startswith("#")]
    return [line for line in kept if line] if ignore_empty_lines else kept


def get_file_json(path: str | os.PathLike[str]) -> Any:
    """Return the value of a JSON file."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def safe_file_name(name: str) -> str:
    """Return a name under which a file may be kept: no folders, no control characters, not hidden, not too long.

    Raises:
        ValidationError: nothing is left of it.
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    text = re.sub(r'[\x00-\x1f\x7f<>:"|?*#%]', "_", text).strip().strip(".").strip()
    stem, dot, extension = text.rpartition(".")
    if not dot:
        stem, extension = extension, ""
    room = MAX_NAME_BYTES - len(f"{dot}{extension}".encode())
    stem = stem.encode()[: max(room, 1)].decode("utf-8", "ignore")
    if not stem.strip(" ._"):
        raise ValidationError(_("{0} is not a possible file name.").format(name[:60]))
    return f"{stem}{dot}{extension}"


def safe_join(folder: str | os.PathLike[str], *parts: str) -> Path:
    """Return a path inside a folder, links followed.

    Raises:
        ValidationError: it lies outside.
    """
    base = Path(folder).resolve()
    if any("\x00" in part for part in parts):
        raise ValidationError(_("The path is not allowed."))
    path = base.joinpath(*parts).resolve()
    if path != base and base not in path.parents:
        raise ValidationError(_("The path is not allowed."))
    return path


def human_size(size_bytes: float) -> str:
    """Return a size in bytes as people say it: ``1.5 MB``."""
    for unit in ("B", "KB", "MB", "GB"):
        if size_bytes < 1024 or unit == "GB":
            return f"{size_bytes:.0f} {unit}" if unit == "B" else f"{size_bytes:.1f} {unit}"
        size_bytes /= 1024
    raise AssertionError("unreachable")
