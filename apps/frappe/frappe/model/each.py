"""Many acts in one request, each for itself: what is refused is undone and told, the others stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frappe.context import local
from frappe.database import savepoint
from frappe.exceptions import words_of


class _RefusedError(Exception):
    """One act was refused; carries nothing out of this module."""


def attempt(act: Callable[[], Any]) -> str | None:
    """Act inside a savepoint; return why it was refused, None when it was done. Failures of the server pass."""
    refused: list[str] = []
    told = len(local.message_log)
    with savepoint(_RefusedError):
        try:
            act()
        except Exception as error:
            if getattr(error, "http_status_code", 500) >= 500:
                raise
            refused.append(words_of(error))
            del local.message_log[told:]
            raise _RefusedError from error
    return refused[0] if refused else None
