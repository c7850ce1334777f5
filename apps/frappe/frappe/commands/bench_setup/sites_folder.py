"""``sites/`` and the other folders of a bench, made from ``bench_config.json``; what is there is never overwritten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .layout import Bench, write_whole
from .progress import SetupError

# The keys of bench_config.json (docs: design of the bench) and what each must be.
KNOWN: Mapping[str, Any] = {
    "apps": list, "default_site": str, "host": str, "webserver_port": int, "socketio_port": int,
    "web": {"workers": int, "threads": int},
    "jobs": {"threads": int, "timeouts": {"short": int, "default": int, "long": int}},
    "scheduler": bool, "log_level": str,
    "new_site": {"db_type": str, "language": str, "country": str, "currency": str, "time_zone": str},
}  # fmt: skip
FOLDERS = ("sites", "logs", "config/pids")
# Files at the root that the genuine bench tool looks for, and what they are made from.
GENERATED = {"Procfile": "config/Procfile", "patches.txt": "config/bench_patches.txt"}


def prepare(bench: Bench) -> None:
    """Make the folders and the two files of ``sites/`` that are missing."""
    for name in FOLDERS:
        (bench.root / name).mkdir(parents=True, exist_ok=True)
    values = bench.config()
    problems = check(values)
    if problems:
        raise SetupError("bench_config.json: " + " ".join(problems))
    if not (bench.sites / "apps.txt").exists():
        write_whole(bench.sites / "apps.txt", "\n".join(values["apps"]) + "\n")
    _write_common(bench, values)
    for name, source in GENERATED.items():
        target, origin = bench.root / name, bench.root / source
        if not target.exists() and origin.exists():
            target.unlink(missing_ok=True)
            target.symlink_to(source)


def is_ready(bench: Bench) -> bool:
    """Tell whether the folders and files are there; a changed bench_config.json is looked at again."""
    common = bench.sites / "common_site_config.json"
    config = bench.root / "bench_config.json"
    return (
        all((bench.root / name).is_dir() for name in FOLDERS)
        and (bench.sites / "apps.txt").exists()
        and common.exists()
        and all((bench.root / name).exists() for name, source in GENERATED.items() if (bench.root / source).exists())
        and config.exists()
        and config.stat().st_mtime <= common.stat().st_mtime
    )


def check(values: Mapping[str, Any], known: Mapping[str, Any] = KNOWN, path: str = "") -> list[str]:
    """Return what is wrong with the configuration: unknown keys, values of another kind."""
    problems = []
    for key, value in values.items():
        where = f"{path}{key}"
        if key not in known:
            problems.append(f"The key {where} is not known; known are: {', '.join(known)}.")
        elif isinstance(known[key], Mapping):
            if isinstance(value, Mapping):
                problems += check(value, known[key], f"{where}.")
            else:
                problems.append(f"{where} must be an object.")
        elif not isinstance(value, known[key]) or (known[key] is int and isinstance(value, bool)):
            problems.append(f"{where} must be of type {known[key].__name__}.")
    return problems


def _write_common(bench: Bench, values: Mapping[str, Any]) -> None:
    """Add the keys that ``sites/common_site_config.json`` does not have."""
    path = bench.sites / "common_site_config.json"
    try:
        present = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except ValueError as error:
        raise SetupError(f"{path} is not valid JSON: {error}. Correct it or remove it.") from None
    wanted = {key: value for key, value in values.items() if key != "apps"} | {"serve_default_site": True}
    missing = {key: value for key, value in wanted.items() if key not in present}
    config = bench.root / "bench_config.json"
    if missing:
        write_whole(path, json.dumps({**present, **missing}, indent=1, sort_keys=True) + "\n", 0o600)
    elif config.stat().st_mtime > path.stat().st_mtime:
        path.touch()  # looked at: nothing to add
