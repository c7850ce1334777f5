"""Many at once: one naming series, one document (issue bars); both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.exceptions import TimestampMismatchError
from frappe.sites import open_site

from .conftest import field, make_doctype

MANY = 50


@pytest.fixture
def committed(site: Any) -> Iterator[tuple[str, str]]:
    """A committed DocType with a series; other threads open the same site. The site is renewed afterwards."""
    make_doctype("Race Thing", [field("title"), field("count", "Int")], autoname="RACE-.####", track_changes=1)
    frappe.get_doc({"doctype": "Race Thing", "title": "first"}).insert()
    frappe.db.commit()
    yield local.site, local.sites_path


def at_once(place: tuple[str, str], act: Callable[[int], Any]) -> list[Any]:
    def run(number: int) -> Any:
        with open_site(place[0], sites_path=place[1]):
            return act(number)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(run, range(MANY)))


def test_fifty_inserts_draw_fifty_numbers_without_a_gap(committed: tuple[str, str]) -> None:
    def insert(number: int) -> str:
        doc = frappe.get_doc({"doctype": "Race Thing", "title": str(number)}).insert()
        frappe.db.commit()
        return str(doc.name)

    names = at_once(committed, insert)

    assert sorted(names) == [f"RACE-{number:04d}" for number in range(2, MANY + 2)]


def test_numbers_of_inserts_that_fail_are_used_by_others(committed: tuple[str, str]) -> None:
    def insert(number: int) -> str | None:
        doc = frappe.get_doc({"doctype": "Race Thing", "title": str(number)}).insert()
        if number % 2:
            frappe.db.rollback()
            return None
        frappe.db.commit()
        return str(doc.name)

    names = [name for name in at_once(committed, insert) if name]

    assert sorted(names) == [f"RACE-{number:04d}" for number in range(2, MANY // 2 + 2)]


def test_of_fifty_savers_of_one_copy_one_wins_and_nothing_is_lost(committed: tuple[str, str]) -> None:
    loaded = frappe.get_doc("Race Thing", "RACE-0001").as_dict()

    def save(number: int) -> str:
        doc = frappe.get_doc(dict(loaded))
        doc.title = f"saver {number}"
        try:
            doc.save()
        except TimestampMismatchError:
            frappe.db.rollback()
            return "conflict"
        frappe.db.commit()
        return str(doc.title)

    outcome = Counter(at_once(committed, save))

    winner = next(title for title in outcome if title != "conflict")
    assert outcome == {"conflict": MANY - 1, winner: 1}
    assert frappe.db.get_value("Race Thing", "RACE-0001", "title") == winner


def test_fifty_increments_under_a_row_lock_all_count(committed: tuple[str, str]) -> None:
    def increment(number: int) -> None:
        doc = frappe.get_doc("Race Thing", "RACE-0001", for_update=True)
        doc.count += 1
        doc.save()
        frappe.db.commit()

    at_once(committed, increment)

    assert frappe.db.get_value("Race Thing", "RACE-0001", "count") == MANY
