"""``./bench test``: set up what the tests need, run them on SQLite and on MariaDB, then the desk's; sum up."""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from . import debian, desk
from .layout import Bench
from .preparing import prepare as prepare_bench
from .progress import SetupError, say

DONE, FAILED = 64, 1
KERNEL, CRM, E2E = "apps/frappe/tests", "apps/crm_suite", "apps/frappe/tests/e2e"
DIALECTS = ("sqlite", "mariadb")
NOTHING_COLLECTED = 5  # pytest's exit code
NO_SUCH_TEST = "no test of that name"
DESCRIPTION = """Set up what the tests need and run them on SQLite and on MariaDB, then those of the desk."""
ROOMS = """room: kernel (the framework), crm (the business app), e2e (the desk in a real browser), desk (its own tests),
or a folder of apps/frappe/tests: permissions, workflow, api, ... Without one everything runs."""


@dataclass
class Outcome:
    """How the parts of a run ended."""

    lines: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    ran: int = 0

    def add(self, part: str, result: str, seconds: float = 0.0) -> None:
        took = f" ({seconds:.0f} s)" if seconds else ""
        self.lines.append(f"  {part}: {result}{took}")
        if result.startswith("failed"):
            self.failed.append(part)
        self.ran += result != NO_SUCH_TEST

    def skip(self, part: str, reason: str) -> None:
        """Note a part that could not run; in a full check that is a failure."""
        strict = os.environ.get("BENCH_REQUIRE_ALL") == "1"
        self.add(part, f"failed: {reason}" if strict else f"skipped: {reason}")


def main(bench: Bench, arguments: list[str]) -> int:
    """Run the command and return the exit code for the shell script."""
    options = _parse(bench, arguments)
    prepare(bench, with_packages=not options.no_packages, with_desk=options.room in (None, "desk", "e2e"))
    if options.setup_only:
        say("All that the tests need is there.")
        return DONE
    outcome = Outcome()
    if options.room != "desk":
        _python_tests(bench, options, outcome)
    if options.room in (None, "desk"):
        _desk_tests(bench, options, outcome)
    say("\nTests:\n" + "\n".join(outcome.lines))
    return FAILED if outcome.failed or not outcome.ran else DONE


def _parse(bench: Bench, arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./bench test", description=DESCRIPTION, epilog=ROOMS)
    parser.add_argument("room", nargs="?", help="run one room only (see below)")
    parser.add_argument("-k", metavar="NAME", help="only tests whose name holds NAME")
    parser.add_argument("--db", choices=DIALECTS, help="only on this database")
    parser.add_argument("--long", action="store_true", help="also the long tests (an hour and more)")
    parser.add_argument("--no-packages", action="store_true", help="install no Debian packages")
    parser.add_argument("--setup-only", action="store_true", help="make what the tests need and stop")
    options = parser.parse_args(arguments)
    if options.room not in (None, "desk") and not _folders(bench, options.room):
        known = sorted(path.name for path in (bench.root / KERNEL).iterdir() if any(path.glob("test_*.py")))
        raise SetupError(f"There is no room {options.room}. Choose one of: kernel, crm, e2e, desk, {', '.join(known)}.")
    return options


def prepare(bench: Bench, *, with_packages: bool = True, with_desk: bool = True) -> None:
    """Make what the tests need: Debian packages, the development lock, the desk's packages, the built desk."""
    if with_packages:
        debian.install_missing(bench)
    prepare_bench(bench, "dev", with_desk=with_desk)
    if with_desk:
        desk.install_packages(bench)


def _folders(bench: Bench, room: str | None) -> list[str]:
    """Return the folders of a room's tests, relative to the bench."""
    named = {None: [KERNEL, CRM], "kernel": [KERNEL], "crm": [CRM], "e2e": [E2E]}
    wanted = named[room] if room in named else [f"{KERNEL}/{room}", *_crm_room(str(room))]
    return [name for name in wanted if (bench.root / name).exists()]


def _crm_room(room: str) -> Iterable[str]:
    return (f"{CRM}/tests/{room}", f"{CRM}/crm_suite/{room}")


def _python_tests(bench: Bench, options: argparse.Namespace, outcome: Outcome) -> None:
    """Run pytest once for each database; the browser tests once, on SQLite."""
    for dialect in [options.db] if options.db else DIALECTS:
        reason = _cannot_run(bench, dialect)
        if reason:
            outcome.skip(dialect, reason)
            continue
        if options.room != "e2e":
            _pytest(bench, options, outcome, dialect, f"{options.room or 'all'} on {dialect}", [f"--ignore={E2E}"])
    if options.room in (None, "e2e") and options.db != "mariadb" and (bench.root / E2E).exists():
        _pytest(bench, options, outcome, "sqlite", "desk in the browser", [], folders=[E2E], workers=1)


def _cannot_run(bench: Bench, dialect: str) -> str:
    if dialect == "sqlite":
        return ""
    code = "import sys; sys.path.insert(0, sys.argv[1]); import servers; print(servers.mariadb_missing() or '')"
    command = [str(bench.python), "-c", code, str(bench.root / KERNEL)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _pytest(
    bench: Bench,
    options: argparse.Namespace,
    outcome: Outcome,
    dialect: str,
    part: str,
    more: list[str],
    *,
    folders: list[str] | None = None,
    workers: int = 2,
) -> None:
    command = [str(bench.python), "-m", "pytest", *(folders or _folders(bench, options.room)), *more, "-rfEs"]
    if workers > 1:
        command += ["-n", str(workers), "--dist", "loadfile"]
    if not options.long:
        command += ["-m", "not long"]
    if options.k:
        command += ["-k", options.k]
    _run(bench, command, outcome, part, {"BENCH_TEST_DB": dialect})


def _desk_tests(bench: Bench, options: argparse.Namespace, outcome: Outcome) -> None:
    command = [*desk.npm(bench), "test"]
    if options.k:
        command += ["--", "-t", options.k, "--passWithNoTests"]
    _run(bench, command, outcome, "desk", desk.environment_of(bench), cwd=bench.desk)


def _run(
    bench: Bench,
    command: list[str],
    outcome: Outcome,
    part: str,
    more_environment: dict[str, str],
    *,
    cwd: Path | None = None,
) -> None:
    say(f"\n== {part}")
    began = time.monotonic()
    code = subprocess.run(command, cwd=cwd or bench.root, env={**_environment(bench), **more_environment}).returncode
    results = {0: "passed", NOTHING_COLLECTED: NO_SUCH_TEST}
    outcome.add(part, results.get(code, f"failed (exit code {code})"), time.monotonic() - began)


def _environment(bench: Bench) -> dict[str, str]:
    """Return the environment of the tests; an environment shared by a link runs this checkout's code."""
    values = dict(os.environ)
    values.pop("FRAPPE_SITE", None)
    if bench.env.is_symlink():
        values["PYTHONPATH"] = os.pathsep.join(str(bench.apps / name) for name in bench.app_names())
    return values
