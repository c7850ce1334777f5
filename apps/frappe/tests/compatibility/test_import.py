"""``import frappe`` stays small: what is heavy is loaded by who uses it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = frozenset(
    "argon2 babel click croniter cryptography granian markdown_it msgspec nh3 openpyxl orjson pypika python_calamine "
    "rapidfuzz requests sqlglot werkzeug whitenoise".split()
)


def loaded_by(statement: str) -> set[str]:
    """Return the top modules that a new interpreter holds after a statement."""
    code = f"import sys; {statement}; print(*(name for name in sys.modules if '.' not in name))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_frappe_loads_nothing_heavy() -> None:
    assert HEAVY & loaded_by("import frappe") == set()


def test_import_frappe_loads_no_room() -> None:
    code = "import sys, frappe; print(*(name for name in sys.modules if name.startswith('frappe.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == []


def test_what_a_controller_imports_loads_no_server_and_no_sheets() -> None:
    loaded = loaded_by("import frappe; from frappe.model.document import Document; frappe.throw; frappe.utils.now")

    assert {"click", "croniter", "openpyxl", "python_calamine", "pypika", "sqlglot", "werkzeug"} & loaded == set()
