"""The app runs on any framework with the contract: it imports and calls only names that the contract has."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import crm_suite
import pytest

ROOT = Path(str(crm_suite.__file__)).parent
FILES = sorted(ROOT.rglob("*.py"))
IDS = [str(path.relative_to(ROOT)) for path in FILES]
LIBRARIES = {"rapidfuzz", "openpyxl", "python_calamine"}

# What the app uses of the contract, by the section that names it. A new name is looked up there before it is added.
CONTRACT = {
    "3": "frappe.model.document.Document frappe.get_doc frappe.new_doc frappe.copy_doc frappe.get_cached_doc "
    "frappe.get_cached_value frappe.rename_doc frappe.utils.nestedset.NestedSet",
    "3.7": "frappe.flags.in_install frappe.flags.in_migrate frappe.flags.in_import",
    "4": "frappe.get_roles frappe.has_permission frappe.session.user frappe.share.add",
    "5": "frappe.model.workflow.apply_workflow frappe.model.workflow.get_transitions",
    "6": "frappe.get_all frappe.get_list frappe.get_meta frappe.db.count frappe.db.escape frappe.db.exists "
    "frappe.db.get_single_value frappe.db.get_value frappe.db.set_value frappe.db.sql frappe.db.savepoint "
    "frappe.db.rollback frappe.db.after_commit.add frappe.db.after_rollback.add frappe.cache.hget "
    "frappe.cache.delete_value frappe.cache.get_value frappe.db.bulk_insert frappe.db.delete",
    "7.6": "frappe.whitelist frappe.response.update",
    "10": "frappe._ frappe._dict frappe.throw frappe.msgprint frappe.message_log frappe.clear_last_message "
    "frappe.safe_eval frappe.get_installed_apps frappe.model.mapper.get_mapped_doc frappe.DuplicateEntryError "
    "frappe.MandatoryError frappe.PermissionError frappe.ValidationError frappe.enqueue frappe.generate_hash "
    "frappe.local.lang",
    "10, frappe.utils": "frappe.utils.add_days frappe.utils.cint frappe.utils.date_diff frappe.utils.escape_html "
    "frappe.utils.flt "
    "frappe.utils.get_datetime frappe.utils.get_system_timezone frappe.utils.get_timedelta frappe.utils.getdate "
    "frappe.utils.now_datetime frappe.utils.nowdate frappe.utils.strip_html frappe.utils.today frappe.utils.cstr",
}
ALLOWED = {name for names in CONTRACT.values() for name in names.split()}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10))


def imported(tree: ast.Module) -> Iterator[str]:
    """Give the full names of what a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def used(tree: ast.Module) -> Iterator[str]:
    """Give the longest ``frappe.a.b`` chains of a module."""
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        parts, base = [], node
        while isinstance(base, ast.Attribute):
            parts.append(base.attr)
            base = base.value
        if parts and id(node) not in inner and isinstance(base, ast.Name) and base.id == "frappe":
            yield ".".join(("frappe", *reversed(parts)))


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_module_parses_on_the_oldest_python_and_imports_only_what_the_app_declares(path: Path) -> None:
    names = {name.split(".")[0] for name in imported(tree_of(path))}

    assert names - sys.stdlib_module_names - LIBRARIES - {"crm_suite"} <= {"frappe"}


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_module_uses_only_names_of_the_contract(path: Path) -> None:
    tree = tree_of(path)
    names = {name for name in imported(tree) if name.startswith("frappe.")} | set(used(tree))

    assert {name for name in names if not any((name + ".").startswith(known + ".") for known in ALLOWED)} == set()


def test_the_declared_libraries_are_the_imported_ones() -> None:
    text = (ROOT.parent / "pyproject.toml").read_text(encoding="utf-8")
    found = {name.split(".")[0] for path in FILES for name in imported(tree_of(path))}

    assert found & LIBRARIES == LIBRARIES
    assert all(f'"{name.replace("_", "-")}>=' in text for name in LIBRARIES)
