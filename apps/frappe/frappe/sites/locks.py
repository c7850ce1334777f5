"""Locks between the processes of a site or of the bench, as files under ``locks/``."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from frappe.context import local
from frappe.utils.file_lock import LockTimeoutError as LockTimeoutError
from frappe.utils.file_lock import locked_file


@contextmanager
def filelock(lock_name: str, *, timeout: float = 30, is_global: bool = False) -> Generator[None]:
    """Hold a named lock of the site, or of the whole bench, for a block; a lock of a process that died is free.

    Raises:
        LockTimeoutError: another process holds it for longer than ``timeout`` seconds.
    """
    name = re.sub(r"[^\w.-]", "_", lock_name)
    folder = Path(local.sites_path).parent / "config" if is_global else Path(local.site_path) / "locks"
    with locked_file(folder / f"{name}.lock", timeout_s=timeout):
        yield
