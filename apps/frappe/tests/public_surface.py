"""The framework's public names as they are in the code, for comparison with docs/compatibility.md.

A module is public when the contract names it or when it is a doorway. Of a doorway every name counts, of another
module those that the contract names.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import frappe

HERE = Path(__file__).parent
PACKAGE = Path(frappe.__file__ or "").parent
PROMISED = HERE / "compatibility" / "promised_names.txt"


def promised() -> list[str]:
    """Return the names of the contract and those that were documented before; none may vanish."""
    return PROMISED.read_text(encoding="utf-8").split()


def resolve(name: str) -> Any:
    """Return what a dotted name stands for."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise AttributeError(name)


def surface() -> set[str]:
    """Return every public name that the code has."""
    from frappe.cache_store import ClientCache, SiteCache
    from frappe.records.site_database import SiteDatabase

    names = {f"frappe.{name}" for name in frappe._HOME_OF} | {"frappe.STANDARD_USERS", "frappe.__version__"}
    names |= {f"frappe.{name}" for name, kind in vars(frappe.exceptions).items() if _is_error(kind)}
    for prefix, kind in (
        ("frappe.db", SiteDatabase),
        ("frappe.cache", SiteCache),
        ("frappe.client_cache", ClientCache),
    ):
        names |= {f"{prefix}.{name}" for name in dir(kind) if not name.startswith("_")}
    names |= {f"frappe.utils.{name}" for name in _names_of_utils()}
    for module in public_modules():
        names.add(module)
        names |= {f"{module}.{name}" for name in _names_of(module)}
    return names


def _is_error(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseException) and not kind.__name__.startswith("_")


def _names_of_utils() -> Iterator[str]:
    import frappe.utils

    yield from frappe.utils._HOME_OF
    for name, value in vars(frappe.utils).items():
        if not name.startswith("_") and not isinstance(value, ModuleType) and name not in _TYPING:
            yield name


_TYPING = frozenset(("TYPE_CHECKING", "Any", "annotations", "import_module", "NotYet", "names_of"))


def public_modules() -> set[str]:
    """Return the modules that the contract names, and every doorway."""
    named = {name for name in promised() if _is_module(name)}
    return (named | {name for name in _all_modules() if is_doorway(name)}) - {"frappe.utils", "frappe.utils.data"}


def _is_module(name: str) -> bool:
    path = PACKAGE.joinpath(*name.split(".")[1:])
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def _all_modules() -> Iterator[str]:
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        yield ".".join(("frappe", *(parts[:-1] if parts[-1] == "__init__" else parts)))


def file_of(module: str) -> Path:
    """Return a module's source file."""
    path = PACKAGE.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def is_doorway(module: str) -> bool:
    """Tell whether a module only names what others hold."""
    tree = ast.parse(file_of(module).read_text(encoding="utf-8"))
    text = ast.get_docstring(tree) or ""
    return text.startswith(("Doorway", "Not built yet")) and all(isinstance(node, _DOORWAY) for node in tree.body)


_DOORWAY = (ast.Expr, ast.ImportFrom, ast.Import, ast.Assign, ast.FunctionDef, ast.If)


def _names_of(module: str) -> Iterator[str]:
    if is_doorway(module):
        for name, value in vars(importlib.import_module(module)).items():
            if not name.startswith("_") and not isinstance(value, ModuleType) and name not in _TYPING:
                yield name
