"""What starting costs: second start to first answer, ``import frappe``, memory after the first list and form.

Run by ``./bench benchmark start``; each figure is the median of five. ``--write`` puts the table into
docs/benchmarks.md. Nothing else should run on the machine meanwhile.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import http.client
import json
import os
import platform
import re
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
RUNS = 5
BARS = {"start": 1.5, "import": 100.0, "memory": 150.0}
LIMIT_S = 60.0
BUSY = 0.75  # load a core above which times say nothing


def main() -> int:
    """Measure, print the table and, when asked for, write it."""
    parser = argparse.ArgumentParser(prog="./bench benchmark start", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    options = parser.parse_args()
    busy = os.getloadavg()[0] > BUSY * (os.cpu_count() or 1)
    if busy:
        print(
            f"Other programs use this machine (load {os.getloadavg()[0]:.1f}): times will be too long.", file=sys.stderr
        )
    with temporary_bench() as bench:
        port, password = free_port(), secrets.token_urlsafe(12)
        with started(bench, port, password):
            pass  # the first start makes the site
        starts, sizes = [], []
        for _run in range(RUNS):
            with started(bench, port, password) as (seconds, parent):
                starts.append(seconds)
                use_desk(port, password)
                sizes.append(proportional_mb(parent))
    imports = [import_ms() for _run in range(RUNS)]
    rows = [
        ("second `./bench start` to its first answer", f"{statistics.median(starts):.2f} s", f"{BARS['start']} s"),
        ("`import frappe` over a bare interpreter", f"{statistics.median(imports):.0f} ms", f"{BARS['import']:.0f} ms"),
        ("memory (PSS) of parent and worker after the first list and form", f"{statistics.median(sizes):.0f} MB",
         f"{BARS['memory']:.0f} MB"),
    ]  # fmt: skip
    text = table(rows)
    print(text)
    if options.write and busy:
        print("Nothing was written. Measure again when the machine is quiet.", file=sys.stderr)
        return 1
    if options.write:
        write(text, "start", "Starting")
    return 0


@contextlib.contextmanager
def temporary_bench() -> Iterator[Path]:
    """Give a bench of this checkout's code with no site, on the same environment."""
    with tempfile.TemporaryDirectory(prefix="bench-start-") as name:
        bench = Path(name)
        for part in ("apps", "config", "requirements"):
            shutil.copytree(BENCH / part, bench / part, symlinks=True, ignore=shutil.ignore_patterns("pids", "tests"))
        for part in ("bench", "bench_config.json"):
            shutil.copy(BENCH / part, bench / part)
        (bench / "env").symlink_to(BENCH / "env", target_is_directory=True)
        yield bench


@contextlib.contextmanager
def started(bench: Path, port: int, password: str) -> Iterator[tuple[float, int]]:
    """Start the bench; give the seconds until its first answer and the parent's process id."""
    began = time.perf_counter()
    environment = {**os.environ, "FRAPPE_ADMIN_PASSWORD": password}
    command = [str(bench / "bench"), "start", "--empty", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for_answer(process, port)
        yield time.perf_counter() - began, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=LIMIT_S)


def wait_for_answer(process: subprocess.Popen[bytes], port: int) -> None:
    """Ask until the server answers."""
    deadline = time.monotonic() + LIMIT_S
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
        try:
            connection.request("GET", "/api/method/ping")
            if connection.getresponse().status == 200:
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("The bench did not start.") from None
            time.sleep(0.005)
        finally:
            connection.close()


def use_desk(port: int, password: str) -> None:
    """Sign in, show a list and open a form, as the desk asks for them."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
    body = json.dumps({"usr": "Administrator", "pwd": password})
    connection.request("POST", "/api/method/login", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    cookie = "; ".join(value.partition(";")[0] for value in answer.msg.get_all("Set-Cookie") or ())
    for path in (
        "/desk",
        "/api/resource/User?limit=20",
        "/api/method/frappe.desk.form.load.getdoctype?doctype=User",
        "/api/method/frappe.desk.form.load.getdoc?doctype=User&name=Administrator",
    ):
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status >= 400 and path != "/desk":
            raise SystemExit(f"{path} answered {answer.status}.")
    connection.close()


def proportional_mb(parent: int) -> float:
    """Return the proportional set size of a process and its children in MB."""
    total = 0
    for process in (parent, *children(parent)):
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        total += int(found.group(1)) if found else 0
    return total / 1024


def children(parent: int) -> list[int]:
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="utf-8")
    return [int(word) for word in text.split()]


def import_ms() -> float:
    """Return how much longer an interpreter takes that imports frappe."""
    return (seconds_of("import frappe") - seconds_of("pass")) * 1000


def seconds_of(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def table(rows: list[tuple[str, str, str]]) -> str:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {datetime.date.today().isoformat()}"
    lines = ["| what | measured | bar |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    return f"Median of {RUNS} on {machine}; `./bench benchmark start`.\n\n" + "\n".join(lines) + "\n"


def write(text: str, mark: str, heading: str) -> None:
    """Put a table between its marks in docs/benchmarks.md; a new one gets a heading."""
    path = BENCH / "docs" / "benchmarks.md"
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    block = f"{begin}\n{text}{end}"
    if begin in before:
        after = re.sub(f"{begin}.*?{end}", lambda _found: block, before, flags=re.DOTALL)
    else:
        after = f"{before.rstrip()}\n\n## {heading}\n\n{block}\n"
    path.write_text(after, encoding="utf-8")
    print(f"Written to {path}.")


if __name__ == "__main__":
    sys.exit(main())
