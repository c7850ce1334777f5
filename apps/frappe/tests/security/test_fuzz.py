"""Fuzz with a fixed seed: no failure of the server, no SQL error, never a row that the permissions deny."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import frappe
import pytest
import schemathesis
from api_site import READER, Caller, World
from frappe.localization import now
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from role_matrix import nothing_kept

pytestmark = pytest.mark.filterwarnings("ignore:The fifth element of a filter is ignored")
DOCTYPES = ("Customer", "Lead", "Opportunity", "Quotation", "Issue", "Site Demand")
LIST_ROUTES = (
    "/api/resource/{0}",
    "/api/v2/document/{0}",
    "/api/method/frappe.client.get_list",
    "/api/method/frappe.desk.reportview.get",
    "/api/method/frappe.desk.reportview.get_count",
)
STORED = "FUZZ-1"
FAILURES = (500, 502, 503, 504, 508)
CHECKS = {"suppress_health_check": list(HealthCheck), "deadline": None, "phases": (Phase.explicit, Phase.generate)}


def examples(count: int) -> Any:
    """Return settings with a fixed seed, so that each run tries the same."""
    return settings(max_examples=count, derandomize=True, database=None, **CHECKS)  # type: ignore[arg-type]


# -- parameters of lists

WORDS = st.sampled_from(
    [
        "name",
        "subject",
        "party",
        "amount",
        "secret",
        "lines.text",
        "party.title",
        "owner",
        "docstatus",
        "_assign",
        "*",
        "",
        "`tabApi Order`.`name`",
        "`tabUser`.`name`",
        "tabUser.api_key",
        "count(name) as n",
        "max(secret)",
        "sum(amount)",
        "sleep(5)",
        "1; drop table `tabApi Order`",
        "name' or '1'='1",
        "(select api_secret from tabUser)",
        "name--",
        "名称",
        "name/**/",
        "password",
        "ifnull(secret, 1)",
        "distinct secret",
        "case when 1 then 2 end",
        "x" * 200,
        "\x00",
        "%",
        "💥",
    ]
)
OPERATORS = st.sampled_from(
    [
        "=",
        "!=",
        ">",
        "<",
        ">=",
        "<=",
        "like",
        "not like",
        "in",
        "not in",
        "is",
        "between",
        "Timespan",
        "descendants of",
        "ancestors of",
        "regexp",
        "or 1=1",
        "",
        "LIKE BINARY",
        "not descendants of (inclusive)",
        "previous",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(
        ["x", "set", "not set", "last week", "Order 1", "2026-01-01", "' or 1=1 --", "%", "North", "\\", "[]"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)
CONDITION = st.tuples(WORDS, OPERATORS, VALUES).map(list) | st.tuples(
    st.just("Api Order"), WORDS, OPERATORS, VALUES
).map(list)
FILTERS = (
    st.lists(CONDITION, max_size=3)
    | st.dictionaries(WORDS, VALUES | st.tuples(OPERATORS, VALUES).map(list), max_size=3)
    | st.lists(CONDITION | st.sampled_from(["and", "or"]), max_size=5)
    | VALUES
)
ORDER = st.tuples(WORDS, st.sampled_from(["", " asc", " desc", " desc, name asc", " limit 1", ";"])).map("".join)
PARAMETERS = st.fixed_dictionaries(
    {},
    optional={
        "fields": st.lists(WORDS, max_size=4) | VALUES,
        "filters": FILTERS,
        "or_filters": FILTERS,
        "order_by": ORDER,
        "group_by": WORDS,
        "limit": st.integers(-5, 200) | VALUES,
        "limit_start": VALUES,
        "start": st.integers(-5, 5),
        "limit_page_length": st.integers(-1, 50),
        "parent": WORDS,
        "as_dict": VALUES,
        "distinct": VALUES,
    },
)


@pytest.fixture(scope="module")
def visible(world: World) -> set[str]:
    """Restrict the reader to one party's orders and return the names that the document check lets him read."""
    with world.inside():
        frappe.get_doc(
            {
                "doctype": "User Permission",
                "user": READER,
                "allow": "Api Party",
                "for_value": "Party 1",
                "apply_to_all_doctypes": 1,
            }
        ).insert()
        frappe.db.commit()
        names = frappe.get_all("Api Order", pluck="name", limit=0)
        return {name for name in names if frappe.has_permission("Api Order", "read", name, user=READER)}


@pytest.fixture(scope="module")
def forbidden(world: World, visible: set[str]) -> dict[str, Any]:
    """Texts that no answer to the reader may hold: names and subjects of denied orders, and secrets."""
    with world.inside():
        rows = frappe.get_all("Api Order", fields=["name", "subject"], limit=0)
        frappe.db.sql("update `tabApi Order` set `secret` = 'TOP-SECRET-WORD'")
        frappe.db.commit()
    assert 0 < len(visible) < len(rows)
    return {"names": {row.name for row in rows} - visible, "secret": "TOP-SECRET-WORD"}


def check_lists(caller: Caller, forbidden: dict[str, Any], route: str, parameters: dict[str, Any]) -> None:
    answer = (
        caller.post(route, doctype="Api Order", **parameters)
        if "method" in route
        else caller.get(route.format("Api Order"), **parameters)
    )

    text = answer.get_data(as_text=True)
    assert answer.status_code not in FAILURES, text
    if answer.status_code == 200:
        assert forbidden["secret"] not in text
        assert not _strings(answer.json) & forbidden["names"], parameters


def _strings(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {name for part in value.values() for name in _strings(part)}
    if isinstance(value, list):
        return {name for part in value for name in _strings(part)}
    return {value} if isinstance(value, str) else set()


def fuzz_lists(world: World, forbidden: dict[str, Any], count: int) -> None:
    caller = world.by_key(READER)

    @examples(count)
    @given(route=st.sampled_from(LIST_ROUTES), parameters=PARAMETERS)
    def run(route: str, parameters: dict[str, Any]) -> None:
        check_lists(caller, forbidden, route, parameters)

    run()


def test_lists_never_fail_and_never_show_what_is_denied(world: World, forbidden: dict[str, Any]) -> None:
    fuzz_lists(world, forbidden, 2000)


@pytest.mark.long
def test_lists_never_fail_and_never_show_what_is_denied_for_long(world: World, forbidden: dict[str, Any]) -> None:
    fuzz_lists(world, forbidden, 150_000)


# -- names and values


@examples(300)
@given(
    name=st.text(min_size=1, max_size=40) | WORDS,
    values=st.dictionaries(WORDS | st.text(max_size=8), VALUES, max_size=4),
)
def try_values(caller: Caller, name: str, values: dict[str, Any]) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        return
    answers = [
        caller("POST", "/api/resource/Api Order", json={"subject": name, **values}),
        caller.post("/api/method/frappe.client.get", doctype="Api Order", name=name),
        caller.post("/api/method/frappe.client.set_value", doctype="Api Party", name="Party 1", fieldname=values),
        caller.post("/api/method/frappe.client.insert", doc={"doctype": "Api Party", "name": name, **values}),
        caller.post(
            "/api/method/frappe.desk.form.save.savedocs",
            doc=json.dumps({"doctype": "Api Order", "name": name, **values}),
            action="Save",
        ),
        caller.post("/api/method/frappe.desk.search.search_link", doctype="Api Party", txt=name, filters=values),
    ]
    for answer in answers:
        assert answer.status_code not in FAILURES, answer.get_data(as_text=True)


def test_names_and_values_never_fail(world: World) -> None:
    try_values(world.by_key("Administrator"))


# -- the described API


@pytest.fixture(scope="module")
def document(world: World) -> Iterator[dict[str, Any]]:
    """The description of six DocTypes, each with a stored document of the name STORED."""
    with world.inside():
        for doctype in DOCTYPES:
            doc = frappe.new_doc(doctype)
            doc.name, doc.owner, doc.modified_by = STORED, "Administrator", "Administrator"
            doc.creation = doc.modified = now()
            doc.db_insert()
        frappe.db.commit()
    yield world.by_key("Administrator").get("/api/v2/openapi.json", doctypes=",".join(DOCTYPES)).json


def fuzz_operation(caller: Caller, operation: Any, count: int) -> None:
    described = set(operation.responses.status_codes)

    @examples(count)
    @given(case=operation.as_strategy(), stored=st.booleans())
    def run(case: Any, stored: bool) -> None:
        if stored and "name" in (case.path_parameters or {}):
            case.path_parameters["name"] = STORED
        body = {} if case.body.__class__.__name__ == "NotSet" else {"json": case.body}
        answer = caller(case.method.upper(), case.formatted_path, query_string=dict(case.query or {}), **body)
        assert answer.status_code not in FAILURES, answer.get_data(as_text=True)[:500]
        assert answer.content_type.startswith("application/json")
        assert str(answer.status_code) in described, answer.get_data(as_text=True)[:500]

    run()


def fuzz_operations(world: World, document: dict[str, Any], count: int) -> list[str]:
    """Try every described operation to its end; return their labels."""
    caller = world.by_key("Administrator")
    operations = [found.ok() for found in schemathesis.openapi.from_dict(document).get_all_operations()]
    failures = []
    with nothing_kept(world):
        for operation in operations:
            try:
                fuzz_operation(caller, operation, count)
            except AssertionError as failure:
                failures.append(f"{operation.label}: {failure}")
    assert not failures, "\n\n".join(failures)
    return [operation.label for operation in operations]


def test_described_operations_never_fail(world: World, document: dict[str, Any]) -> None:
    tried = fuzz_operations(world, document, int(os.environ.get("BENCH_FUZZ_EXAMPLES", "300")))

    assert len(tried) == 5 * len(DOCTYPES)


@pytest.mark.long
def test_described_operations_never_fail_for_long(world: World, document: dict[str, Any]) -> None:
    assert len(fuzz_operations(world, document, 6000)) == 5 * len(DOCTYPES)
