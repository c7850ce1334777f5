"""A bench's ``sites`` folder as working directory, and the command line called in this process."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from commands.benches import PASSWORD
from frappe.context import local
from frappe.modules.apps import forget_apps
from frappe.sites import close_connections
from frappe.utils.bench_helper import main


@dataclass
class Result:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Bench = Callable[..., Result]

# These make benches of their own on SQLite: a second run for another database would be the same run.
collect_ignore = (
    ["test_apps.py", "test_assets.py", "test_bench_setup.py", "test_genuine_bench.py", "test_running_commands.py",
     "test_start.py"]
    if os.environ.get("BENCH_TEST_DB") == "mariadb"
    else []
)  # fmt: skip


@pytest.fixture
def bench(framework_site: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Bench]:
    """Call ``bench`` on the framework's site; what it commits is taken back for the next test."""
    framework_site.make()
    monkeypatch.chdir(framework_site.folder)
    monkeypatch.delenv("FRAPPE_SITE", raising=False)
    monkeypatch.setenv("BENCH_CALLED_FROM", str(framework_site.folder.parent))
    forget_apps()  # another test may have asked in another working directory
    kept = {path.name for path in framework_site.folder.iterdir()}

    def call(*words: str, site: str | None = framework_site.name) -> Result:
        code = _exit_code(["frappe", *(["--site", site] if site else []), *words])
        said = capfd.readouterr()
        return Result(code, said.out, said.err)

    try:
        yield call
    finally:
        framework_site.is_fresh = False
        local.__dict__.clear()
        forget_apps()
        close_connections(framework_site.path)  # known by a path that is relative to this working directory
        for path in framework_site.folder.iterdir():
            if path.name not in kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        (framework_site.folder / "common_site_config.json").write_text("{}")


def _exit_code(words: list[str]) -> int:
    try:
        return main(words)
    except SystemExit as ended:
        sys.stdout.flush()
        return int(ended.code or 0)


@pytest.fixture
def site_folder(framework_site: Any) -> Path:
    found: Path = framework_site.path
    return found


@pytest.fixture
def database_options(framework_site: Any) -> list[str]:
    """Return what new-site needs for the database under test."""
    if os.environ.get("BENCH_TEST_DB") != "mariadb":
        return ["--db-type", "sqlite", "--admin-password", PASSWORD]
    import servers

    name = f"t{os.getpid()}_commands"
    return ["--db-type", "mariadb", "--db-socket", servers.mariadb_socket(), "--db-name", name,
            "--admin-password", PASSWORD]  # fmt: skip
