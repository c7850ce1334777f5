"""A read-only record with attribute access: what ``Meta``, ``DocField`` and permission rows are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar


class FrozenRecord:
    """Values by attribute or ``get``; a known property that is absent has the default of its type.

    ``doctype`` names the DocType whose fields the record's properties are.
    """

    doctype: ClassVar[str] = ""
    defaults: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, values: Mapping[str, Any]) -> None:
        own = self.__dict__
        own.update(self.defaults)
        own.update((key, value) for key, value in values.items() if value is not None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return None

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only; change the DocType or its customizations instead.")

    def __copy__(self) -> FrozenRecord:
        return self

    def __deepcopy__(self, memo: Any) -> FrozenRecord:
        return self

    def get(self, key: str, default: Any = None) -> Any:
        """Return a property, or ``default`` when it is absent."""
        value = self.__dict__.get(key)
        return default if value is None else value

    def as_dict(self) -> dict[str, Any]:
        """Return the properties as a plain dict with ``doctype``."""
        return {"doctype": self.doctype, **self.__dict__}

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.__dict__.get('fieldname') or self.__dict__.get('name') or ''}>"
