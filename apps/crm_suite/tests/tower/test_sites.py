"""Sites, positions and the geometry behind them (tower-domain section 6)."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from crm_suite.tower.demand_form import column_letter
from crm_suite.tower.geo import (
    bd09_to_gcj02,
    box,
    distance_m,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    position_problem,
    wgs84_to_gcj02,
)
from hypothesis import given
from hypothesis import strategies as st

from .conftest import make_site

CHINA = st.tuples(st.floats(75, 134), st.floats(5, 53))


@pytest.mark.parametrize(
    ("here", "there", "metres"),
    [
        ((114.298572, 30.584355), (114.298572, 30.584805), 50.038),
        ((114.298572, 30.584355), (114.299094, 30.584355), 49.969),
        ((114.298572, 30.584355), (114.303572, 30.588355), 653.380),
        ((116.397428, 39.90923), (121.473701, 31.230416), 1_068_194.069),
    ],
)
def test_distances(here: tuple[float, float], there: tuple[float, float], metres: float) -> None:
    assert round(distance_m(here, there), 3) == metres


@pytest.mark.parametrize(
    ("wgs", "gcj", "bd"),
    [
        ((116.397428, 39.90923), (116.4036716, 39.9106335), (116.4100441, 39.9169729)),
        ((114.298572, 30.584355), (114.3040071, 30.5819309), (114.3105812, 30.5875913)),
    ],
)
def test_coordinate_systems(wgs: tuple[float, float], gcj: tuple[float, float], bd: tuple[float, float]) -> None:
    shifted = wgs84_to_gcj02(wgs)
    assert tuple(round(part, 7) for part in shifted) == gcj
    assert tuple(round(part, 7) for part in gcj02_to_bd09(shifted)) == bd


@given(CHINA)
def test_conversions_go_back_to_where_they_came_from(point: tuple[float, float]) -> None:
    assert distance_m(gcj02_to_wgs84(wgs84_to_gcj02(point)), point) < 0.01
    assert distance_m(bd09_to_gcj02(gcj02_to_bd09(point)), point) < 0.01


@given(CHINA, st.floats(0, 2_000), st.floats(-1, 1), st.floats(-1, 1))
def test_a_box_holds_every_point_within_its_radius(
    centre: tuple[float, float], radius: float, east: float, north: float
) -> None:
    point = (centre[0] + east * 0.05, centre[1] + north * 0.02)
    (west, south), (far_east, far_north) = box(centre, radius + 1)

    near = distance_m(centre, point) <= radius
    assert not near or (west <= point[0] <= far_east and south <= point[1] <= far_north)


@pytest.mark.parametrize(
    ("point", "problem"),
    [((73, 3), None), ((136, 54), None), ((72.99, 30), "outside"), ((30.58, 114.3), "swapped"), ((0, 0), "outside")],
)
def test_positions_outside_and_swapped_are_told_apart(point: tuple[float, float], problem: str | None) -> None:
    assert position_problem(point) == problem


def test_column_letters_follow_sheets() -> None:
    assert [column_letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_a_site_keeps_what_was_entered_beside_wgs84(crm: Any) -> None:
    site = make_site(longitude=114.3105812, latitude=30.5875913, coordinate_system="BD-09")

    assert (site.longitude, site.latitude, site.coordinate_system) == (114.298572, 30.584355, "WGS-84")
    assert site.source_system == "BD-09"


def test_an_odd_site_code_is_kept_with_a_word_about_it(crm: Any) -> None:
    site = make_site(site_code="OLD-17")

    assert site.name == "OLD-17"
    assert "18 digits" in frappe.get_message_log()[-1]["message"]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"longitude": 30.58, "latitude": 114.3}, "swapped"),
        ({"longitude": 10, "latitude": 50}, "outside longitude"),
        ({"mount_slots": 2, "free_slots": 3}, "more free positions"),
        ({"tenancies": [{"operator": "China Mobile", "party_role": "Anchor Tenant", "from_date": "2026-02-01",
                         "to_date": "2026-01-01"}]}, "end is before"),
    ],
)  # fmt: skip
def test_impossible_sites_are_refused(crm: Any, values: dict[str, Any], text: str) -> None:
    with pytest.raises(frappe.ValidationError, match=text):
        make_site(**values)
