"""Who wants to know of writes that bypass documents (the journal)."""

from __future__ import annotations

from typing import Any, Protocol


class WriteObserver(Protocol):
    """Told of direct writes: action, and the old and new values."""

    def wants(self, doctype: str) -> bool: ...

    def __call__(self, doctype: str, name: Any, action: str, old: Any, new: Any) -> None: ...


_observers: list[WriteObserver] = []


def register_write_observer(observer: WriteObserver) -> None:
    _observers.append(observer)


def wanting(doctype: str) -> list[WriteObserver]:
    """Return the observers that want a DocType's writes now."""
    return [observer for observer in _observers if observer.wants(doctype)]
