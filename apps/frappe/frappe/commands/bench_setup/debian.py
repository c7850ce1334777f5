"""Debian packages that the tests need: listed and installed by root, without starting any service."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .layout import Bench
from .progress import run, say, step

# Package and the program that shows it is there (it may have come in another way).
PACKAGES: dict[str, str | None] = {
    "mariadb-server-core": "mariadbd", "mariadb-client": "mariadb-dump", "gcc": "gcc", "python3-dev": None,
    "libmariadb-dev": "mariadb_config", "redis-server": "redis-server", "chromium": "chromium",
    "libpango-1.0-0": None, "libpangoft2-1.0-0": None, "libharfbuzz-subset0": None, "fonts-wqy-microhei": None,
}  # fmt: skip
POLICY = Path("/usr/sbin/policy-rc.d")
WAY_OUT = "Install them by hand, or leave them out with --no-packages (what needs them is then skipped)."


def missing() -> list[str]:
    """Return the packages that are not there."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    return [
        name
        for name, program in PACKAGES.items()
        if not (program and shutil.which(program, path=path)) and not _is_installed(name)
    ]


def _is_installed(package: str) -> bool:
    try:
        found = subprocess.run(["dpkg-query", "-W", "-f=${Status}", package], capture_output=True, text=True)
    except OSError:
        return False
    return found.stdout.strip() == "install ok installed"


def install_missing(bench: Bench) -> None:
    """Install what is missing where that is possible; otherwise say what would have been."""
    wanted = missing()
    if not wanted:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        say(f"  Not installed, and only root on Debian could: {' '.join(wanted)}. What needs them is skipped.")
        return
    with step(f"Installing Debian packages: {' '.join(wanted)}"), _no_services():
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-q"], log=bench.log, way_out=WAY_OUT, env=env)
        command: Sequence[str] = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *wanted]
        run(command, log=bench.log, way_out=WAY_OUT, env=env)


@contextmanager
def _no_services() -> Generator[None]:
    """Keep package scripts from starting services: this machine only runs them inside the tests."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
