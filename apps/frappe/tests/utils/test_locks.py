"""Locks between processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from frappe.utils.file_lock import LockTimeoutError, locked_file


def test_a_held_lock_refuses_others_and_is_free_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "a.lock"

    with locked_file(path), pytest.raises(LockTimeoutError), locked_file(path, timeout_s=0.1):
        pass
    with locked_file(path, timeout_s=0):
        pass
