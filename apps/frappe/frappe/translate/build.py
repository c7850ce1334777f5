"""Write an app's translation file, and tell what a language lacks: for ``build-message-files`` and the checks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from frappe.translate.extract import Message, collect, find_broken, find_missing, find_unused
from frappe.translate.files import Messages, app_messages, merge, write_csv


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
            for message in collect(folder, relative_to=folder.parent):
                found.setdefault(message.key, message)
    return list(found.values())


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
