"""Long work on a command line: batches, progress, programs, files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def create_batch(iterable: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of at most ``size`` values."""
    batch: list[T] = []
    for value in iterable:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def update_progress_bar(txt: str, i: int, l: int, absolute: bool = False) -> None:  # noqa: E741 - upstream's name
    """Draw how far a task is, on a terminal only."""
    if not is_cli():
        return
    done, width = (i + 1) / max(l, 1), 40
    bar = "=" * int(width * done)
    count = f"{i + 1}/{l}" if absolute else f"{int(done * 100)}%"
    print(f"\r{txt[:40]:<40}: [{bar:<{width}}] {count}", end="" if i + 1 < l else "\n", flush=True)


def is_cli() -> bool:
    """Tell whether the process runs on a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def execute_in_shell(
    cmd: list[str] | tuple[str, ...] | str,
    verbose: bool = False,
    low_priority: bool = False,
    check_exit_code: bool = False,
) -> tuple[bytes, bytes]:
    """Run a program and return its error output and output; an argument list reaches no shell.

    Raises:
        CommandFailedError: it ended with an error, and ``check_exit_code``.
    """
    from frappe.exceptions import CommandFailedError

    command = ["nice", "-n", "19", *cmd] if low_priority and not isinstance(cmd, str) else cmd
    done = subprocess.run(command, capture_output=True, check=False, shell=isinstance(cmd, str))
    if verbose:
        print(done.stderr.decode("utf-8", "replace") + done.stdout.decode("utf-8", "replace"))
    if check_exit_code and done.returncode:
        raise CommandFailedError(f"Command ended with {done.returncode}", done.stderr, done.stdout)
    return done.stderr, done.stdout


def touch_file(path: str | os.PathLike[str]) -> str:
    """Make a file, or mark it as changed now; return its path."""
    Path(path).touch()
    return str(path)


def get_table_name(table_name: str, wrap_in_backticks: bool = False) -> str:
    """Return the table of a DocType: ``tabX``; names of internal tables stay."""
    name = table_name if table_name.startswith("__") else f"tab{table_name}"
    return f"`{name}`" if wrap_in_backticks else name
