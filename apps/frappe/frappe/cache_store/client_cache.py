"""``frappe.client_cache``: values of this process as they are, shared and never changed, for what is read all the time.

They go with the site's other computed state, in all processes (``context.invalidate``).
"""

from __future__ import annotations

import fnmatch
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from frappe.context import slot

MAX_VALUES = 2048
_loaders: list[Callable[[str, str], Any]] = []


def register_document_loader(loader: Callable[[str, str], Any]) -> None:
    """Let ``model`` answer `ClientCache.get_doc`."""
    _loaders[:] = [loader]


class ClientCache:
    """The values; the least recently set ones go when it is full."""

    @property
    def _values(self) -> OrderedDict[str, Any]:
        return slot("client_cache", OrderedDict)

    def get_value(self, key: str, *, shared: bool = False, generator: Callable[[], Any] | None = None) -> Any:
        """Return the value itself; a missing one is made by ``generator`` and kept."""
        found = self._values.get(key)
        if found is None and generator is not None:
            found = generator()
            self.set_value(key, found)
        return found

    def set_value(self, key: str, val: Any, *, shared: bool = False) -> None:
        values = self._values
        values[key] = val
        while len(values) > MAX_VALUES:
            values.popitem(last=False)

    def delete_value(self, key: str | list[str], *, shared: bool = False) -> None:
        for name in [key] if isinstance(key, str) else key:
            self._values.pop(name, None)

    def delete_keys(self, pattern: str) -> None:
        wanted = pattern if "*" in pattern else pattern + "*"
        self.delete_value([name for name in list(self._values) if fnmatch.fnmatchcase(name, wanted)])

    def get_keys(self, pattern: str) -> list[str]:
        wanted = pattern if "*" in pattern else pattern + "*"
        return [name for name in list(self._values) if fnmatch.fnmatchcase(name, wanted)]

    def get_doc(self, doctype: str, name: str | None = None) -> Any:
        """Return a document from the cache, for reading only; without a name the Single."""
        if not _loaders:
            raise RuntimeError("No loader of documents is registered.")
        return _loaders[0](doctype, name or doctype)

    def clear_cache(self) -> None:
        self._values.clear()
