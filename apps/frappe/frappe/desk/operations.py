"""Operations as the desk shows them: what was done, and taking it back."""

from __future__ import annotations

from typing import Any

from frappe.operations.service import start_undo, state_of
from frappe.rpc import whitelist


@whitelist(methods=["POST"])
def undo(operation: str) -> dict[str, Any]:
    """Take an operation back (``X-Operation-Id``, or ``operation`` of an import). See ``get_state``."""
    return start_undo(operation)


@whitelist()
def get_state(operation: str) -> dict[str, Any]:
    """Return who did an operation, how many documents it changed, and how its undo stands."""
    return state_of(operation)
