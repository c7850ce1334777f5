"""docs/compatibility.md and the code say the same about every public name.

After a change that is meant, ``UPDATE_COMPATIBILITY=1`` writes the tables anew; remarks stay.
"""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import Any

import compatibility_table
import frappe
import pytest
from frappe.exceptions import NotAvailableYetError
from frappe.not_yet import NotYet
from frappe.rpc.available import NOT_YET
from public_surface import file_of, promised, resolve, surface

CONTRACT = Path(__file__).with_name("contract_names.txt").read_text(encoding="utf-8").split()


@pytest.fixture
def documented(site: Any) -> dict[str, str]:
    if os.environ.get("UPDATE_COMPATIBILITY"):
        compatibility_table.write({*promised(), *surface()})
    return compatibility_table.documented()


def test_every_name_of_the_contract_is_documented(documented: dict[str, str]) -> None:
    assert [name for name in CONTRACT if name not in documented] == []


def test_no_name_vanished_from_the_table(documented: dict[str, str]) -> None:
    assert [name for name in promised() if name not in documented] == []


def test_every_name_in_the_code_is_documented(documented: dict[str, str]) -> None:
    assert sorted(surface() - set(documented)) == []


def test_every_status_is_what_the_code_has(documented: dict[str, str]) -> None:
    wrong = {
        name: status
        for name, status in documented.items()
        if status.replace("differs", "works", 1).partition(":")[0] != compatibility_table.kind_of(name)
    }

    assert wrong == {}


def test_what_differs_or_is_missing_says_how(documented: dict[str, str]) -> None:
    silent = [
        name
        for name, status in documented.items()
        if status.startswith(("differs", "missing", "not yet")) and not status.partition(": ")[2]
    ]

    assert silent == []


def test_what_is_not_built_says_so_when_it_is_called(documented: dict[str, str]) -> None:
    names = [name for name, status in documented.items() if status.startswith("not yet")]
    found = [value for name in names if isinstance(value := resolve(name), NotYet)]

    assert found
    for value in found:
        with pytest.raises(NotAvailableYetError, match="is not available yet") as caught:
            value()
        assert caught.value.http_status_code == 501


def test_endpoints_that_are_not_built_are_documented() -> None:
    assert compatibility_table.documented_endpoints() == set(NOT_YET)


# -- the facade


def test_typed_imports_of_the_facade_equal_its_table() -> None:
    tree = ast.parse(file_of("frappe").read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name != "*"
    }

    assert typed == {**frappe._HOME_OF, **{name: ("frappe", name) for name in frappe._PUBLIC_MODULES}}


def test_a_misspelt_name_is_refused_with_the_place_to_look() -> None:
    with pytest.raises(AttributeError, match="no public name 'get_docs'.*docs/compatibility.md"):
        getattr(frappe, "get_docs")  # noqa: B009


def test_using_the_database_without_a_site_says_what_to_do() -> None:
    frappe.destroy()

    with pytest.raises(RuntimeError, match="No site is active. Call frappe.init"):
        frappe.db.get_value("User", "Administrator")


def test_a_class_that_is_not_built_cannot_be_inherited() -> None:
    base: Any = resolve("frappe.website.website_generator.WebsiteGenerator")

    with pytest.raises(NotAvailableYetError, match="WebsiteGenerator is not available yet"):

        class Page(base):  # type: ignore[misc]
            pass
