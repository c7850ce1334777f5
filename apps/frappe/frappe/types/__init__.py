"""Small types everyone uses: ``_dict``, ``DF`` for annotations of controllers, aliases of filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from frappe.types import DF as DF


class _dict(dict):  # type: ignore[type-arg]
    """A dict whose keys are attributes; a missing one is None."""

    __slots__ = ()

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__") and key not in self:
            raise AttributeError(key)
        return self.get(key)

    def __setattr__(self, key: str, value: Any) -> None:
        self[key] = value

    def __delattr__(self, key: str) -> None:
        self.pop(key, None)

    def update(self, *args: Any, **kwargs: Any) -> _dict:  # type: ignore[override]
        """Update and return itself."""
        super().update(*args, **kwargs)
        return self

    def copy(self) -> _dict:
        return _dict(self)

    def __getstate__(self) -> None:
        return None


FilterValue = Any
Filters = Mapping[str, Any] | Iterable[Any] | str | int | None
FilterTuple = tuple[str, str, str, Any]
DocRef = Any
"""A document given as itself, or as its DocType and name."""
