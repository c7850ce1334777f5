"""What the controller of a virtual DocType has to answer (contract 2.11)."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.base_document import get_controller


@runtime_checkable
class VirtualDoctype(Protocol):
    """The functions by which records that lie elsewhere are read and written."""

    @staticmethod
    def get_list(args: Any) -> list[Any]:
        """Return the records of a list."""

    @staticmethod
    def get_count(args: Any) -> int:
        """Return how many records there are."""

    @staticmethod
    def get_stats(args: Any) -> dict[str, Any]:
        """Return counts for the side bar of a list."""

    def db_insert(self, *args: Any, **kwargs: Any) -> None:
        """Store a new record."""

    def load_from_db(self) -> None:
        """Read the record's values."""

    def db_update(self, *args: Any, **kwargs: Any) -> None:
        """Store a changed record."""

    def delete(self, *args: Any, **kwargs: Any) -> None:
        """Remove the record."""


STATIC = ("get_list", "get_count", "get_stats")
OWN = ("db_insert", "db_update", "load_from_db", "delete")


def validate_controller(doctype: str) -> None:
    """Refuse a virtual DocType whose controller does not answer.

    Raises:
        ValidationError: functions are missing; the text names them.
    """
    controller = get_controller(doctype)
    missing = [name for name in (*STATIC, *OWN) if getattr(controller, name, None) is None]
    wrong = [name for name in STATIC if name not in missing and not _is_static(controller, name)]
    if missing or wrong:
        text = _("Virtual DocType {0} needs these functions in its controller: {1}.")
        raise ValidationError(text.format(_(doctype), ", ".join(missing + wrong)), doctype=doctype)


def _is_static(controller: type, name: str) -> bool:
    owner = next(cls for cls in controller.__mro__ if name in vars(cls))
    return isinstance(vars(owner)[name], (staticmethod, classmethod))
