"""Positions: distance on the sphere, boxes around a point, Chinese coordinate systems; pure.

Degrees in and out, longitude first. GCJ-02 is what Chinese public maps show, BD-09 what Baidu shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable

EARTH_RADIUS_M = 6_371_008.8
METRES_PER_DEGREE = 111_195
SEMI_MAJOR_AXIS_M = 6_378_245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
LONGITUDES = (73, 136)
LATITUDES = (3, 54)
GCJ_LONGITUDES = (72.004, 137.8347)
GCJ_LATITUDES = (0.8293, 55.8271)
SAME_PLACES = 6

Point = tuple[float, float]


def distance_m(here: Point, there: Point) -> float:
    """Return the great-circle distance in metres."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*here, *there))
    chord = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(chord))


def box(centre: Point, radius_m: float) -> tuple[Point, Point]:
    """Return the south-west and north-east corner of a box that holds all points within the radius."""
    lon, lat = centre
    d_lat = radius_m / METRES_PER_DEGREE
    d_lon = d_lat / math.cos(math.radians(lat))
    return (lon - d_lon, lat - d_lat), (lon + d_lon, lat + d_lat)


def same_place(here: Point, there: Point) -> bool:
    """Tell whether two WGS-84 positions are equal to six places (about 0.1 m)."""
    return all(round(a, SAME_PLACES) == round(b, SAME_PLACES) for a, b in zip(here, there, strict=True))


def position_problem(point: Point) -> str | None:
    """Return ``swapped`` or ``outside`` when a position is not in the area served; None when it is."""
    lon, lat = point
    if LONGITUDES[0] <= lon <= LONGITUDES[1] and LATITUDES[0] <= lat <= LATITUDES[1]:
        return None
    if LONGITUDES[0] <= lat <= LONGITUDES[1] and LATITUDES[0] <= lon <= LATITUDES[1]:
        return "swapped"
    return "outside"


def to_wgs84(point: Point, system: str) -> Point:
    """Convert a position of a named coordinate system to WGS-84."""
    if system == "GCJ-02":
        return gcj02_to_wgs84(point)
    if system == "BD-09":
        return gcj02_to_wgs84(bd09_to_gcj02(point))
    return point


def wgs84_to_gcj02(point: Point) -> Point:
    """Shift a position as Chinese public maps do; identity outside China."""
    lon, lat = point
    inside = GCJ_LONGITUDES[0] <= lon <= GCJ_LONGITUDES[1] and GCJ_LATITUDES[0] <= lat <= GCJ_LATITUDES[1]
    if not inside:
        return point
    x, y, sin, pi = lon - 105, lat - 35, math.sin, math.pi
    common = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    root = math.sqrt(abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (
        2 / 3 * (common + 20 * sin(y * pi) + 40 * sin(y * pi / 3) + 160 * sin(y * pi / 12) + 320 * sin(y * pi / 30))
    )
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += 2 / 3 * (common + 20 * sin(x * pi) + 40 * sin(x * pi / 3) + 150 * sin(x * pi / 12) + 300 * sin(x * pi / 30))
    curve = 1 - ECCENTRICITY_SQUARED * sin(math.radians(lat)) ** 2
    return (
        lon + east * 180 / (SEMI_MAJOR_AXIS_M / math.sqrt(curve) * math.cos(math.radians(lat)) * pi),
        lat + north * 180 / (SEMI_MAJOR_AXIS_M * (1 - ECCENTRICITY_SQUARED) / curve**1.5 * pi),
    )


def gcj02_to_wgs84(point: Point) -> Point:
    """Undo the shift, to 1e-9 degrees."""
    return _undone(wgs84_to_gcj02, point, 1e-9)


def _undone(shift: Callable[[Point], Point], point: Point, precision: float) -> Point:
    """Return the point that a shift brings to ``point``, found by iteration."""
    lon, lat = point
    for _ in range(50):
        shifted = shift((lon, lat))
        d_lon, d_lat = shifted[0] - point[0], shifted[1] - point[1]
        lon, lat = lon - d_lon, lat - d_lat
        if max(abs(d_lon), abs(d_lat)) < precision:
            break
    return lon, lat


def gcj02_to_bd09(point: Point) -> Point:
    """Apply Baidu's second shift."""
    lon, lat = point
    k = math.pi * 3000 / 180
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * k)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * k)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def bd09_to_gcj02(point: Point) -> Point:
    """Undo Baidu's second shift."""
    return _undone(gcj02_to_bd09, point, 1e-10)
