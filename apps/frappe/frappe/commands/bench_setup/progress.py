"""What a person at the terminal sees while the bench is set up, and the log of the programs that are run."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SHOWN_LINES = 15


class SetupError(Exception):
    """The set-up cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(text: str) -> Generator[None]:
    """Announce a step that takes a while, and say how long it took."""
    began = time.monotonic()
    print(f"  {text} ...", flush=True)
    yield
    print(f"    done in {time.monotonic() - began:.1f} s", flush=True)


def run(
    command: Sequence[str | Path],
    *,
    log: Path,
    way_out: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a program with its output in the log.

    Raises:
        SetupError: it failed; the text holds the end of its output and ``way_out``.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [str(word) for word in command]
    with log.open("ab") as output:
        output.write(f"$ {' '.join(words)}\n".encode())
        output.flush()
        began = output.tell()
        try:
            # close_fds=False hands the set-up's lock on: a program that outlives a killed set-up still holds it.
            code = subprocess.run(
                words, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, close_fds=False,
                preexec_fn=_end_with_parent,
            ).returncode  # fmt: skip
        except OSError as error:
            raise SetupError(f"{words[0]} could not be started: {error}.\n{way_out}") from error
    if code != 0:
        text = log.read_bytes()[began:].decode(errors="replace")
        shown = "\n".join("    | " + line for line in text.splitlines()[-SHOWN_LINES:])
        raise SetupError(f"{Path(words[0]).name} failed (exit code {code}):\n{shown}\n{way_out} The whole log: {log}")


def _end_with_parent() -> None:
    """Ask the kernel to end this process when the set-up is killed, so that nobody writes into a half-made folder."""
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG of prctl(2)
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def stop(error: SetupError) -> int:
    """Print why the set-up stopped and return the exit code."""
    print(f"bench: {error}", file=sys.stderr, flush=True)
    return 1
