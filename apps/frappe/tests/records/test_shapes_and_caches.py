"""A query of a known shape is not built again; what processes keep follows what others commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from frappe.context import SiteState, invalidate, local, slot
from frappe.database import connect
from frappe.records import Query, build, get_all, select
from frappe.records import query as query_module
from frappe.records.cache_version import refresh_if_changed
from frappe.records.plan import Planner
from frappe.records.site_database import SiteDatabase
from records_site import DEAL, METAS, add


def built(**options: Any) -> tuple[str, list[Any]]:
    return build(Query("Deal", **options))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"status": "Open"}, {"status": "x' or 1=1"}),
        ({"visits": [">", 1]}, {"visits": [">", 99]}),
        ({"status": ["in", ["a", "b", "c"]]}, {"status": ["in", ["d", "e", "f", "g"]]}),
        ({"title": ["like", "%a%"]}, {"title": ["like", "%`; --"]}),
        ({"day": ["timespan", "last week"]}, {"day": ["timespan", "this year"]}),
        ([["status", "=", "a"], "or", ["visits", "=", 1]], [["status", "=", "b"], "or", ["visits", "=", 2]]),
        ({"name": ["in", [str(n) for n in range(5000)]]}, {"name": ["in", [str(n) for n in range(6000)]]}),
    ],
)
def test_same_shape_gives_the_same_text(db: SiteDatabase, one: Any, other: Any) -> None:
    first, second = built(filters=one, limit=5), built(filters=other, limit=7)

    assert first[0] == second[0]
    assert first[1] != second[1]


def test_known_shape_is_planned_once(db: SiteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    planned: list[Any] = []

    class Counting(Planner):
        def plan(self, *args: Any) -> Any:
            planned.append(args)
            return super().plan(*args)

    monkeypatch.setattr(query_module, "Planner", Counting)
    for number in range(1, 20):
        get_all("Deal", filters={"visits": number, "title": f"T{number}"}, fields=["name", "title"], limit=number + 1)

    assert len(planned) == 1


def test_no_value_stands_in_the_text(db: SiteDatabase) -> None:
    marker = "marker73"
    sql, values = built(
        fields=[
            "name",
            {"IFNULL": ["title", f"'{marker}'"], "as": "t"},
            {"CONCAT": ["title", f"'{marker}'"], "as": "u"},
        ],
        filters=[
            ["title", "=", marker],
            ["title", "like", marker],
            ["title", "in", [marker]],
            ["title", "between", [marker, marker]],
            ["region", "descendants of", marker],
            ["Deal Item", "item", "!=", marker],
        ],
        or_filters={"notes": marker},
        limit=7345,
        offset=7346,
    )

    assert marker not in sql and "7345" not in sql and "7346" not in sql
    assert values.count(marker) >= 9
    assert sql.count("?") == len(values)


def test_invalidation_forgets_plans(db: SiteDatabase) -> None:
    select(Query("Deal"))
    assert slot("query_plans", dict)

    local.site_state.drop()

    assert not slot("query_plans", dict)


def test_plans_are_limited_in_number(db: SiteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_module, "MAX_PLANS", 5)
    for number in range(30):
        build(Query("Deal", fields=[f"name as n{number}"]))

    assert len(slot("query_plans", dict)) <= 6


# -- other processes


@contextmanager
def other_process(db: SiteDatabase) -> Iterator[SiteDatabase]:
    """Work as another process would: with its own connection and memory."""
    mine = local.db, local.site_state
    local.db = SiteDatabase(connect(local.conf, Path(local.site_path)))
    local.site_state = SiteState("other", Path(local.site_path))
    slot("metadata", dict).update({meta.name: meta for meta in METAS})
    yield local.db
    local.db.commit()
    local.db.close()
    local.db, local.site_state = mine


def test_what_another_process_invalidates_is_forgotten_here(db: SiteDatabase) -> None:
    refresh_if_changed()
    slot("anything", lambda: "kept")
    version = local.site_state.version
    with other_process(db) as other:
        other.invalidate_on_commit()

    refresh_if_changed()

    assert local.site_state.version == version + 1
    refresh_if_changed()
    assert local.site_state.version == version + 1


def test_one_value_that_another_process_invalidates_is_forgotten_here_and_the_rest_stays(db: SiteDatabase) -> None:
    refresh_if_changed()
    for name in ("sessions", "metas"):
        slot(name, lambda name=name: f"kept {name}")  # type: ignore[misc]
    with other_process(db) as other:
        other.invalidate_on_commit("sessions")

    refresh_if_changed()

    assert slot("sessions", lambda: "new") == "new"
    assert slot("metas", lambda: "new") == "kept metas"


def test_invalidation_outside_of_a_transaction_reaches_other_processes(db: SiteDatabase) -> None:
    refresh_if_changed()
    version = local.site_state.version
    with other_process(db):
        invalidate()

    refresh_if_changed()

    assert local.site_state.version == version + 1


def test_own_invalidation_is_not_followed_twice(db: SiteDatabase) -> None:
    refresh_if_changed()
    db.invalidate_on_commit()
    db.commit()
    version = local.site_state.version

    refresh_if_changed()

    assert local.site_state.version == version


def test_single_that_another_process_wrote_is_read_again_and_metas_stay(db: SiteDatabase) -> None:
    refresh_if_changed()
    before, version = db.get_single_value("Deal Settings", "limit"), local.site_state.version
    with other_process(db) as other:
        other.set_single_value("Deal Settings", "limit", before + 3)

    refresh_if_changed()

    assert db.get_single_value("Deal Settings", "limit") == before + 3
    assert local.site_state.version == version


# -- statements


def test_statements_do_not_grow_with_rows(db: SiteDatabase) -> None:
    db.bulk_insert("Deal", ["name", "visits"], [[f"D{n}", n] for n in range(500)])
    add(DEAL, "D", title="x")
    log = db.connection.statement_log = []  # type: ignore[var-annotated]

    get_all("Deal", fields=["name", "visits"], limit=20)
    assert len(log) == 1
    db.get_value("Deal", "D", ["title", "visits"])
    assert len(log) == 2
    db.set_value("Deal", "D", "title", "y")
    assert len(log) == 3
    db.exists("Deal", "D")
    db.count("Deal", {"visits": [">", 3]})
    assert len(log) == 5
