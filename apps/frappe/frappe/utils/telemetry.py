"""Nothing is reported to anybody: these names exist because apps call them."""

from __future__ import annotations

from typing import Any


def capture(event: str, app: str, **kwargs: Any) -> None:
    """Do nothing."""


def init_telemetry() -> None:
    """Do nothing."""
