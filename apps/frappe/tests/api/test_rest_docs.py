"""docs/rest.md names every route and every short name."""

from __future__ import annotations

from pathlib import Path

from frappe.api.router import ROUTES
from frappe.api.rpc import SHORT_NAMES

DOCS = Path(__file__).resolve().parents[4] / "docs" / "rest.md"


def test_every_route_is_described() -> None:
    text = DOCS.read_text(encoding="utf-8")

    assert [route.path for route in ROUTES if f"`{route.path}" not in text] == []


def test_every_short_name_is_described() -> None:
    text = DOCS.read_text(encoding="utf-8")

    assert [name for name in SHORT_NAMES if f"`{name}`" not in text] == []
