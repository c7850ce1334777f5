"""The translatable texts of an app's code and records, and those that a language lacks. Pure: reads text, not the site.

Python's ``_()`` and ``_lt()``, ``__()`` of the desk and of form scripts, ``_()`` of templates, and the texts of records
in JSON (`records`). ``collect`` walks an app; ``find_missing`` compares with what is translated.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frappe.translate.files import message_key
from frappe.translate.records import record_texts

SKIPPED = frozenset(
    (
        "node_modules",
        "tests",
        "__pycache__",
        ".git",
        "dist",
        "translations",
        "locale",
        "desk_build",
        "patches",
        "coverage",
    )
)
_FUNCTIONS = frozenset(("_", "_lt"))


@dataclass(frozen=True)
class Message:
    """One text to translate and where it stands."""

    text: str
    context: str = ""
    path: str = ""
    line: int = 0

    @property
    def key(self) -> str:
        return message_key(self.text, self.context)


class ExtractionError(ValueError):
    """A text cannot be collected: the code builds it."""


def collect(folder: Path, *, relative_to: Path | None = None) -> list[Message]:
    """Return the texts of all files under a folder, each key once, in the order of paths.

    Raises:
        ExtractionError: code passes a built text to ``_()``; the text names the place.
    """
    base = relative_to or folder
    found: dict[str, Message] = {}
    for path in _files(folder):
        name = path.relative_to(base).as_posix()
        for message in _READERS[path.suffix](path.read_text(encoding="utf-8"), name):
            if is_translatable(message.text):
                found.setdefault(message.key, message)
    return list(found.values())


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name not in SKIPPED and path.name != "public" and not path.name.startswith("."):
                yield from _files(path)
            elif path.name == "public":
                yield from _files_of_public(path)
        elif path.suffix in _READERS and not _is_test(path):
            yield path


def _files_of_public(folder: Path) -> Iterator[Path]:
    scripts = folder / "js"
    if scripts.is_dir():
        yield from _files(scripts)


def _is_test(path: Path) -> bool:
    return (
        path.name.startswith("test_") or ".test." in path.name or ".spec." in path.name or path.name.endswith(".d.ts")
    )


def is_translatable(text: str) -> bool:
    """Tell whether a text has letters: numbers, marks and placeholders alone need no translation."""
    plain = re.sub(r"\{[^}]*\}|<[^>]*>|&\w+;", "", text)
    return any(char.isalpha() for char in plain)


# -- Python


def python_messages(source: str, path: str = "") -> list[Message]:
    """Return the texts of ``_()`` and ``_lt()`` in Python code."""
    return [
        Message(text, _context(node), path, node.lineno)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and node.args and _is_translation(node.func)
        for text in _texts(node.args[0], path)
    ]


def _is_translation(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr in _FUNCTIONS and isinstance(function.value, ast.Name) and function.value.id == "frappe"
    return isinstance(function, ast.Name) and function.id in _FUNCTIONS


def _texts(node: ast.expr, path: str) -> list[str]:
    if isinstance(node, ast.Constant):
        return [node.value.strip()] if isinstance(node.value, str) and node.value.strip() else []
    if isinstance(node, ast.IfExp):
        return _texts(node.body, path) + _texts(node.orelse, path)
    if isinstance(node, ast.BoolOp):
        return [text for part in node.values for text in _texts(part, path)]
    if isinstance(node, ast.JoinedStr):
        raise ExtractionError(f"{path}:{node.lineno}: an f-string cannot be translated; use placeholders and format().")
    return []


def _context(call: ast.Call) -> str:
    given = [keyword.value for keyword in call.keywords if keyword.arg == "context"] or call.args[2:3]
    return str(given[0].value) if given and isinstance(given[0], ast.Constant) and given[0].value else ""


# -- TypeScript, Vue, JavaScript, templates

_STRING = re.compile(r"""\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`)""")
_DESK_CALL = re.compile(r"(?<![\w.$])__\(")
_TEMPLATE_CALL = re.compile(r"(?<![\w.$])_\(")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}


def desk_messages(source: str, path: str = "") -> list[Message]:
    """Return the texts of ``__(text, replace, context)``."""
    return list(_calls(source, path, _DESK_CALL))


def template_messages(source: str, path: str = "") -> list[Message]:
    """Return the texts of ``_()`` and ``__()`` in templates."""
    return [*_calls(source, path, _TEMPLATE_CALL), *_calls(source, path, _DESK_CALL)]


def _calls(source: str, path: str, pattern: re.Pattern[str]) -> Iterator[Message]:
    for match in pattern.finditer(source):
        text, end = _literal(source, match.end())
        line = source.count("\n", 0, match.start()) + 1
        if text is not None and text.strip():
            yield Message(text.strip(), _third_argument(source, end), path, line)
        elif text is None and source[match.end() : match.end() + 1] == "`":
            raise ExtractionError(f"{path}:{line}: a template string with values cannot be translated; use {{0}}.")


def _literal(source: str, start: int) -> tuple[str | None, int]:
    """Return the text of a string literal, several joined by ``+`` as one, and where it ends."""
    parts, at = [], start
    while match := _STRING.match(source, at):
        raw = match.group(1)
        if raw[0] == "`" and "${" in raw:
            return None, at
        parts.append(re.sub(r"\\([\s\S])", lambda found: _ESCAPES.get(found.group(1), found.group(1)), raw[1:-1]))
        at = match.end()
        joint = re.compile(r"\s*\+(?=\s*['\"`])").match(source, at)
        if not joint:
            break
        at = joint.end()
    return ("".join(parts), at) if parts else (None, start)


def _third_argument(source: str, start: int) -> str:
    """Return the context: a string literal after two commas of the call."""
    depth, commas, at = 0, 0, start
    while at < len(source) and at < start + 2000:
        char = source[at]
        if char in "\"'`":
            text, end = _literal(source, at)
            if commas == 2 and depth == 0:
                return text or ""
            at = max(end, at + 1)
            continue
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth < 0:
                return ""
        elif char == "," and depth == 0:
            commas += 1
        at += 1
    return ""


# -- records


def json_messages(source: str, path: str = "") -> list[Message]:
    """Return the texts of a file with one record, a list of them, or lists by DocType; other JSON has none."""
    try:
        content = json.loads(source)
    except ValueError:
        return []
    records = content if isinstance(content, list) else _grouped(content) or [content]
    return [
        Message(text, context, path)
        for record in records
        if isinstance(record, dict)
        for text, context in record_texts(record)
    ]


def _grouped(content: Any) -> list[dict[str, Any]]:
    """Return the records of a file that lists them by DocType, as the seed does; none for other files."""
    if not isinstance(content, dict) or not all(isinstance(rows, list) for rows in content.values()):
        return []
    return [{"doctype": doctype, **row} for doctype, rows in content.items() for row in rows if isinstance(row, dict)]


def module_messages(source: str, path: str = "") -> list[Message]:
    """Return the names of an app's modules, one a line of ``modules.txt``."""
    if not path.endswith("modules.txt"):
        return []
    return [
        Message(line.strip(), "", path, number) for number, line in enumerate(source.splitlines(), 1) if line.strip()
    ]


_READERS: dict[str, Callable[[str, str], Iterable[Message]]] = {
    ".py": python_messages,
    ".json": json_messages,
    ".txt": module_messages,
    ".html": template_messages,
    ".md": template_messages,
    **dict.fromkeys((".js", ".ts", ".vue"), desk_messages),
}


# -- what a language lacks


def find_missing(messages: Iterable[Message], translations: Mapping[str, str]) -> list[Message]:
    """Return the texts without a translation; one with a context may use that of the plain text."""
    return [
        message
        for message in messages
        if not translations.get(message.key) and not translations.get(message.text.strip())
    ]


def find_unused(messages: Iterable[Message], translations: Mapping[str, str]) -> list[str]:
    """Return the keys of translations that no text uses."""
    used = {message.key for message in messages} | {message.text.strip() for message in messages}
    return sorted(key for key in translations if key not in used)


def find_broken(messages: Iterable[Message], translations: Mapping[str, str]) -> list[str]:
    """Return what is wrong with translations: a placeholder that the source has not."""
    out = []
    for message in messages:
        target = translations.get(message.key) or translations.get(message.text.strip()) or ""
        unknown = set(re.findall(r"\{[^{}]*\}", target)) - set(re.findall(r"\{[^{}]*\}", message.text))
        if unknown:
            out.append(
                f"{message.path}:{message.line}: {message.text!r} has no placeholder {', '.join(sorted(unknown))}"
            )
    return out
