"""Many acts in one request, each for itself: what is refused is undone and told, the others stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frappe.database import savepoint


class _RefusedError(Exception):
    """One act was refused; carries nothing out of this module."""


def attempt(act: Callable[[], Any]) -> str | None:
    """Act inside a savepoint; return why it was refused, None when it was done. Failures of the server pass."""
    refused: list[str] = []
    with savepoint(_RefusedError):
        try:
            act()
        except Exception as error:
            if getattr(error, "http_status_code", 500) >= 500:
                raise
            refused.append(str(error))
            raise _RefusedError from error
    return refused[0] if refused else None
