"""Positions of records: convert what was entered to WGS-84 and refuse impossible places."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from crm_suite.tower.geo import position_problem, to_wgs84

WGS84 = "WGS-84"
PLACES = 6


def settle_position(doc: Any) -> None:
    """Store the position in WGS-84, with the entered pair and its system beside it.

    Raises:
        ValidationError: the position is outside the area served, or longitude and latitude are swapped.
    """
    entered = (flt(doc.longitude), flt(doc.latitude))
    problem = position_problem(entered)
    if problem == "swapped":
        frappe.throw(_("Longitude {0} and latitude {1} are swapped.").format(*entered))
    if problem:
        frappe.throw(_("Position {0}, {1} is outside longitude 73 to 136 and latitude 3 to 54.").format(*entered))
    system = doc.coordinate_system or WGS84
    if system == WGS84:
        return
    longitude, latitude = to_wgs84(entered, system)
    doc.source_longitude, doc.source_latitude, doc.source_system = *entered, system
    doc.longitude, doc.latitude = round(longitude, PLACES), round(latitude, PLACES)
    doc.coordinate_system = WGS84
