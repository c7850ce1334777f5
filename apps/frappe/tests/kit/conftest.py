"""The site of the points, for the kit."""

from __future__ import annotations

from point_site import point as point
