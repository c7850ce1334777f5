"""``env/``: the Python environment with one hash-locked requirements file and the bench's apps in it.

A stamp in the environment tells what it holds; nothing is done while that is what is wanted. An environment whose
making was cut short carries a mark and is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from .layout import Bench, digest, write_whole
from .progress import SetupError, run, step

LOCKS = ("base", "production", "dev")  # each holds what stands before it
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
OFFLINE = "Check the connection to the package index (or set PIP_INDEX_URL) and run the same command again."
COMPILER = "The production packages need a compiler: apt install gcc python3-dev libmariadb-dev."


def is_ready(bench: Bench, lock: str) -> bool:
    """Tell whether the environment holds a lock, the apps, and no half-done work."""
    return (
        bench.python.exists() and not _mark(bench).exists() and _stamp(bench) == _wanted(bench, lock) and _linked(bench)
    )


def prepare(bench: Bench, lock: str) -> None:
    """Make the environment, or bring it up to date."""
    if bench.env.is_symlink() and bench.python.exists():
        return  # shared with another checkout, which looks after it
    is_new = _clean(bench)
    mark = _mark(bench)
    if is_new:
        with step("Making the Python environment in env/"):
            _make(bench, mark)
    wanted = _wanted(bench, lock)
    mark.touch()
    try:
        if _stamp(bench).get("packages") != wanted["packages"]:
            _install_packages(bench, wanted["lock"])
        _install_apps(bench)
    except SetupError:
        if not is_new:
            mark.unlink()  # the installer stopped by itself and left what was there before
        raise
    write_whole(_stamp_path(bench), json.dumps(wanted, indent=1) + "\n")
    mark.unlink()


def lock_of(bench: Bench, lock: str) -> str:
    """Return the lock to install: the one asked for, or the larger one that is there already."""
    present = _stamp(bench).get("lock", LOCKS[0])
    return max(lock, present if present in LOCKS else LOCKS[0], key=LOCKS.index)


def _wanted(bench: Bench, lock: str) -> dict[str, Any]:
    chosen = lock_of(bench, lock)
    packages = digest([bench.requirements / f"{chosen}.txt"]) + ("" if _can_build(chosen) else " without mariadb")
    projects = {name: digest([bench.apps / name / "pyproject.toml"]) for name in bench.app_names()}
    return {"lock": chosen, "packages": packages, "apps": projects}


def _can_build(lock: str) -> bool:
    """Tell whether the MariaDB connector can be built; where it cannot, the tests go without MariaDB.

    Production asks for it, so there its absence is an error.
    """
    if lock != "dev":
        return True
    has_headers = Path(sysconfig.get_paths()["include"], "Python.h").exists()
    return has_headers and bool(shutil.which("cc") or shutil.which("gcc")) and bool(shutil.which("mariadb_config"))


def _stamp_path(bench: Bench) -> Path:
    return bench.env / "bench.json"


def _stamp(bench: Bench) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(_stamp_path(bench).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return found


def _mark(bench: Bench) -> Path:
    return bench.env / "unfinished"


def _clean(bench: Bench) -> bool:
    """Take a broken environment away; True when there is none now."""
    if bench.env.exists() and not _mark(bench).exists() and _works(bench.python):
        return False
    if bench.env.is_symlink():
        bench.env.unlink()
    elif bench.env.exists():
        shutil.rmtree(bench.env)
    return True


def note_apps(bench: Bench) -> None:
    """Take over the bench's present apps into the stamp: they were installed one by one."""
    stamp = _stamp(bench)
    if stamp and not bench.env.is_symlink():
        wanted = _wanted(bench, stamp.get("lock", LOCKS[0]))
        write_whole(_stamp_path(bench), json.dumps({**stamp, "apps": wanted["apps"]}, indent=1) + "\n")


def _works(python: Path) -> bool:
    try:
        return subprocess.run([python, "-c", "import sys"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _make(bench: Bench, mark: Path) -> None:
    bench.env.mkdir()
    mark.touch()
    uv, log = _uv(), bench.log
    if uv:
        options = ["--allow-existing", "--no-project", "--quiet"]
        run(
            [uv, "venv", *options, "--python", sys.executable, bench.env], log=log, way_out="Remove env/ and try again."
        )
        return
    plain: list[str | Path] = [sys.executable, "-m", "venv", str(bench.env)]
    if _has_ensurepip() and subprocess.run(plain, capture_output=True).returncode == 0:
        return
    run([*plain, "--without-pip"], log=log, way_out="Debian: apt install python3-venv.")
    _install_pip(bench)


def _uv() -> str | None:
    """Return uv where it works (a shim of a version manager may answer that it has none)."""
    found = shutil.which("uv")
    if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
        return found
    return None


def _has_ensurepip() -> bool:
    return subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True).returncode == 0


def _install_pip(bench: Bench) -> None:
    """Install pip from its own wheel, checked against the pinned hash."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / PIP_WHEEL
        wheel.write_bytes(_download_pip())
        # A wheel is a zip file that Python can run a module from.
        command: list[str | Path] = [bench.python, wheel / "pip", "install", "--no-index", "--quiet", wheel]
        run(command, log=bench.log, way_out="Remove env/ and try again.")


def _download_pip() -> bytes:
    index = os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"
    page = index.rstrip("/") + "/pip/"
    try:
        with urllib.request.urlopen(page, timeout=60) as answer:
            text = answer.read().decode()
        link = re.search(rf'href="([^"]*/{re.escape(PIP_WHEEL)})[#"]', text)
        if link is None:
            raise SetupError(f"{page} does not offer {PIP_WHEEL}. {OFFLINE}")
        with urllib.request.urlopen(urllib.parse.urljoin(page, link.group(1)), timeout=120) as answer:
            content: bytes = answer.read()
    except OSError as error:
        raise SetupError(f"pip could not be downloaded: {error}. {OFFLINE} Or: apt install python3-venv.") from error
    if hashlib.sha256(content).hexdigest() != PIP_SHA256:
        raise SetupError(f"{PIP_WHEEL} from {page} is not the file it should be; it was not used.")
    return content


def installer(bench: Bench) -> list[str]:
    """Return how packages are installed into the environment."""
    uv = _uv()
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", str(bench.python)]
    if subprocess.run([bench.python, "-c", "import pip"], capture_output=True).returncode != 0:
        _install_pip(bench)
    return [str(bench.python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]


def _install_packages(bench: Bench, lock: str) -> None:
    path = bench.requirements / f"{lock}.txt"
    if not _can_build(lock):
        path = _without(path, "mariadb", bench.env / "dev-without-mariadb.txt")
    count = sum("==" in line for line in path.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    with step(f"Installing {count} Python packages (requirements/{path.name})"):
        way_out = OFFLINE if lock == "base" else f"{OFFLINE} {COMPILER}"
        run([*installer(bench), "--require-hashes", "-r", path], log=bench.log, way_out=way_out)


def _without(lock: Path, package: str, target: Path) -> Path:
    """Write a lock without one of its packages."""
    text = lock.read_text(encoding="utf-8")
    # A package's entry is its line and the indented ones after it.
    target.write_text(re.sub(rf"(?m)^{package}==.*\n(?:[ \t].*\n)*", "", text), encoding="utf-8")
    return target


def _install_apps(bench: Bench) -> None:
    """Install the apps editable; those that came later bring their libraries along."""
    own = set(bench.config()["apps"])
    names = bench.app_names()
    with step(f"Installing the apps {', '.join(names)}"):
        for with_libraries in (False, True):
            chosen = [name for name in names if (name not in own) == with_libraries]
            if not chosen:
                continue
            command = [*installer(bench), "--no-build-isolation"]
            command += [] if with_libraries else ["--no-deps"]
            for name in chosen:
                command += ["-e", str(bench.apps / name)]
            run(command, log=bench.log, way_out=OFFLINE)


def _linked(bench: Bench) -> bool:
    """Tell whether the environment runs the code of this folder (it may have been moved or copied)."""
    if bench.env.is_symlink():
        return True
    for path in bench.env.glob("lib/python3*/site-packages/frappe.pth"):
        return path.read_text(encoding="utf-8").strip() == str(bench.apps / "frappe")
    return False
