"""Existing sites near a demand, nearest first: share before build."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import flt

from crm_suite.tower.geo import box, distance_m

SCENE_RADIUS_M = {"Urban": 200, "Town": 300, "Rural": 500}
DEFAULT_RADIUS_M = 500


def find_candidate_sites(demand: Any) -> list[dict[str, Any]]:
    """Return sites in service or planned within the radius of the scene, with distance and free positions."""
    radius = SCENE_RADIUS_M.get(demand.coverage_scene or "", DEFAULT_RADIUS_M)
    here = (flt(demand.longitude), flt(demand.latitude))
    (west, south), (east, north) = box(here, radius)
    filters = [
        ["longitude", "between", [west, east]],
        ["latitude", "between", [south, north]],
        ["status", "!=", "Retired"],
    ]
    fields = ["name", "site_name", "longitude", "latitude", "free_slots"]
    found = []
    for site in frappe.get_all("Tower Site", filters=filters, fields=fields, limit=0):
        metres = distance_m(here, (flt(site.longitude), flt(site.latitude)))
        if metres <= radius:
            found.append({"tower_site": site.name, "site_name": site.site_name, "method": "Share",
                          "distance_m": round(metres, 1), "free_slots": site.free_slots})  # fmt: skip
    return sorted(found, key=lambda row: row["distance_m"])
