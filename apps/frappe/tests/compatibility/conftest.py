"""Fixtures of the points of contract section 12."""

from __future__ import annotations

from point_site import point as point
