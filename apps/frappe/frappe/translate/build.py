"""Write an app's translation file, and tell what a language lacks: for ``build-message-files`` and the checks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from frappe.translate.extract import Message, collect, find_broken, find_missing, find_unused
from frappe.translate.files import Messages, app_messages, merge, write_csv

RECORD_FOLDERS = ("fixtures/*.json", "setup/records/*.json")


@dataclass(frozen=True)
class Completeness:
    """How complete a language is: texts in all, those without translation, translations that nothing uses or fits."""

    total: int
    missing: tuple[Message, ...]
    unused: tuple[str, ...]
    broken: tuple[str, ...]


def app_texts(app_path: Path, *more: Path) -> list[Message]:
    """Return the texts of an app's package, and of further folders whose texts it carries (the desk's source)."""
    found: dict[str, Message] = {}
    for folder in (app_path, *more):
        if folder.is_dir():
            for message in (*collect(folder, relative_to=folder.parent), *translated_names(folder)):
                found.setdefault(message.key, message)
    return list(found.values())


def translated_names(app_path: Path) -> list[Message]:
    """Return the names of an app's records whose DocTypes ask for translated names (``translated_doctype``)."""
    definitions = [json.loads(path.read_text(encoding="utf-8")) for path in app_path.glob("*/doctype/*/*.json")]
    doctypes = {one.get("name") for one in definitions if isinstance(one, dict) and one.get("translated_doctype")}
    return [
        Message(record["name"], path=path.relative_to(app_path.parent).as_posix())
        for folder in RECORD_FOLDERS
        for path in sorted(app_path.glob(folder))
        for record in json.loads(path.read_text(encoding="utf-8"))
        if record.get("doctype") in doctypes and re.search(r"[a-z]{2}", str(record.get("name")))
    ]


def check_completeness(app_path: Path, lang: str, *more: Path, below: Messages | None = None) -> Completeness:
    """Return what a language of an app lacks; ``below`` are texts of the apps under it, which it may rely on."""
    texts = app_texts(app_path, *more)
    own = app_messages(app_path, lang)
    known = merge(below or {}, own)
    return Completeness(
        len(texts), tuple(find_missing(texts, known)), tuple(find_unused(texts, own)), tuple(find_broken(texts, known))
    )


def build_message_file(app_path: Path, lang: str, *more: Path, below: Messages | None = None) -> Path:
    """Write ``translations/<lang>.csv`` with every text of an app; new ones have no translation yet.

    Texts that the apps below translate are left out. What nothing uses any more is kept: other code may ask for it.
    """
    texts = app_texts(app_path, *more)
    own = app_messages(app_path, lang)
    rows: dict[str, tuple[str, str, str]] = {}
    for message in texts:
        if message.key in own or not find_missing([message], below or {}):
            continue
        rows[message.key] = (message.text, "", message.context)
    contexts = {message.key: message for message in texts}
    for key, target in own.items():
        found = contexts.get(key)
        rows[key] = (found.text, target, found.context) if found else (key, target, "")
    path = app_path / "translations" / f"{lang}.csv"
    write_csv(path, rows.values())
    return path
