"""``DocStatus``: the state of a document in the submit cycle, an int with questions."""

from __future__ import annotations


class DocStatus(int):
    """0 draft, 1 submitted, 2 cancelled."""

    DRAFT = 0
    SUBMITTED = 1
    CANCELLED = 2

    def is_draft(self) -> bool:
        return self == 0

    def is_submitted(self) -> bool:
        return self == 1

    def is_cancelled(self) -> bool:
        return self == 2

    @classmethod
    def draft(cls) -> DocStatus:
        return cls(0)

    @classmethod
    def submitted(cls) -> DocStatus:
        return cls(1)

    @classmethod
    def cancelled(cls) -> DocStatus:
        return cls(2)
