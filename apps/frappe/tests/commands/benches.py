"""Temporary benches of this checkout's code, their servers, and the requests that tests send."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[4]
PASSWORD = "Adm1n-of-Tests!"
LIMIT_S = 90.0
LEFT_OUT = {"pids", "__pycache__", "node_modules"}


def copy_bench(folder: Path) -> Path:
    """Copy what a clone would hold, without the desk's sources, on the environment that runs the tests."""
    for part in ("apps", "config", "requirements"):
        shutil.copytree(CHECKOUT / part, folder / part, symlinks=True, ignore=left_out)
    for part in ("bench", "bench_config.json"):
        shutil.copy(CHECKOUT / part, folder / part)
    (folder / "env").symlink_to(CHECKOUT / "env", target_is_directory=True)
    return folder


def left_out(folder: str, names: list[str]) -> set[str]:
    """Leave out what is made, and the apps' own tests (not ``frappe.tests``, which apps import)."""
    is_app = (Path(folder) / "pyproject.toml").exists()
    return {name for name in names if name in LEFT_OUT or (is_app and name == "tests")}


def environment(**more: str) -> dict[str, str]:
    """Return a person's environment: nothing of the test run."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("FRAPPE_", "BENCH_", "PYTEST", "SITES"))
    }
    return {**kept, **more}


def run(bench: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the bench to its end."""
    return subprocess.run(
        [str(bench / "bench"), *words], env=environment(**more), cwd=bench, capture_output=True, text=True,
        timeout=LIMIT_S, stdin=subprocess.DEVNULL,
    )  # fmt: skip


class Server:
    """A running ``./bench start``."""

    def __init__(self, bench: Path, *words: str, port: int = 0, **more: str) -> None:
        self.bench, self.port = bench, port or free_port()
        self.log = bench / f"server-{self.port}.log"
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [str(bench / "bench"), "start", "--port", str(self.port), *words],
                env=environment(**more), cwd=bench, stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        wait_for(lambda: self.answers() or self.process.poll() is not None)
        assert self.process.poll() is None, self.output

    def answers(self) -> bool:
        try:
            return self.get("/api/method/ping")[0] == 200
        except OSError:
            return False

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        return self.send("GET", path, None, headers)

    def send(
        self, method: str, path: str, body: Any, headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        try:
            content = json.dumps(body) if body is not None else None
            connection.request(method, path, content, {"Content-Type": "application/json", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def children(self) -> list[int]:
        return children(self.process.pid)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=LIMIT_S)

    def kill(self) -> None:
        """End it with all its processes, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=LIMIT_S)


@contextlib.contextmanager
def served(bench: Path, *words: str, port: int = 0, **more: str) -> Iterator[Server]:
    """Start a bench for a block."""
    server = Server(bench, *words, port=port, **more)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


def children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8")
    return [int(word) for word in text.split()]


def is_alive(process: int) -> bool:
    """Tell whether a process runs (one that waits to be collected does not)."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Any) -> None:
    """Ask until a condition holds."""
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
