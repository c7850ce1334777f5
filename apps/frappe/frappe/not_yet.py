"""Public names of the contract that are not built yet: each answers with one clear error (docs/compatibility.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from frappe.exceptions import NotAvailableYetError
from frappe.messages import _


class NotYet:
    """Stands for a function or class that is not built yet; importing it is allowed, using it is refused."""

    def __init__(self, path: str) -> None:
        self.__name__ = path.rpartition(".")[2]
        self.path = path

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse the call.

        Raises:
            NotAvailableYetError: always.
        """
        raise NotAvailableYetError(
            _("{0} is not available yet. docs/compatibility.md lists what is.").format(self.path), path=self.path
        )

    def __mro_entries__(self, bases: tuple[Any, ...]) -> NoReturn:
        """Refuse to be a base class."""
        self()

    def __enter__(self) -> NoReturn:
        self()

    def __exit__(self, *error: Any) -> None:
        """End nothing: entering was refused."""

    def __repr__(self) -> str:
        return f"<not available yet: {self.path}>"


def names_of(module: str) -> Callable[[str], NotYet]:
    """Return a module's ``__getattr__``: every public name asked of the module is not built yet."""

    def find(name: str) -> NotYet:
        if name.startswith("_"):
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        return NotYet(f"{module}.{name}")

    return find


_FACADE = (
    "attach_print", "get_active_domains", "get_jenv", "get_print", "get_template", "get_website_settings", "mock",
    "print_sql", "render_template", "respond_as_web_page",
)  # fmt: skip

attach_print, get_active_domains, get_jenv, get_print, get_template, get_website_settings, mock, print_sql, \
    render_template, respond_as_web_page = (NotYet(f"frappe.{name}") for name in _FACADE)  # fmt: skip
