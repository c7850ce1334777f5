"""The folders of a bench and the fingerprints by which the set-up knows that something changed."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .progress import SetupError, say


class Bench:
    """The paths of one bench."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.env = root / "env"
        self.python = self.env / "bin" / "python"
        self.sites = root / "sites"
        self.apps = root / "apps"
        self.desk = root / "desk"
        self.requirements = root / "requirements"
        self.built_desk = root / "apps" / "frappe" / "frappe" / "public" / "desk"
        self.log = root / "logs" / "setup.log"

    def app_names(self) -> list[str]:
        """Return the bench's apps: ``sites/apps.txt``, before that those of ``bench_config.json``."""
        listed = self.sites / "apps.txt"
        if listed.exists():
            names = [line.strip() for line in listed.read_text(encoding="utf-8").splitlines()]
            return [name for name in names if name and (self.apps / name / "pyproject.toml").exists()]
        return list(self.config()["apps"])

    def config(self) -> dict[str, Any]:
        """Return ``bench_config.json``.

        Raises:
            SetupError: it is missing or not JSON.
        """
        path = self.root / "bench_config.json"
        try:
            values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SetupError(f"{path} is missing. Take it from the repository again.") from None
        except ValueError as error:
            raise SetupError(f"{path} is not valid JSON: {error}.") from None
        return values


def digest(paths: Iterable[Path], *, relative_to: Path | None = None) -> str:
    """Return a fingerprint of files: their names and contents."""
    found = hashlib.sha256()
    for path in paths:
        found.update(str(path.relative_to(relative_to) if relative_to else path.name).encode() + b"\0")
        found.update(path.read_bytes() + b"\0")
    return found.hexdigest()


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file so that nobody ever sees half of it."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    scratch.write_text(text, encoding="utf-8")
    scratch.chmod(mode)
    scratch.replace(path)


@contextmanager
def only_one(bench: Bench) -> Generator[None]:
    """Let one set-up of this bench run at a time; the lock of a process that died is free."""
    folder = bench.root / "config" / "pids"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "setup.lock").open("w") as handle:
        os.set_inheritable(handle.fileno(), True)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  Another ./bench is setting this bench up; waiting for it ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
