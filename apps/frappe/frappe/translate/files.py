"""Texts of an app in its files: ``translations/<lang>.csv``, and ``locale/<lang>.po`` where an app brings it."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

Messages = dict[str, str]

_lock = threading.Lock()
_read: dict[Path, tuple[int, Messages]] = {}


def message_key(text: str, context: str | None = None) -> str:
    """Return the key of a text: itself, followed by its context where it has one."""
    return f"{text.strip()}:{context.strip()}" if context and context.strip() else text.strip()


def app_messages(app_path: Path, lang: str) -> Messages:
    """Return an app's texts in a language; csv rows come before those of a catalogue."""
    names = dict.fromkeys((lang, lang.replace("-", "_")))
    out: Messages = {}
    for name in names:
        out.update(_cached(app_path / "locale" / f"{name}.po"))
    for name in names:
        out.update(_cached(app_path / "translations" / f"{name}.csv"))
    return out


def _cached(path: Path) -> Messages:
    """Read a file again only when it has changed."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return {}
    with _lock:
        known = _read.get(path)
        if known is None or known[0] != changed:
            known = (changed, read_csv(path) if path.suffix == ".csv" else read_po(path))
            _read[path] = known
        return known[1]


def read_csv(path: Path) -> Messages:
    """Return the rows ``source, translation[, context]`` of a file by their key."""
    out: Messages = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            if len(row) >= 2 and row[0].strip() and row[1].strip():
                out[message_key(row[0], row[2] if len(row) > 2 else None)] = row[1].strip()
    return out


def write_csv(path: Path, rows: Iterable[tuple[str, str, str]]) -> None:
    """Write rows of source, translation and context, in the order of the sources."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".tmp")
    with scratch.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for source, translation, context in sorted(rows, key=lambda row: (row[0].lower(), row[0], row[2])):
            writer.writerow((source, translation, context) if context else (source, translation))
    scratch.replace(path)


def read_po(path: Path) -> Messages:
    """Return the translated texts of a gettext catalogue by their key."""
    from babel.messages.pofile import read_po as babel_read  # only for apps that bring one

    with path.open("rb") as file:
        catalogue = babel_read(file)
    out: Messages = {}
    for message in catalogue:
        source = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        target = message.string[0] if isinstance(message.string, (list, tuple)) else message.string
        if source and target and not message.fuzzy:
            out[message_key(source, message.context)] = target
    return out


def merge(*layers: Mapping[str, str]) -> Messages:
    """Return texts of several sources, later ones before earlier ones."""
    out: Messages = {}
    for layer in layers:
        out.update(layer)
    return out
