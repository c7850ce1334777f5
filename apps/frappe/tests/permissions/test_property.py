"""Whatever the rules: the list shows what the documents allow, and the explanation is the verdict."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe.context import invalidate, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.metadata import get_meta
from frappe.permissions import access_of, has_permission, hooked_rules
from frappe.permissions.explain import explain
from frappe.permissions.rules import RIGHTS, role_right
from frappe.records import insert_row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

USER, OTHER = "judged@example.com", "other@example.com"
ROLES = ("Judge A", "Judge B", "All")
rules = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(ROLES),
            "rights": st.sets(
                st.sampled_from(("select", "read", "write", "delete", "share", "email", "submit")), min_size=1
            ),
            "if_owner": st.booleans(),
            "permlevel": st.sampled_from((0, 0, 0, 1)),
        }
    ),
    max_size=4,
)
base = st.sampled_from(({"read", "write"}, {"read", "share"}, {"select"}, set()))
user_permissions = st.lists(
    st.tuples(
        st.sampled_from((("Perm Region", "North"), ("Perm Region", "South"), ("Perm Region", "Far North"),
                         ("Perm Party", "P1"), ("Perm Party", "P2"), ("Perm Deal", "D1"), ("Perm Deal", "d2"))),
        st.sampled_from((None, None, "Perm Deal", "ToDo")),
        st.booleans(),
    ),
    max_size=3,
)  # fmt: skip
deal = st.fixed_dictionaries(
    {
        "owner": st.sampled_from((USER, USER.upper(), OTHER)),
        "region": st.sampled_from((None, "", "North", "Far North", "South", "north")),
        "party": st.sampled_from((None, "P1", "P2")),
        "ignored": st.sampled_from((None, "P2")),
        "line": st.sampled_from(("none", None, "P1", "P2")),
        "subject": st.sampled_from(("plain", "secret")),
    }
)
shares = st.lists(
    st.tuples(st.sampled_from(("D1", "D2", "D3")), st.booleans(), st.sets(st.sampled_from(("read", "write", "share")))),
    max_size=2,
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
)
@settings(
    max_examples=100, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_list_document_and_explanation_agree(
    world: Any,
    held: Any,
    everybody: Any,
    rows: Any,
    restricted: Any,
    deals: Any,
    shared: Any,
    strict: bool,
    hooked: bool,
) -> None:
    local.db.savepoint("example")
    try:
        if everybody:
            rows = [*rows, {"role": "All", "rights": everybody, "if_owner": False, "permlevel": 0}]
        _arrange(held, rows, restricted, deals, shared, strict)
        with pytest.MonkeyPatch.context() as patch:
            if hooked:
                patch.setattr(hooked_rules, "hook_paths", _hooks)
            for right in RIGHTS:
                for name in ("D1", "D2", "D3", None):
                    assert explain("Perm Deal", right, name, user=USER).allowed == has_permission(
                        "Perm Deal", right, name, USER
                    )
            _assert_list_agrees()
    finally:
        local.db.rollback(save_point="example")
        invalidate()


def _assert_list_agrees() -> None:
    access, meta = access_of(USER), get_meta("Perm Deal")
    granted = role_right(meta, access, "read").granted, role_right(meta, access, "select").granted
    right = "select" if granted == (False, True) else "read"
    by_share = {
        name for name in ("D1", "D2", "D3") if has_permission("Perm Deal", "read", name, USER) and right == "select"
    }
    permitted = {name for name in ("D1", "D2", "D3") if has_permission("Perm Deal", right, name, USER)} | by_share

    try:
        listed = frappe.get_list("Perm Deal", pluck="name", user=USER)
    except NoPermission:
        assert not permitted and not any(granted)
        return
    assert set(listed) == permitted
    lines = (
        frappe.get_list("Perm Line", pluck="parent", user=USER, parent_doctype="Perm Deal") if right == "read" else ()
    )
    assert set(lines) <= permitted


def _arrange(held: Any, rows: Any, restricted: Any, deals: Any, shared: Any, strict: bool) -> None:
    for row in rows or [{"role": "System Manager", "rights": {"read"}, "if_owner": False, "permlevel": 0}]:
        values = dict.fromkeys(row["rights"], 1) | {"if_owner": int(row["if_owner"]), "permlevel": row["permlevel"]}
        _insert("Custom DocPerm", parent="Perm Deal", role=row["role"], **values)
    for index, role in enumerate(sorted(held)):
        _insert("Has Role", parent=USER, parenttype="User", parentfield="roles", role=role, idx=index)
    for (allow, value), applicable_for, hide in restricted:
        _insert("User Permission", user=USER, allow=allow, for_value=value, applicable_for=applicable_for,
                apply_to_all_doctypes=int(applicable_for is None), hide_descendants=int(hide))  # fmt: skip
    for number, values in enumerate(deals, 1):
        line = values.get("line")
        _insert("Perm Deal", name=f"D{number}", docstatus=0, **{k: v for k, v in values.items() if k != "line"})
        if line != "none":
            _insert("Perm Line", parent=f"D{number}", parenttype="Perm Deal", parentfield="lines", party=line, idx=1)
    for name, everyone, rights in shared:
        _insert("DocShare", share_doctype="Perm Deal", share_name=name, user=None if everyone else USER,
                everyone=int(everyone), **dict.fromkeys(rights, 1))  # fmt: skip
    frappe.db.set_single_value("System Settings", "apply_strict_user_permissions", int(strict))
    invalidate()


def _insert(doctype: str, **values: Any) -> None:
    moment = "2026-01-01 00:00:00.000000"
    standard = {
        "name": frappe.generate_hash(length=10),
        "creation": moment,
        "modified": moment,
        "owner": "Administrator",
    }
    insert_row(get_meta(doctype), {**standard, **values})


def _hooks(hook: str, doctype: str) -> tuple[Any, ...]:
    known = {"has_permission": (_not_secret,), "permission_query_conditions": (_not_secret_condition,)}
    return known.get(hook, ()) if doctype == "Perm Deal" else ()


def _not_secret(doc: Any) -> bool:
    return bool(doc.subject != "secret")


def _not_secret_condition(user: str, doctype: str) -> str:
    return f"`tab{doctype}`.`subject` != 'secret'"
