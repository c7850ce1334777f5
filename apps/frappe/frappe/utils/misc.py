"""Small helpers without a better home."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from typing import Any


def create_batch(iterable: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of at most ``size`` items."""
    batch: list[Any] = []
    for value in iterable:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def get_table_name(table_name: str, wrap_in_backticks: bool = False) -> str:
    name = f"tab{table_name}" if not table_name.startswith("__") else table_name
    return f"`{name}`" if wrap_in_backticks else name


def execute_in_shell(cmd: list[str], *, timeout_s: float = 600) -> tuple[int, bytes, bytes]:
    """Run a program with an argument list; return exit code, output and error output."""
    done = subprocess.run(cmd, capture_output=True, timeout=timeout_s, check=False)
    return done.returncode, done.stdout, done.stderr
