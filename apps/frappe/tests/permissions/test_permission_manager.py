"""The permission manager page and the table of rules."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.core.page.permission_manager import permission_manager as manager
from frappe.exceptions import PermissionError as NoPermission
from frappe.permissions.matrix import as_text, permission_matrix

USER = "judged@example.com"


def test_rules_are_added_changed_removed_and_reset(world: Any) -> None:
    manager.add("Perm Deal", "Judge A", 0)
    manager.update("Perm Deal", "Judge A", 0, "write", "1")
    rows = {row.role: row for row in manager.get_permissions("Perm Deal")}
    assert rows["Judge A"].write == 1 and rows["Judge A"].is_custom

    manager.remove("Perm Deal", "Judge A", 0)
    assert "Judge A" not in {row.role for row in manager.get_permissions("Perm Deal")}
    with pytest.raises(frappe.ValidationError):
        manager.remove("Perm Deal", "System Manager", 0)

    manager.reset("Perm Deal")
    assert [row["role"] for row in manager.get_standard_permissions("Perm Deal")] == ["System Manager"]


def test_only_system_managers_come_in_even_in_tests(world: Any, acting: Any) -> None:
    with acting():
        for call in (manager.get_roles_and_doctypes, lambda: manager.add("Perm Deal", "Judge A", 0),
                     lambda: manager.reset("Perm Deal"), lambda: manager.get_users_with_role("Judge A")):  # fmt: skip
            with pytest.raises(NoPermission):
                call()


def test_users_of_a_role(give_roles: Any) -> None:
    give_roles("Judge A")
    assert manager.get_users_with_role("Judge A") == [USER]


def test_the_matrix_as_text(set_rules: Any) -> None:
    set_rules(
        "Perm Deal",
        ("Judge A", "read write"),
        ("Judge A", "read", {"permlevel": 1}),
        ("All", "select", {"if_owner": 1}),
    )
    assert as_text(permission_matrix(["Perm Deal"])) == (
        "| DocType | role | level | own | rights |\n"
        "|---|---|---|---|---|\n"
        "| Perm Deal | All | 0 | yes | select |\n"
        "| Perm Deal | Judge A | 0 |  | read write |\n"
        "| Perm Deal | Judge A | 1 |  | read |\n"
    )
