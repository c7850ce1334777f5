"""What hangs on documents is listed for who may read them: list, document and explanation agree."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.context import invalidate, local
from frappe.permissions import has_permission, hooked_rules
from frappe.permissions.explain import explain
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .test_property import (
    OTHER,
    ROLES,
    USER,
    _arrange,
    _hooks,
    _insert,
    base,
    deal,
    rules,
    shares,
    user_permissions,
)

DOCTYPES = ("Comment", "File", "Communication")
READER = {"role": ROLES[0], "rights": {"read"}, "if_owner": False, "permlevel": 0}
place = st.sampled_from(
    (
        ("Perm Deal", "D1"),
        ("Perm Deal", "D2"),
        ("Perm Deal", "D3"),
        ("Perm Deal", "gone"),
        ("Perm Party", "P1"),
        ("System Settings", "System Settings"),
        ("No Such DocType", "x"),
        ("File", "F0"),
        (None, None),
    )
)
hanging = st.fixed_dictionaries(
    {
        "place": place,
        "second": place,
        "owner": st.sampled_from((USER, OTHER, OTHER)),
        "private": st.booleans(),
    }
)


@given(
    held=st.sets(st.sampled_from(ROLES[:2])),
    everybody=base,
    rows=rules,
    restricted=user_permissions,
    deals=st.lists(deal, min_size=3, max_size=3),
    shared=shares,
    strict=st.booleans(),
    hooked=st.booleans(),
    things=st.lists(hanging, min_size=3, max_size=6),
)
@settings(
    max_examples=60, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_list_document_and_explanation_agree_for_what_hangs_on_documents(
    world: Any, held: Any, everybody: Any, rows: Any, restricted: Any, deals: Any, shared: Any, strict: bool,
    hooked: bool, things: Any,
) -> None:  # fmt: skip
    local.db.savepoint("example")
    try:
        if everybody:
            rows = [*rows, {"role": "All", "rights": everybody, "if_owner": False, "permlevel": 0}]
        _works_in_the_desk()
        _arrange(held, rows, restricted, deals, shared, strict)
        names = [_hang(number, thing) for number, thing in enumerate(things)]
        with pytest.MonkeyPatch.context() as patch:
            if hooked:
                patch.setattr(hooked_rules, "hook_paths", _with_hooks(hooked_rules.hook_paths))
            for doctype, own in zip(DOCTYPES, zip(*names, strict=True), strict=True):
                permitted = {name for name in own if has_permission(doctype, "read", name, USER)}
                assert {name for name in own if explain(doctype, "read", name, user=USER).allowed} == permitted
                listed = frappe.get_list(doctype, pluck="name", user=USER, limit=0)
                assert set(listed) & set(own) == permitted, doctype
    finally:
        local.db.rollback(save_point="example")
        invalidate()


def _works_in_the_desk() -> None:
    """The user is one of the desk, whom the rules of these DocTypes let in."""
    frappe.db.set_value("User", USER, "user_type", "System User")


def _with_hooks(known: Any) -> Any:
    return lambda hook, doctype: _hooks(hook, doctype) or known(hook, doctype)


def _hang(number: int, thing: dict[str, Any]) -> tuple[str, str, str]:
    (doctype, name), owner = thing["place"], thing["owner"]
    own = dict(owner=owner, docstatus=0)
    _insert("Comment", name=f"C{number}", comment_type="Comment", reference_doctype=doctype, reference_name=name, **own)
    _insert("File", name=f"F{number}", attached_to_doctype=doctype if doctype != "File" else None,
            attached_to_name=name, is_private=int(thing["private"]), is_folder=0, **own)  # fmt: skip
    _insert("Communication", name=f"M{number}", reference_doctype=doctype, reference_name=name, **own)
    if thing["second"][0]:
        _insert("Communication Link", parent=f"M{number}", parenttype="Communication", parentfield="timeline_links",
                link_doctype=thing["second"][0], link_name=thing["second"][1], idx=1)  # fmt: skip
    return f"C{number}", f"F{number}", f"M{number}"


def test_a_hook_that_only_code_can_ask_keeps_what_hangs_on_its_documents_out_of_lists(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _works_in_the_desk()
    _arrange({ROLES[0]}, [READER], [], [], [], False)
    _insert("Perm Deal", name="D1", docstatus=0)
    _hang(0, {"place": ("Perm Deal", "D1"), "second": (None, None), "owner": OTHER, "private": True})
    known = hooked_rules.hook_paths

    assert frappe.get_list("Comment", pluck="name", user=USER) == ["C0"]
    monkeypatch.setattr(
        "frappe.permissions.referenced.hook_paths",
        lambda hook, doctype: (str,) if (hook, doctype) == ("has_permission", "Perm Deal") else known(hook, doctype),
    )
    assert frappe.get_list("Comment", pluck="name", user=USER) == []
    invalidate()


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_a_list_costs_the_same_number_of_statements_whatever_hangs_on_documents(world: Any, doctype: str) -> None:
    _works_in_the_desk()
    _arrange({ROLES[0]}, [READER], [], [], [], False)

    def statements() -> int:
        before = local.db.connection.statement_count
        frappe.get_list(doctype, pluck="name", user=USER, limit=20)
        return int(local.db.connection.statement_count - before)

    def hang(number: int) -> None:
        _insert("Perm Deal", name=f"D{number}", docstatus=0)
        _hang(number, {"place": ("Perm Deal", f"D{number}"), "second": (None, None), "owner": OTHER, "private": True})

    hang(0)
    statements()
    few = statements()
    for number in range(1, 30):
        hang(number)

    assert statements() == few
    assert len(frappe.get_list(doctype, pluck="name", user=USER, limit=20)) == 20
    invalidate()
