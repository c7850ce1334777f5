"""Who wants to know of writes that bypass documents: the journal, and what keeps computed state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from frappe.context import local


class WriteObserver(Protocol):
    """Told of direct writes: action (insert, set_value, delete), and the old and new values.

    Old values are read only for DocTypes that an observer wants.
    """

    def wants(self, doctype: str) -> bool: ...

    def __call__(self, doctype: str, name: Any, action: str, old: Any, new: Any) -> None: ...


_observers: list[WriteObserver] = []


def register_write_observer(observer: WriteObserver) -> None:
    """Let an observer know of direct writes."""
    _observers.append(observer)


def wanting(doctype: str) -> list[WriteObserver]:
    """Return the observers that want a DocType's writes now."""
    return [observer for observer in _observers if observer.wants(doctype)]


def tell(
    observers: list[WriteObserver], doctype: str, name: Any, action: str, old: Mapping[str, Any] | None, new: Any
) -> None:
    """Tell observers of one written row."""
    for observer in observers:
        observer(doctype, name, action, old, new)


def forget(doctype: str, name: Any = None) -> None:
    """Drop what this request remembers of a record, or of all of a DocType."""
    local.db.forget_values(doctype)
    kept = local.__dict__.get("document_cache")
    if kept:
        for key in [key for key in kept if key[0] == doctype and (name is None or key[1] == str(name))]:
            del kept[key]
