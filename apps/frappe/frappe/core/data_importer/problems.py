"""What is wrong with a file to import, as values that every page, file and test reads."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

ERROR, WARNING = "error", "warning"
SHOWN_LENGTH = 140


@dataclass(frozen=True)
class Problem:
    """One problem: where it is, what was found, why it cannot stay, and the way out.

    ``row`` is the number in the file, None for the whole column or file. A warning stops nothing.
    """

    message: str
    row: int | None = None
    column: str | None = None
    label: str | None = None
    fieldname: str | None = None
    value: str | None = None
    hint: str | None = None
    level: str = ERROR

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def shown(value: Any) -> str | None:
    """Return a cell as a short text."""
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
