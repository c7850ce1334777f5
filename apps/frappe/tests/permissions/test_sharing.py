"""Sharing and assigning documents (contract 4.7)."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe import share
from frappe.desk.form import assign_to
from frappe.desk.like import toggle_like
from frappe.exceptions import PermissionError as NoPermission
from frappe.permissions import has_permission

USER, OTHER = "judged@example.com", "other@example.com"


@pytest.fixture
def sharer(give_roles: Any, set_rules: Any, make_deal: Any) -> Any:
    """The judged user may read, write and share deals; the other user may nothing."""
    set_rules("Perm Deal", ("Judge A", "read write share"))
    give_roles("Judge A")
    return make_deal("D1")


def test_a_share_gives_what_the_sharer_has(sharer: Any, acting: Any) -> None:
    with acting():
        share.add("Perm Deal", "D1", OTHER, write=1)

    assert has_permission("Perm Deal", "write", "D1", OTHER)
    assert not has_permission("Perm Deal", "delete", "D1", OTHER)
    assert [row.user for row in share.get_users("Perm Deal", "D1")] == [OTHER]
    assert share.get_shared("Perm Deal", OTHER, ["write"]) == ["D1"]


def test_nobody_shares_a_right_that_he_lacks(sharer: Any, acting: Any) -> None:
    with acting(), pytest.raises(NoPermission):
        share.add("Perm Deal", "D1", OTHER, submit=1)
    with acting(OTHER), pytest.raises(NoPermission):
        share.add("Perm Deal", "D1", OTHER, read=1)
    assert not frappe.db.exists("DocShare", {"share_name": "D1"})


def test_who_was_given_read_may_not_pass_it_on(sharer: Any, acting: Any) -> None:
    share.add("Perm Deal", "D1", OTHER)
    with acting(OTHER), pytest.raises(NoPermission):
        share.add("Perm Deal", "D1", "Guest")


def test_a_right_is_added_to_the_share_that_is_there_and_without_read_nothing_is_left(sharer: Any) -> None:
    first = share.add("Perm Deal", "D1", OTHER)
    assert share.add("Perm Deal", "D1", OTHER, share=1).name == first.name
    share.set_permission("Perm Deal", "D1", OTHER, "write")
    assert has_permission("Perm Deal", "share", "D1", OTHER) and has_permission("Perm Deal", "write", "D1", OTHER)

    share.set_permission("Perm Deal", "D1", OTHER, "read", 0)

    assert share.get_users("Perm Deal", "D1") == []
    assert not has_permission("Perm Deal", "read", "D1", OTHER)


def test_a_document_shared_with_everyone_is_not_shared_with_guests(sharer: Any) -> None:
    share.add("Perm Deal", "D1", everyone=1)
    assert has_permission("Perm Deal", "read", "D1", OTHER)
    assert not has_permission("Perm Deal", "read", "D1", "Guest")


def test_sharing_can_be_switched_off(sharer: Any, acting: Any) -> None:
    frappe.db.set_single_value("System Settings", "disable_document_sharing", 1)
    frappe.clear_cache()
    with acting(), pytest.raises(NoPermission):
        share.add("Perm Deal", "D1", OTHER)


def test_assigning_to_a_user_without_access_shares_the_document(sharer: Any, acting: Any) -> None:
    with acting():
        found = assign_to.add({"doctype": "Perm Deal", "name": "D1", "assign_to": [OTHER], "description": "look"})
        assert [row.owner for row in found] == [OTHER]
        assert frappe.parse_json(frappe.db.get_value("Perm Deal", "D1", "_assign")) == [OTHER]
    assert has_permission("Perm Deal", "read", "D1", OTHER)
    assert not has_permission("Perm Deal", "write", "D1", OTHER)


def test_a_reader_who_may_not_share_cannot_open_a_document_by_assigning_it(
    sharer: Any, acting: Any, set_rules: Any
) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    with acting(), pytest.raises(NoPermission):
        assign_to.add(doctype="Perm Deal", name="D1", assign_to=OTHER)
    with acting(OTHER), pytest.raises(NoPermission):
        assign_to.add(doctype="Perm Deal", name="D1", assign_to=OTHER)


def test_only_the_assignee_closes_an_assignment(sharer: Any, acting: Any) -> None:
    assign_to.add(doctype="Perm Deal", name="D1", assign_to=OTHER)
    with acting(), pytest.raises(NoPermission):
        assign_to.close("Perm Deal", "D1", OTHER)
    with acting(OTHER):
        assert assign_to.close("Perm Deal", "D1", OTHER) == []
    assert frappe.db.get_value("ToDo", {"reference_name": "D1"}, "status") == "Closed"


def test_likes_need_read_and_are_kept_once(sharer: Any, acting: Any) -> None:
    with acting():
        assert toggle_like("Perm Deal", "D1", "Yes") == [USER]
        assert toggle_like("Perm Deal", "D1", "Yes") == [USER]
        assert toggle_like("Perm Deal", "D1", "No") == []
    with acting(OTHER), pytest.raises(NoPermission):
        toggle_like("Perm Deal", "D1", "Yes")
