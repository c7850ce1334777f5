"""An enqueue wakes the job threads of its own process; those of other processes look once a second."""

from __future__ import annotations

import threading

_condition = threading.Condition()
_calls = 0


def calls() -> int:
    """Return how often `wake` was called, to be given to `wait`: a call in between is not missed."""
    return _calls


def wake() -> None:
    """Let all waiting threads look at once."""
    global _calls
    with _condition:
        _calls += 1
        _condition.notify_all()


def wait(seen: int, *, timeout_s: float) -> bool:
    """Sleep until there is a call after ``seen``; False when the time is over."""
    with _condition:
        return _condition.wait_for(lambda: _calls != seen, timeout_s)
