"""Trees: intervals that always agree with the parents (contract 2.9)."""

from __future__ import annotations

import random
from typing import Any

import frappe
import pytest
from frappe.database import savepoint
from frappe.exceptions import NestedSetChildExistsError, NestedSetInvalidMergeError, NestedSetRecursionError
from frappe.utils.nestedset import get_ancestors_of, get_descendants_of, get_root_of, rebuild_tree

from .conftest import field, make_doctype


@pytest.fixture
def grow(site: Any) -> Any:
    make_doctype("Tree Node", [field("title")], is_tree=1, autoname="prompt", allow_rename=1)

    def grow(name: str, parent: str | None = None, is_group: int = 1) -> Any:
        return frappe.get_doc(
            {"doctype": "Tree Node", "name": name, "parent_tree_node": parent, "is_group": is_group}
        ).insert()

    grow("World")
    for name, parent in (("Asia", "World"), ("Europe", "World"), ("China", "Asia"), ("Hebei", "China")):
        grow(name, parent)
    return grow


def intervals_agree() -> bool:
    """Compare descendants by interval with descendants by parent, for every node."""
    rows = frappe.get_all("Tree Node", fields=["name", "parent_tree_node", "lft", "rgt"], order_by=None)
    children: dict[str, list[str]] = {}
    for row in rows:
        children.setdefault(row.parent_tree_node or "", []).append(row.name)

    def below(name: str) -> set[str]:
        own = children.get(name, [])
        return set(own).union(*(below(child) for child in own)) if own else set()

    numbers = sorted(number for row in rows for number in (row.lft, row.rgt))
    by_interval = {row.name: {x.name for x in rows if row.lft < x.lft and x.rgt < row.rgt} for row in rows}
    return by_interval == {row.name: below(row.name) for row in rows} and len(set(numbers)) == len(numbers)


def test_questions_about_the_tree(grow: Any) -> None:
    assert sorted(get_descendants_of("Tree Node", "Asia")) == ["China", "Hebei"]
    assert get_ancestors_of("Tree Node", "Hebei") == ["China", "Asia", "World"]
    assert get_root_of("Tree Node") == "World"
    assert frappe.get_doc("Tree Node", "Hebei").get_ancestors() == ["China", "Asia", "World"]


@pytest.mark.parametrize(
    ("operator", "value", "names"),
    [
        ("descendants of", "Asia", ["China", "Hebei"]),
        ("descendants of (inclusive)", "Asia", ["Asia", "China", "Hebei"]),
        ("ancestors of", "Hebei", ["Asia", "China", "World"]),
        ("not descendants of", "Asia", ["Asia", "Europe", "World"]),
        ("not ancestors of", "China", ["China", "Europe", "Hebei"]),
    ],
)
def test_filters_of_the_tree(grow: Any, operator: str, value: str, names: list[str]) -> None:
    assert frappe.get_all("Tree Node", {"name": [operator, value]}, pluck="name", order_by="name") == names


def test_moving_takes_the_subtree_along(grow: Any) -> None:
    node = frappe.get_doc("Tree Node", "China")
    node.parent_tree_node = "Europe"
    node.save()

    assert get_ancestors_of("Tree Node", "Hebei") == ["China", "Europe", "World"]
    assert intervals_agree()


@pytest.mark.parametrize("parent", ["Asia", "Hebei"])
def test_node_cannot_go_below_itself(grow: Any, parent: str) -> None:
    node = frappe.get_doc("Tree Node", "Asia")
    node.parent_tree_node = parent

    with pytest.raises(NestedSetRecursionError):
        node.save()


def test_node_with_children_is_neither_deleted_nor_made_a_leaf(grow: Any) -> None:
    with pytest.raises(NestedSetChildExistsError):
        frappe.delete_doc("Tree Node", "Asia")
    node = frappe.get_doc("Tree Node", "Asia")
    node.is_group = 0
    with pytest.raises(NestedSetChildExistsError):
        node.save()


def test_groups_and_leaves_are_not_merged(grow: Any) -> None:
    grow("Leaf", "World", is_group=0)

    with pytest.raises(NestedSetInvalidMergeError):
        frappe.rename_doc("Tree Node", "Leaf", "Asia", merge=True)


def test_merge_joins_the_children(grow: Any) -> None:
    frappe.rename_doc("Tree Node", "Asia", "Europe", merge=True)

    assert sorted(get_descendants_of("Tree Node", "Europe")) == ["China", "Hebei"]
    assert intervals_agree()


@pytest.mark.parametrize("seed", range(5))
def test_any_order_of_changes_keeps_the_intervals(grow: Any, seed: int) -> None:
    choose = random.Random(seed)
    for number in range(25):
        names = frappe.get_all("Tree Node", pluck="name", order_by="name")
        name = choose.choice(names)
        act = choose.choice(("add", "move", "delete"))
        with savepoint(catch=(NestedSetRecursionError, NestedSetChildExistsError)):
            if act == "add":
                grow(f"N{number}", name)
            elif act == "move":
                node = frappe.get_doc("Tree Node", name)
                node.parent_tree_node = choose.choice(names)
                node.save()
            else:
                frappe.delete_doc("Tree Node", name)
        assert intervals_agree()

    before = {row.name: (row.lft, row.rgt) for row in frappe.get_all("Tree Node", fields=["name", "lft", "rgt"])}
    rebuild_tree("Tree Node")
    assert before.keys() == {row.name for row in frappe.get_all("Tree Node")} and intervals_agree()
