"""A job's arguments as typed JSON: dates, decimals, tuples and sets survive; never pickle (security 1.5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frappe.cache_store import dumps, loads
from frappe.messages import _

LONGEST_RESULT = 100_000


def dump_arguments(method: str, arguments: Mapping[str, Any], callbacks: Mapping[str, str]) -> str:
    """Return arguments and callbacks of a job as text.

    Raises:
        TypeError: an argument cannot be coded; the text names it.
    """
    try:
        return dumps(method, {"arguments": dict(arguments), "callbacks": dict(callbacks)})
    except TypeError as error:
        for key, value in arguments.items():
            if dump_result(value, limit=None) is None:
                raise TypeError(
                    _("Argument {0} of job {1} is a {2}, which cannot be queued. Pass names and plain values.").format(
                        key, method, type(value).__name__
                    )
                ) from error
        raise


def load_arguments(text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Return arguments and callbacks, new values at each call."""
    parts = loads(text)
    return parts["arguments"], parts["callbacks"]


def dump_result(value: Any, *, limit: int | None = LONGEST_RESULT) -> str | None:
    """Return what a job returned as text, None when it cannot be coded or is too long to keep."""
    try:
        text = dumps("result", value)
    except TypeError:
        return None
    return text if limit is None or len(text) <= limit else None


def load_result(text: str | None) -> Any:
    return loads(text) if text else None
