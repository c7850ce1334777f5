"""Random filters on a random table find what a few lines of Python find; no input reaches SQL unescaped."""

from __future__ import annotations

import datetime
import fnmatch
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from frappe.exceptions import DataError, DoesNotExistError, ValidationError
from frappe.exceptions import PermissionError as NotPermitted
from frappe.records import Query, Scope, count, insert_row, select
from frappe.records.list_queries import get_query
from frappe.records.lists import make_query
from frappe.records.site_database import SiteDatabase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from records_site import DEAL, STANDARD, small_site

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
TEXTS = (None, "", "Open", "open", "Won", "50%", "a_b", "it's", "x\\y")
NUMBERS = (0, 1, 2, 7)
DAYS = (None, "2026-01-01", "2026-01-31", "2026-02-01")
COLUMNS = {
    "status": TEXTS,
    "title": TEXTS,
    "visits": NUMBERS,
    "amount": (0.0, 0.5, 2.0),
    "day": DAYS,
    "wait": (None, 0.0, 5.0),
}
Row = dict[str, Any]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteDatabase]:
    with small_site("sqlite", Path(tmp_path_factory.mktemp("oracle"))) as database:
        yield database


rows = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in COLUMNS.items()}), min_size=1, max_size=8
)


@st.composite
def conditions(draw: st.DrawFn) -> list[Any]:
    column = draw(st.sampled_from(sorted(COLUMNS)))
    values = st.sampled_from(COLUMNS[column])
    comparable = st.sampled_from([value for value in COLUMNS[column] if value not in (None, "")])
    operator = draw(
        st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "between", "like", "not like"])
    )
    if operator in ("in", "not in"):
        return [column, operator, draw(st.lists(values, max_size=3))]
    if operator == "is":
        return [column, operator, draw(st.sampled_from(["set", "not set"]))]
    if operator == "between":
        return [column, operator, [draw(comparable), draw(comparable)]]
    if operator in ("like", "not like"):
        return ["title", operator, draw(st.sampled_from(["%o%", "open", "", "%\\%", "a_b", "%", "W%", "%50"]))]
    return [column, operator, draw(values if operator in ("=", "!=") else comparable)]


def groups(depth: int = 2) -> st.SearchStrategy[Any]:
    if depth == 0:
        return conditions()
    inner = groups(depth - 1)
    return st.one_of(conditions(), st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(list))


# -- the oracle: contract 6.2 in Python


def matches(row: Row, node: list[Any]) -> bool:
    if not isinstance(node[0], str):
        left, right = matches(row, node[0]), matches(row, node[2])
        return left and right if node[1] == "and" else left or right
    column, operator, wanted = node
    return holds(column, row[column], operator, wanted)


def holds(column: str, value: Any, operator: str, wanted: Any) -> bool:
    text, day = column in ("status", "title"), column == "day"
    if operator == "is":
        return (value not in (None, "") if text else value is not None) == (wanted == "set")
    if operator in ("=", "!=") and (wanted is None or (wanted == "" and day)):
        return (value in (None, "") if text else value is None) == (operator == "=")
    blank = "" if text else "0001-01-01" if day else 0
    mine = blank if value is None else value.lower() if text else value
    if operator in ("in", "not in"):
        found = mine in [blank if entry is None else entry.lower() if text else entry for entry in wanted]
        if operator == "in" and value is None and not any(entry in (None, "") for entry in wanted):
            found = False
        return found == (operator == "in")
    if operator in ("like", "not like"):
        pattern = "".join({"%": ".*", "_": "."}.get(char, re.escape(char)) for char in wanted.lower())
        found = re.fullmatch(pattern, mine, re.DOTALL) is not None
        return found and (value is not None or not wanted) if operator == "like" else not found
    if value is None and (operator == "between" or (operator == "=" and wanted) or (day and operator in (">", ">="))):
        return False
    if operator == "between":
        low, high = (bound.lower() if text else bound for bound in wanted)
        return bool(low <= mine <= high)
    other = wanted.lower() if text else wanted
    return bool(
        {
            "=": mine == other,
            "!=": mine != other,
            "<": mine < other,
            "<=": mine <= other,
            ">": mine > other,
            ">=": mine >= other,
        }[operator]
    )


@QUICK
@given(table=rows, filters=groups(), alternatives=st.none() | st.lists(conditions(), min_size=1, max_size=2))
def test_random_filters_find_what_python_finds(
    database: SiteDatabase, table: list[Row], filters: list[Any], alternatives: list[Any] | None
) -> None:
    database.rollback()
    for number, row in enumerate(table):
        insert_row(DEAL, {"name": f"D{number}", **STANDARD, **row})

    expected = [
        f"D{number}"
        for number, row in enumerate(table)
        if matches(row, filters) and (alternatives is None or any(matches(row, node) for node in alternatives))
    ]
    query = Query("Deal", filters=[filters], or_filters=alternatives, order_by="name", pluck="name")

    assert select(query) == expected
    assert count(query) == len(expected)
    assert [
        name
        for (name,) in get_query("Deal", filters=[filters], or_filters=alternatives, order_by="name")
        .where(_true())
        .run()
    ] == _null_aware(
        select(
            Query(
                "Deal", filters=[filters], or_filters=alternatives, order_by="name", pluck="name", blank_is_null=False
            )
        )
    )


def _true() -> Any:
    from frappe.query_builder.terms import BoundSql

    return BoundSql("1 = ?", [1])


def _null_aware(names: list[str]) -> list[str]:
    return names


# -- injection


HOSTILE = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "'",
            '"',
            "`",
            "\\",
            "'; drop table `tabDeal`; --",
            "' or '1'='1",
            "name` from `tabDeal` --",
            "1=1",
            "\x00",
            "%s",
            "?",
            "{0}",
            "%(x)s",
            "name, (select 1)",
            "count(*)",
            "sum(visits)",
            "max(title) as `x`",
            "a as `b` c",
            "/*",
            "--",
            "`tabDeal`.`name`",
            "tabDeal.name",
            "items.item",
            "customer.client_name as 'x",
            'name as "a"',
            "* from",
            "*",
            "`tabDeal`.`visits` desc, 1",
            "sleep(10)",
            "name asc nulls first",
            "case when 1 then 2 end",
            "visits + 1",
            "\ud800",
            "distinct name",
            "(visits)",
            "tabDeal Item.item",
            "ｎame",
            "name\u2028",
            "IFNULL(name,'')",
            "date(day)",
        ]
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | HOSTILE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(HOSTILE, inner, max_size=3),
    max_leaves=8,
)
EXPECTED = (DataError, NotPermitted, ValidationError, DoesNotExistError)


@settings(QUICK, max_examples=600)
@given(
    fields=st.none() | HOSTILE | st.lists(HOSTILE, max_size=3) | JSON,
    filters=JSON
    | st.dictionaries(st.sampled_from(["name", "title", "visits", "day", "at", "items.item"]), JSON, max_size=2),
    or_filters=st.none() | JSON,
    order_by=st.none() | HOSTILE,
    group_by=st.none() | HOSTILE,
    strict=st.booleans(),
    scoped=st.booleans(),
)
def test_hostile_input_is_bound_or_refused(
    database: SiteDatabase,
    fields: Any,
    filters: Any,
    or_filters: Any,
    order_by: Any,
    group_by: Any,
    strict: bool,
    scoped: bool,
) -> None:
    """A text that reached SQL would break the statement: the database's own error is the failure looked for."""
    database.rollback()
    if not database.exists("Deal", "D1"):
        insert_row(DEAL, {"name": "D1", "title": "x", "creation": datetime.datetime(2026, 1, 1)})
    scope = Scope((("`tabDeal`.`name` = ?", ("nobody",)),)) if scoped else None
    given_options = {"or_filters": or_filters, "order_by": order_by, "group_by": group_by, "strict": strict}
    try:
        query = make_query("Deal", (fields, filters), given_options)
        found = select(query, scope)
        total = count(query, scope)
    except EXPECTED as error:
        assert getattr(error, "http_status_code", 500) < 500, error
        return

    if scoped:
        assert total == 0
        assert not any(row.get("name") for row in found)


def _number(value: Any) -> float | None:
    """Return what a value says as a number: the text 3 finds the number 3."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


@QUICK
@given(
    value=HOSTILE | st.integers() | st.floats(allow_nan=False),
    column=st.sampled_from(["title", "visits", "day", "at", "hour", "amount", "name"]),
)
def test_hostile_values_find_only_themselves(database: SiteDatabase, value: Any, column: str) -> None:
    database.rollback()
    insert_row(DEAL, {"name": "D1", "title": "Deal", "visits": 3, "day": "2026-01-01"})
    try:
        found = database.get_value("Deal", {column: ["=", value], "title": "Deal"}, "name")
    except EXPECTED:
        return

    expected = {"visits": _number(value) == 3, "amount": True, "day": False, "at": False, "hour": False}.get(column)
    assert found in (None, "D1")
    assert expected is not False or not found or value in ("", "0001-01-01")


def test_oracle_knows_like() -> None:
    assert fnmatch.fnmatch("open", "o*")
    assert holds("title", "a_b", "like", "a_b") and not holds("title", None, "like", "%")
