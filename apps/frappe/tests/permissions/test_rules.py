"""Rules as values: pure, no site."""

from __future__ import annotations

from typing import Any

import pytest
from frappe.metadata import Meta
from frappe.permissions.checks import check_permissions
from frappe.permissions.hooked_rules import as_condition, call_by_name
from frappe.permissions.rules import RoleRight, build_restrictions, find_breach, judge_roles
from frappe.types import _dict


def rule(role: str = "A", **values: Any) -> _dict:
    return _dict(role=role, **values)


HELD = frozenset({"A", "All"})


@pytest.mark.parametrize(
    ("rows", "right", "expected"),
    [
        ([], "read", RoleRight()),
        ([rule("B", read=1)], "read", RoleRight()),
        ([rule(read=1)], "read", RoleRight(("A",))),
        ([rule(read=1, permlevel=1)], "read", RoleRight()),
        ([rule(read=1, if_owner=1)], "read", RoleRight((), ("A",))),
        ([rule(create=1, if_owner=1)], "create", RoleRight(("A",))),
        ([rule(read=1, if_owner=1), rule("All", read=1)], "read", RoleRight(("All",), ("A",))),
    ],
)
def test_roles_give_a_right_everywhere_or_on_own_documents(rows: Any, right: str, expected: RoleRight) -> None:
    assert judge_roles(rows, HELD, right) == expected


def test_a_right_is_limited_to_own_documents_only_when_no_other_rule_gives_it() -> None:
    assert judge_roles([rule(read=1, if_owner=1)], HELD, "read").only_owner
    assert not judge_roles([rule(read=1, if_owner=1), rule(read=1)], HELD, "read").only_owner


# -- user permissions

LINE = Meta({"name": "Line", "istable": 1, "fields": [{"fieldname": "party", "fieldtype": "Link", "options": "Party"}]})
DEAL = Meta(
    {
        "name": "Deal",
        "fields": [
            {"fieldname": "party", "fieldtype": "Link", "options": "Party"},
            {"fieldname": "free", "fieldtype": "Link", "options": "Party", "ignore_user_permissions": 1},
            {"fieldname": "lines", "fieldtype": "Table", "options": "Line"},
        ],
    }
)


def permitted_record(entry: Any) -> _dict:
    name, applicable_for = entry if isinstance(entry, tuple) else (entry, None)
    return _dict(doc=name, applicable_for=applicable_for)


def breach(
    permitted: dict[str, list[Any]], doc: Any, *, strict: bool = False, reference: str | None = None
) -> str | None:
    rows = {allow: [permitted_record(entry) for entry in entries] for allow, entries in permitted.items()}
    found = find_breach(build_restrictions(DEAL, {"lines": LINE}, rows, reference), DEAL, _dict(doc), strict=strict)
    return found.permitted.fieldname if found else None


@pytest.mark.parametrize(
    ("permitted", "doc", "expected"),
    [
        ({"Party": ["P1"]}, {"party": "P1"}, None),
        ({"Party": ["P1"]}, {"party": "p1"}, None),
        ({"Party": ["P1"]}, {"party": "P2"}, "party"),
        ({"Party": ["P1"]}, {"party": None}, None),
        ({"Party": ["P1"]}, {"free": "P2"}, None),
        ({"Party": ["P1"]}, {"lines": [_dict(party="P1"), _dict(party="P2")]}, "party"),
        ({"Party": [("P1", "Other")]}, {"party": "P2"}, None),
        ({"Party": [("P1", "Deal")]}, {"party": "P2"}, "party"),
        ({"Deal": ["D1"]}, {"name": "D1"}, None),
        ({"Deal": ["D1"]}, {"name": "D2"}, "name"),
        ({"Deal": ["7"]}, {"name": 7}, None),
    ],
)
def test_documents_keep_to_permitted_records(permitted: Any, doc: Any, expected: str | None) -> None:
    assert breach(permitted, doc) == expected


def test_empty_links_are_refused_by_strict_user_permissions_only() -> None:
    assert breach({"Party": ["P1"]}, {"party": ""}) is None
    assert breach({"Party": ["P1"]}, {"party": "", "free": ""}, strict=True) == "party"


def test_a_link_search_counts_restrictions_made_for_the_form_that_asks() -> None:
    assert breach({"Deal": [("D1", "Invoice")]}, {"name": "D2"}, reference="Invoice") == "name"
    assert breach({"Deal": [("D1", "Invoice")]}, {"name": "D2"}) is None


# -- hooks


def test_a_hook_gets_the_arguments_that_it_names() -> None:
    assert call_by_name(lambda user: user, user="u", doctype="d") == "u"
    assert call_by_name(lambda **all_of_them: sorted(all_of_them), user="u", doctype="d") == ["doctype", "user"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(None, None), ("", None), ("  ", None), ("`a` = 1", ("`a` = 1", ())), (("`a` = ?", [1]), ("`a` = ?", (1,)))],
)
def test_a_hooks_answer_becomes_a_condition(answer: Any, expected: Any) -> None:
    assert as_condition(answer) == expected


# -- checks


def problems(*rows: _dict, **options: Any) -> list[str]:
    return [problem.id for problem in check_permissions(Meta({"name": "Deal", **options}), rows)]


@pytest.mark.parametrize(
    ("rows", "options", "expected"),
    [
        ([rule(read=1, write=1, create=1)], {}, []),
        ([rule(read=1, submit=1)], {"is_submittable": 1}, ["permissions.E001"]),
        ([rule(write=1, cancel=1)], {"is_submittable": 1}, ["permissions.E001"]),
        ([rule(write=1, submit=1)], {}, ["permissions.E002"]),
        ([rule(create=1, **{"import": 1})], {}, ["permissions.E003"]),
        ([rule(read=1, permlevel=1)], {}, ["permissions.E004"]),
        ([rule(read=1), rule(read=1, delete=1, permlevel=1)], {}, ["permissions.E005"]),
        ([rule(read=1), rule(read=1), rule(read=1, if_owner=1)], {}, ["permissions.E006"]),
        ([_dict(read=1)], {}, ["permissions.E007"]),
        ([rule("Administrator", read=1)], {}, ["permissions.E008"]),
    ],
)
def test_rules_that_cannot_work_are_problems(rows: Any, options: Any, expected: list[str]) -> None:
    assert problems(*rows, **options) == expected
