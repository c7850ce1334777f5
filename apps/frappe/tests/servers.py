"""Private servers for tests: MariaDB and Redis on sockets in a temporary folder, started when first asked for.

The first process starts a server and passes its socket on in the environment, so that the workers of pytest-xdist
and child processes use the same one; the process that started it stops it when it ends.
"""

from __future__ import annotations

import atexit
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

MARIADB_VARIABLE = "BENCH_TEST_MARIADB_SOCKET"
REDIS_VARIABLE = "BENCH_TEST_REDIS_SOCKET"
START_LIMIT_S = 30.0


class ServerMissing(RuntimeError):
    """A program that the tests need is not installed."""


def require_all() -> bool:
    """Tell whether a missing part is a failure, not a skip."""
    return os.environ.get("BENCH_REQUIRE_ALL") == "1"


def mariadb_missing() -> str | None:
    """Return why MariaDB tests cannot run, or None."""
    for program in ("mariadbd", "mariadb-install-db"):
        if _program(program) is None:
            return f"{program} is not installed (Debian: mariadb-server-core mariadb-client)"
    try:
        import mariadb  # noqa: F401  only in the production lock
    except ImportError:
        return "the mariadb connector is not installed (requirements/production.txt)"
    return None


def redis_missing() -> str | None:
    """Return why Redis tests cannot run, or None."""
    return None if _program("redis-server") else "redis-server is not installed (Debian: redis-server)"


def mariadb_socket() -> str:
    """Return the socket of the tests' MariaDB server, started when none is running. User ``root``, no password."""
    return _shared(MARIADB_VARIABLE, _start_mariadb)


def redis_socket() -> str:
    """Return the socket of the tests' Redis server, started when none is running."""
    return _shared(REDIS_VARIABLE, _start_redis)


def redis_url() -> str:
    return f"unix://{redis_socket()}"


def _shared(variable: str, start: object) -> str:
    known = os.environ.get(variable)
    if known and _answers(known):
        return known
    path = start()  # type: ignore[operator]
    os.environ[variable] = path
    return str(path)


def _start_mariadb() -> str:
    missing = mariadb_missing()
    if missing:
        raise ServerMissing(missing)
    folder = Path(tempfile.mkdtemp(prefix="bench-mariadb-"))
    data, path, scratch = folder / "data", folder / "mariadb.sock", folder / "tmp"
    scratch.mkdir()  # of its own: a server that starts removes the temporary tables it finds
    user = getpass.getuser()
    subprocess.run(
        [
            _program("mariadb-install-db") or "mariadb-install-db",
            "--no-defaults",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            f"--user={user}",
            f"--datadir={data}",
            f"--tmpdir={scratch}",
        ],
        check=True,
        capture_output=True,
    )
    server = _run(
        [
            _program("mariadbd") or "mariadbd",
            "--no-defaults",
            f"--user={user}",
            f"--datadir={data}",
            f"--socket={path}",
            f"--tmpdir={scratch}",
            f"--pid-file={folder / 'mariadb.pid'}",
            "--skip-networking",
            "--innodb-buffer-pool-size=64M",
            "--innodb-flush-log-at-trx-commit=2",
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_unicode_ci",
        ],
        folder,
    )
    return _started(server, folder, path)


def _start_redis() -> str:
    missing = redis_missing()
    if missing:
        raise ServerMissing(missing)
    folder = Path(tempfile.mkdtemp(prefix="bench-redis-"))
    path = folder / "redis.sock"
    server = _run(
        [
            _program("redis-server") or "redis-server",
            "--port",
            "0",
            "--unixsocket",
            str(path),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(folder),
        ],
        folder,
    )
    return _started(server, folder, path)


# The shell waits on a pipe that closes when this process ends, however it ends, and stops the server then.
WATCH = '"$@" & server=$!; read -r _ignored; kill "$server"; wait "$server"'


def _run(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "error.log").open("wb") as log:
        return subprocess.Popen(
            ["sh", "-c", WATCH, "sh", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )


def _started(server: subprocess.Popen[bytes], folder: Path, path: Path) -> str:
    owner = os.getpid()

    def stop() -> None:
        if os.getpid() != owner:  # a forked child also runs exit functions
            return
        if server.stdin is not None:
            server.stdin.close()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    deadline = time.monotonic() + START_LIMIT_S
    while not _answers(str(path)):
        if server.poll() is not None or time.monotonic() > deadline:
            text = (folder / "error.log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{server.args} did not start: {text}")
        time.sleep(0.05)
    return str(path)


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(path)
        except OSError:
            return False
        return True


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/sbin")
