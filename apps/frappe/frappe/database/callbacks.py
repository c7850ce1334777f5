"""Functions to run around a commit or rollback."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any


class CallbackQueue:
    """Functions in order; those added while it runs are run too."""

    def __init__(self) -> None:
        self._functions: deque[Callable[[], Any]] = deque()

    def add(self, function: Callable[[], Any]) -> None:
        self._functions.append(function)

    def run(self) -> None:
        """Run and forget each function; one that raises ends the run, the rest stay queued."""
        while self._functions:
            self._functions.popleft()()

    def reset(self) -> None:
        self._functions.clear()

    def __len__(self) -> int:
        return len(self._functions)
