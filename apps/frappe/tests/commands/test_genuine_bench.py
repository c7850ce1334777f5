"""The genuine ``bench`` program works in this folder for what it calls; it is a tool of the test, no dependency."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import servers
from commands.benches import LIMIT_S, copy_bench, environment, run

PACKAGE = "frappe-bench==5.31.1"
SITE = "genuine.localhost"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the program into an environment of its own."""
    folder = tmp_path_factory.mktemp("genuine") / "env"
    made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True)
    command = [str(folder / "bin" / "pip"), "install", "-q", PACKAGE]
    found = subprocess.run(command, capture_output=True, text=True) if made.returncode == 0 else made
    if found.returncode:
        reason = f"{PACKAGE} cannot be installed: {(found.stderr or found.stdout)[-200:]}"
        (pytest.fail if servers.require_all() else pytest.skip)(reason)
    return folder / "bin" / "bench"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bench on which root may use the program, with a site."""
    folder = copy_bench(tmp_path_factory.mktemp("bench"))
    run(folder, "set-config", "-g", "frappe_user", "root")
    made = run(folder, "new-site", SITE, "--admin-password", "x", "--set-default")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["version"], "frappe 16.0.0"),
        (["--site", SITE, "list-apps"], "frappe 16.0.0"),
        (["new-site", "second.localhost", "--admin-password", "x", "--db-type", "sqlite"], "is ready with: frappe"),
        (["--site", SITE, "migrate"], f"{SITE}: 0 patches ran"),
        (["--site", SITE, "backup"], "-database.sql.gz"),
        (["build", "--app", "frappe"], ""),
        (["--site", SITE, "execute", "frappe.utils.cint", "--args", '["3"]'], "3"),
        (["use", SITE], f"The default site is {SITE}."),
        (["--site", SITE, "set-config", "developer_mode", "1"], "developer_mode is set"),
        (["worker", "--burst"], ""),
    ],
)
def test_a_command_passes_through(program: Path, bench: Path, words: list[str], expected: str) -> None:
    path = f"{bench / 'env' / 'bin'}{os.pathsep}{program.parent}{os.pathsep}{os.environ['PATH']}"
    apps = os.pathsep.join(str(bench / "apps" / name) for name in ("frappe", "crm_suite"))

    found = subprocess.run(
        [str(program), *words], cwd=bench, capture_output=True, text=True, timeout=LIMIT_S, stdin=subprocess.DEVNULL,
        env=environment(FRAPPE_DOCKER_BUILD="1", PATH=path, PYTHONPATH=apps),
    )  # fmt: skip

    assert found.returncode == 0, found.stderr
    assert expected in found.stdout


def test_it_knows_the_framework_commands(bench: Path) -> None:
    code = [str(bench / "env" / "bin" / "python"), "-m", "frappe.utils.bench_helper", "get-frappe-commands"]

    found = subprocess.run(code, cwd=bench / "sites", capture_output=True, text=True)

    assert {"migrate", "serve", "worker", "schedule", "new-site", "make-app"} <= set(json.loads(found.stdout))
