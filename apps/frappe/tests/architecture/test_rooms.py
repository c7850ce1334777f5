"""Imports follow the table of rooms in docs/architecture.md: one direction, doorways excepted."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from public_surface import PACKAGE, is_doorway, resolve

TABLE = Path(__file__).resolve().parents[4] / "docs" / "architecture.md"
# Modules whose path is fixed by others: the room they belong to.
AT_A_PUBLIC_PATH = {"utils/bench_helper.py": "commands", "build.py": "commands", "client.py": "api"}
# The console shows the facade to people; nothing else needs it.
MAY_IMPORT_THE_FACADE = frozenset({"commands/shells.py"})
NO_ROOMS = frozenset({"__init__", "hooks"})


@dataclass(frozen=True)
class Import:
    """One import of a module of the package."""

    path: str
    line: int
    target: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.target}"


def rooms() -> list[str]:
    """Return the rooms of the table, lowest first."""
    rows = re.findall(r"^\| (?:ground|storage|definition|document|features|doors|kit) \| ([^|]+) \|",
                      TABLE.read_text(encoding="utf-8"), re.M)  # fmt: skip
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


RANK = {room: index for index, room in enumerate(rooms())}


def room_of(path: str) -> str:
    return AT_A_PUBLIC_PATH.get(path) or path.split("/")[0].removesuffix(".py")


def python_files() -> list[str]:
    return [path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py"))]


def module_of(path: str) -> str:
    return ".".join(("frappe", *Path(path).with_suffix("").parts)).removesuffix(".__init__")


def imports_of(path: str, source: str) -> Iterator[Import]:
    """Yield the imports of the package's modules; those for types alone do not count."""
    tree = ast.parse(source)
    for_types = {node for block in ast.walk(tree) if _is_for_types(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (Import(path, node.lineno, alias.name) for alias in node.names if _is_ours(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module == "frappe":
            names = [alias.name for alias in node.names if alias.name != "__version__"]
            yield from (Import(path, node.lineno, f"frappe.{name}") for name in names)
        elif isinstance(node, ast.ImportFrom) and _is_ours(node.module or ""):
            yield Import(path, node.lineno, node.module or "")


def _is_ours(module: str) -> bool:
    return module == "frappe" or module.startswith("frappe.")


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def breaches_of(path: str, source: str) -> Iterator[str]:
    """Yield the imports that go up, name the facade, or name what is no room."""
    own = RANK[room_of(path)]
    for found in imports_of(path, source):
        room = room_of(found.target.partition(".")[2].replace(".", "/") + ".py")
        if not room:
            if path not in MAY_IMPORT_THE_FACADE:
                yield f"{found}, the facade"
        elif room not in RANK:
            yield f"{found}, which is no room"
        elif RANK[room] > own:
            yield f"{found}, a room above {room_of(path)}"


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """The source of every module that is no doorway."""
    paths = [path for path in python_files() if room_of(path) not in NO_ROOMS and not is_doorway(module_of(path))]
    return {path: (PACKAGE / path).read_text(encoding="utf-8") for path in paths}


def test_every_module_belongs_to_a_room_and_every_room_exists(sources: dict[str, str]) -> None:
    assert {room_of(path) for path in sources} == set(RANK)


def test_imports_go_down_only(sources: dict[str, str]) -> None:
    assert "\n".join(breach for path, source in sources.items() for breach in breaches_of(path, source)) == ""


def test_an_import_that_goes_up_is_found() -> None:
    source = "from frappe.model.document import Document\nimport frappe\nfrom frappe import nowhere\n"

    assert list(breaches_of("utils/text.py", source)) == [
        "utils/text.py:1 imports frappe.model.document, a room above utils",
        "utils/text.py:2 imports frappe, the facade",
        "utils/text.py:3 imports frappe.nowhere, which is no room",
    ]


def test_no_module_hides_a_public_attribute() -> None:
    taken = "local db qb conf cache flags form job lang log request response session user task call".split()

    assert [name for name in taken if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists()] == []


def test_doorways_hold_no_code() -> None:
    for path in python_files():
        if not is_doorway(module_of(path)):
            continue
        tree = ast.parse((PACKAGE / path).read_text(encoding="utf-8"))
        functions = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        assert set(functions) <= {"__getattr__"}, path


def test_the_ways_name_what_is_there() -> None:
    text = TABLE.read_text(encoding="utf-8").partition("## The way of a request")[2]
    names = [name for name in re.findall(r"`([a-z_]+(?:\.\w+)*)`", text) if name.split(".")[0] in RANK]

    assert len(names) > 12
    assert all(resolve(f"frappe.{name}") for name in names)
