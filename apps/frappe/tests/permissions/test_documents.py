"""Rights on documents and lists of a site (contract 4, 12.11, 12.12, 12.21)."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.exceptions import PermissionError as NoPermission
from frappe.permissions import (
    add_permission,
    add_user_permission,
    get_doc_permissions,
    get_role_permissions,
    has_permission,
    hooked_rules,
    only_for,
    remove_user_permission,
    reset_perms,
    update_permission_property,
)
from frappe.permissions.api import explain as explain_over_network
from frappe.permissions.explain import explain

USER, OTHER = "judged@example.com", "other@example.com"


def share(name: str, **rights: int) -> None:
    values = {"share_doctype": "Perm Deal", "share_name": name, "user": USER, "read": 1, **rights}
    frappe.get_doc({"doctype": "DocShare", **values}).insert(ignore_permissions=True)


def names(**options: Any) -> list[str]:
    return sorted(frappe.get_list("Perm Deal", pluck="name", user=USER, **options))


def test_built_query_sees_what_its_user_sees(give_roles: Any, make_deal: Any, set_rules: Any) -> None:
    set_rules("Perm Deal", ("Judge A", "read", {"if_owner": 1}))
    give_roles("Judge A")
    make_deal("Own", owner=USER)
    make_deal("Other")

    def seen(**options: Any) -> set[str]:
        return set(frappe.qb.get_query("Perm Deal", fields=["name"], **options).run(pluck=True))

    assert seen() == {"Own", "Other"}
    assert seen(ignore_permissions=False, user=USER) == {"Own"}
    with pytest.raises(NoPermission):
        seen(ignore_permissions=False, user=OTHER)


def test_automatic_roles_depend_on_the_kind_of_user(give_roles: Any) -> None:
    give_roles()
    assert frappe.get_roles(USER) == ["All", "Guest"]
    give_roles("Judge A")
    assert frappe.get_roles(USER) == ["All", "Desk User", "Guest", "Judge A"]
    assert frappe.get_roles("Guest") == ["Guest"]
    assert {"System Manager", "Judge B"} <= set(frappe.get_roles("Administrator"))


def test_disabled_roles_give_nothing(give_roles: Any, set_rules: Any) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    give_roles("Judge A")

    frappe.db.set_value("Role", "Judge A", "disabled", 1)

    assert not has_permission("Perm Deal", "read", user=USER)


def test_a_right_only_on_own_documents_lets_the_list_in_but_nothing_else(
    give_roles: Any, set_rules: Any, make_deal: Any
) -> None:
    set_rules("Perm Deal", ("Judge A", "read write create", {"if_owner": 1}))
    give_roles("Judge A")
    make_deal("Mine", owner=USER.upper())
    make_deal("Theirs")

    assert [has_permission("Perm Deal", right, user=USER) for right in ("read", "write", "create")] == [
        True,
        False,
        True,
    ]
    assert has_permission("Perm Deal", "write", "Mine", USER)
    assert not has_permission("Perm Deal", "read", "Theirs", USER)
    assert names() == ["Mine"]
    assert get_role_permissions("Perm Deal", USER, is_owner=True).if_owner == {"read": 1, "write": 1}


def test_a_shared_document_is_readable_but_not_writable(give_roles: Any, set_rules: Any, make_deal: Any) -> None:
    give_roles()
    make_deal("D1")
    make_deal("D2")
    with pytest.raises(NoPermission):
        names()

    share("D1")

    assert has_permission("Perm Deal", "read", "D1", USER) and has_permission("Perm Deal", "print", "D1", USER)
    assert not has_permission("Perm Deal", "write", "D1", USER)
    assert not has_permission("Perm Deal", "read", "D2", USER)
    assert names() == ["D1"]


def test_the_list_of_a_reader_costs_one_statement_with_shares_and_user_permissions(
    give_roles: Any, set_rules: Any, make_deal: Any
) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    give_roles("Judge A")
    add_user_permission("Perm Region", "North", USER)
    make_deal("D1", region="South")
    make_deal("D2", region="Far North")
    share("D1")
    names()
    connection = frappe.db.connection
    before = connection.statement_count

    assert names() == ["D1", "D2"]

    assert connection.statement_count == before + 1


def test_a_warm_permission_check_asks_nothing(give_roles: Any, set_rules: Any, make_deal: Any) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    give_roles("Judge A")
    add_user_permission("Perm Region", "North", USER)
    doc = make_deal("D1", region="North")
    has_permission("Perm Deal", "read", doc, USER)
    before = frappe.db.connection.statement_count

    assert has_permission("Perm Deal", "read", doc, USER)

    assert frappe.db.connection.statement_count == before


def test_user_permissions_reach_below_a_tree_node_unless_told_not_to(
    give_roles: Any, set_rules: Any, make_deal: Any
) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    give_roles("Judge A")
    for name, region in (("N", "North"), ("FN", "Far North"), ("S", "South"), ("None", None)):
        make_deal(name, region=region)

    add_user_permission("Perm Region", "North", USER)
    assert names() == ["FN", "N", "None"]

    remove_user_permission("Perm Region", "North", USER)
    add_user_permission("Perm Region", "North", USER, hide_descendants=1)
    assert names() == ["N", "None"]


def test_moving_a_tree_node_moves_what_is_permitted(give_roles: Any, set_rules: Any, make_deal: Any) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    give_roles("Judge A")
    add_user_permission("Perm Region", "North", USER)
    make_deal("D1", region="South")
    assert names() == []

    node = frappe.get_doc("Perm Region", "South")
    node.parent_perm_region = "North"
    node.save()

    assert names() == ["D1"]


def test_renaming_a_permitted_record_keeps_the_restriction(give_roles: Any, set_rules: Any, make_deal: Any) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    give_roles("Judge A")
    add_user_permission("Perm Party", "P1", USER)
    make_deal("D1", party="P1")
    make_deal("D2", party="P2")
    assert names() == ["D1"]

    frappe.rename_doc("Perm Party", "P1", "P9", force=True)

    assert names() == ["D1"]


def test_many_permitted_records_do_not_break_the_statement(give_roles: Any, set_rules: Any, make_deal: Any) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    give_roles("Judge A")
    make_deal("D1", party="P1")
    make_deal("D2", party="P2")
    rows = [(f"up{n}", USER, "Perm Party", f"X{n}" if n else "p1", 1) for n in range(600)]
    frappe.db.bulk_insert("User Permission", ["name", "user", "allow", "for_value", "apply_to_all_doctypes"], rows)
    frappe.clear_cache()

    assert names() == ["D1"]


def test_hooks_deny_on_any_falsy_answer_and_never_grant(
    give_roles: Any, set_rules: Any, make_deal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    give_roles("Judge A")
    doc = make_deal("D1")
    answers: list[Any] = []
    monkeypatch.setattr(hooked_rules, "hook_paths", lambda hook, doctype: tuple(lambda a=a: a for a in answers))

    answers[:] = [True, None]
    assert not has_permission("Perm Deal", "read", doc, USER)
    answers[:] = [True, True]
    assert has_permission("Perm Deal", "read", doc, USER)
    assert not has_permission("Perm Deal", "delete", doc, USER)


def test_a_child_row_is_judged_by_its_own_parent(give_roles: Any, set_rules: Any, make_deal: Any) -> None:
    set_rules("Perm Deal", ("Judge A", "read", {"if_owner": 1}))
    set_rules("Perm Party", ("All", "read write"))
    give_roles("Judge A")
    doc = make_deal("D1", lines=[{"party": "P1"}])
    row = doc.lines[0]

    assert not has_permission("Perm Line", "read", row.name, USER)
    assert not has_permission("Perm Line", "read", row.name, USER, parent_doctype="Perm Party")
    assert not has_permission("Perm Line", "read", user=USER)
    assert has_permission("Perm Line", "read", user=USER, parent_doctype="Perm Deal")
    with pytest.raises(NoPermission):
        frappe.get_list("Perm Line", user=USER)
    with pytest.raises(NoPermission):
        frappe.get_list("Perm Line", user=USER, parent_doctype="Perm Party")


def test_levels_hide_fields_from_lists_and_sorting(give_roles: Any, set_rules: Any, make_deal: Any) -> None:
    set_rules("Perm Deal", ("Judge A", "read"), ("Judge B", "read"), ("Judge B", "read", {"permlevel": 1}))
    give_roles("Judge A")
    make_deal("D1", margin=7.5, lines=[{"party": "P1", "note": "n"}])

    assert frappe.get_list("Perm Deal", ["name", "margin"], user=USER) == [{"name": "D1"}]
    assert "margin" not in frappe.get_list("Perm Deal", ["*"], user=USER)[0]
    for options in ({"filters": {"margin": [">", 1]}}, {"order_by": "margin desc"}, {"group_by": "margin"}):
        with pytest.raises((NoPermission, frappe.DataError)):
            frappe.get_list("Perm Deal", ["name"], user=USER, **options)

    give_roles("Judge B")
    assert frappe.get_list("Perm Deal", ["name", "margin"], user=USER) == [{"name": "D1", "margin": 7.5}]


def test_a_joined_doctype_shows_no_more_than_its_rules_allow(give_roles: Any, set_rules: Any, make_deal: Any) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    set_rules("Perm Party", ("Judge B", "read"), ("Judge B", "read", {"permlevel": 1}))
    give_roles("Judge A")
    make_deal("D1", party="P1")

    with pytest.raises((NoPermission, frappe.DataError)):
        frappe.get_list("Perm Deal", ["name", "party.title"], user=USER, order_by="party.title asc")
    give_roles("Judge A", "Judge B")
    found = frappe.get_list("Perm Deal", ["name", "party.title as t", "party.secret as s"], user=USER)
    assert found == [{"name": "D1", "t": "P1", "s": "s"}]


def test_unwritable_fields_are_restored_silently(give_roles: Any, set_rules: Any, make_deal: Any, acting: Any) -> None:
    set_rules("Perm Deal", ("Judge A", "read write"), ("Judge B", "read write", {"permlevel": 1}))
    give_roles("Judge A")
    make_deal("D1", margin=7.5, subject="a")

    with acting():
        doc = frappe.get_doc("Perm Deal", "D1")
        doc.update({"margin": 1, "subject": "b"})
        doc.save()

    assert frappe.db.get_value("Perm Deal", "D1", ["subject", "margin"]) == ("b", 7.5)


def test_select_alone_shows_names_titles_and_search_fields(give_roles: Any, set_rules: Any, make_deal: Any) -> None:
    set_rules("Perm Party", ("Judge A", "select"))
    give_roles("Judge A")

    found = frappe.get_list("Perm Party", ["name", "title", "secret", "owner"], user=USER, order_by="name asc")

    assert found == [{"name": "P1", "title": "P1"}, {"name": "P2", "title": "P2"}]
    assert not has_permission("Perm Party", "read", "P1", USER)


def test_rights_of_a_kind_of_document_need_that_kind(give_roles: Any, set_rules: Any) -> None:
    set_rules("Perm Party", ("Judge A", "read write submit create import"))
    give_roles("Judge A")

    assert not has_permission("Perm Party", "submit", user=USER)
    assert not has_permission("Perm Party", "import", user=USER)
    assert has_permission("Perm Party", "create", user=USER)


def test_only_for_lets_a_holder_pass(give_roles: Any, acting: Any) -> None:
    give_roles("Judge A")
    with acting():
        only_for("Judge B")  # tests pass always
        frappe.local.flags.in_test = False
        only_for(["Judge A", "Judge B"])
        with pytest.raises(NoPermission, match="Judge B"):
            only_for("Judge B")


def test_custom_rules_replace_the_own_ones_and_can_be_taken_back(give_roles: Any) -> None:
    give_roles("Judge A")
    add_permission("Perm Deal", "Judge A", 0)
    update_permission_property("Perm Deal", "Judge A", 0, "write", 1)
    assert [has_permission("Perm Deal", right, user=USER) for right in ("read", "write", "delete")] == [
        True,
        True,
        False,
    ]
    assert has_permission("Perm Deal", "read", user=USER)

    with pytest.raises(frappe.ValidationError, match="permissions|needs"):
        update_permission_property("Perm Deal", "Judge A", 0, "cancel", 1)

    reset_perms("Perm Deal")
    assert not has_permission("Perm Deal", "read", user=USER)


def test_only_administrator_gives_everybody_more_than_reading(give_roles: Any, acting: Any) -> None:
    give_roles("System Manager")
    with acting():
        add_permission("Perm Deal", "All", 0)
        with pytest.raises((NoPermission, frappe.ValidationError), match="Only Administrator"):
            update_permission_property("Perm Deal", "All", 0, "delete", 1)


def test_an_explanation_names_the_rule_but_no_value_of_the_document(
    give_roles: Any, set_rules: Any, make_deal: Any, acting: Any
) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    give_roles("Judge A")
    add_user_permission("Perm Region", "North", USER)
    make_deal("D1", region="South")

    with acting():
        found = explain_over_network("Perm Deal", "read", "D1")

    assert found["allowed"] is False
    assert [(step["rule"], step["result"]) for step in found["steps"]] == [
        ("Role permissions", "granted"),
        ("User permissions", "denied"),
        ("Shares", "denied"),
    ]
    assert "North" in found["steps"][1]["reason"] and "South" not in str(found)


def test_rights_of_another_user_are_explained_to_managers_only(give_roles: Any, acting: Any) -> None:
    give_roles("Judge A")
    with acting(), pytest.raises(NoPermission):
        explain_over_network("Perm Deal", "read", user=OTHER)
    assert explain_over_network("Perm Deal", "read", user=OTHER)["allowed"] is False


def test_all_rights_of_a_document_in_one_answer(give_roles: Any, set_rules: Any, make_deal: Any) -> None:
    set_rules("Perm Deal", ("Judge A", "read email"))
    give_roles("Judge A")
    found = get_doc_permissions(make_deal("D1"), USER)
    assert {right for right, given in found.items() if given} == {"read", "email"}


def test_the_explanation_tells_when_a_hook_hides_a_readable_document_from_lists(
    give_roles: Any, set_rules: Any, make_deal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_rules("Perm Deal", ("Judge A", "read"))
    give_roles("Judge A")
    make_deal("D1", subject="a")
    assert explain("Perm Deal", "read", "D1", user=USER).listed is True

    narrow = {"permission_query_conditions": (lambda user: "`tabPerm Deal`.`subject` = 'b'",)}
    monkeypatch.setattr(hooked_rules, "hook_paths", lambda hook, doctype: narrow.get(hook, ()))

    found = explain("Perm Deal", "read", "D1", user=USER)
    assert (found.allowed, found.listed) == (True, False)
