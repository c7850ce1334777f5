"""An app made by the bench's own ``make-app``, put on the bench of the tests: its files, and what its hooks saw."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import frappe
from frappe.commands.app_folders import write_app
from frappe.context import invalidate
from frappe.modules import paths
from frappe.modules.apps import forget_apps

RECORDER = """
import frappe

calls = []


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)

    def called(*arguments):
        if name == "refuse":
            return False
        if name == "fail":
            raise ValueError("the hook gave up")
        calls.append((name, *arguments))

    return called
"""
RULES = [{"role": "System Manager", "read": 1, "write": 1, "create": 1, "delete": 1}]


class MadeApp:
    """One app in a folder of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.package = write_app(folder, name, title=name.replace("_", " ").title(), with_git=False) / name
        self.module = self.package / name
        (self.package / "recorder.py").write_text(RECORDER)

    @property
    def calls(self) -> list[tuple[Any, ...]]:
        """What the hooks were called with, in order."""
        found: list[tuple[Any, ...]] = importlib.import_module(f"{self.name}.recorder").calls
        return found

    def seen(self) -> str:
        """Return the names of the called hooks and forget them."""
        names = " ".join(call[0] for call in self.calls)
        self.calls.clear()
        return names

    def recorder(self, function: str) -> str:
        return f"{self.name}.recorder.{function}"

    def hook(self, **values: Any) -> None:
        """Add hooks; those already read are read again."""
        lines = "".join(f"{key} = {value!r}\n" for key, value in values.items())
        with (self.package / "hooks.py").open("a") as file:
            file.write(lines)
        forget_modules(f"{self.name}.hooks")
        frappe.clear_cache()

    def doctype(self, name: str, *fieldnames: str, code: str = "", **values: Any) -> Path:
        """Write a DocType with Data fields."""
        scrubbed = frappe.scrub(name)
        fields = [{"fieldname": field, "fieldtype": "Data", "label": frappe.unscrub(field)} for field in fieldnames]
        definition = {"doctype": "DocType", "name": name, "module": frappe.unscrub(self.name), "autoname": "hash",
                      "fields": fields, "permissions": RULES, **values}  # fmt: skip
        folder = self.module / "doctype" / scrubbed
        folder.mkdir(parents=True, exist_ok=True)
        for place in (folder, folder.parent):
            (place / "__init__.py").touch()
        title = name.replace(" ", "")
        head = f"from frappe.model.document import Document\n\n\nclass {title}(Document):\n"
        (folder / f"{scrubbed}.py").write_text(head + (code or "    pass\n"))
        path = folder / f"{scrubbed}.json"
        path.write_text(json.dumps(definition))
        paths._doctype_files.cache_clear()
        return path

    def record(self, kind: str, document: dict[str, Any]) -> None:
        """Write a standard record into the module's folder."""
        name = frappe.scrub(document["name"])
        folder = self.module / kind / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(json.dumps(document))

    def fixture(self, file: str, *records: dict[str, Any]) -> None:
        folder = self.package / "fixtures"
        folder.mkdir(exist_ok=True)
        (folder / file).write_text(json.dumps(records))

    def custom(self, document: dict[str, Any]) -> None:
        folder = self.module / "custom"
        folder.mkdir(exist_ok=True)
        (folder / f"{frappe.scrub(document['doctype'])}.json").write_text(json.dumps(document))

    def patches(self, text: str) -> None:
        (self.package / "patches.txt").write_text(text)

    def patch(self, name: str, code: str) -> str:
        """Write a patch module and return its line."""
        folder = self.package / "patches"
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
        (folder / f"{name}.py").write_text(f"import frappe\n\n\ndef execute():\n    {code}\n")
        importlib.invalidate_caches()
        return f"{self.name}.patches.{name}"


def forget_modules(*prefixes: str) -> None:
    for name in [name for name in sys.modules if name.startswith(prefixes)]:
        del sys.modules[name]


@contextmanager
def on_bench(apps: list[MadeApp], sites_path: Path) -> Iterator[None]:
    """Have apps on the bench for a block."""
    listed = sites_path / "apps.txt"
    before = listed.read_text()
    listed.write_text(before + "".join(f"{app.name}\n" for app in apps))
    for app in apps:
        sys.path.insert(0, str(app.package.parent))
    caches = (paths.app_folder, paths._modules_of, paths._doctype_files)
    for cache in caches:
        cache.cache_clear()
    forget_apps()
    invalidate()
    try:
        yield
    finally:
        listed.write_text(before)
        for app in apps:
            sys.path.remove(str(app.package.parent))
        forget_modules(*(app.name for app in apps))
        for cache in caches:
            cache.cache_clear()
        forget_apps()
        invalidate()
