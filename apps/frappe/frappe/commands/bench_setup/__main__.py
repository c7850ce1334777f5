"""Prepare the bench for a command: ``python -m bench_setup <bench> <command> [arguments]``.

Exit code 0: the framework goes on with the command. 64: the command is done. Otherwise: it failed.
With ``--is-ready`` before the command nothing is made: 0 means that all is there, 75 that something is missing.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from . import environment
from .layout import Bench
from .preparing import is_ready, prepare
from .progress import SetupError, say, stop

GO_ON, DONE, NOT_READY = 0, 64, 75
HELP = """./bench start              make the bench where needed, then serve it (options: ./bench start --help)
./bench test [room]        check everything, or one room: kernel, crm, e2e, desk, permissions, ... (--help)
./bench setup [lock]       make the Python environment only: base, production or dev
./bench <command>          any command of the framework
"""


def main(arguments: list[str]) -> int:
    """Make what the command needs and is missing."""
    os.environ.pop("PYTHONPATH", None)
    bench = Bench(Path(arguments[0]))
    command, *rest = arguments[1:] or ["--help"]
    if command == "--is-ready":
        return GO_ON if is_ready(bench, *rest[:1]) else NOT_READY
    try:
        if command == "test":
            from . import checks  # argparse and more: only this command needs them

            return checks.main(bench, rest)
        if command == "setup":
            return _setup(bench, rest)
        if command in ("--help", "-h", "help"):
            say(HELP)
        prepare(bench, with_desk=command == "start" and "--help" not in rest)
    except SetupError as error:
        return stop(error)
    except KeyboardInterrupt:
        say("\nbench: stopped. The next run goes on from here.")
        return 130
    return DONE if command == "help" else GO_ON


def _setup(bench: Bench, rest: list[str]) -> int:
    lock = rest[0] if rest else "base"
    if lock not in environment.LOCKS:
        raise SetupError(f"There is no lock {lock}. Choose one of: {', '.join(environment.LOCKS)}.")
    prepare(bench, lock)
    say(f"The Python environment holds requirements/{environment.lock_of(bench, lock)}.txt and the apps.")
    return DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
