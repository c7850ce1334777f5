"""Checks that controllers call on their own document (contract section 3)."""

from __future__ import annotations

from typing import Any

from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.base_document import BaseDocument
from frappe.utils import compare, flt, getdate


class ControllerChecks(BaseDocument):
    """The part of ``Document`` that holds them."""

    def validate_value(
        self, fieldname: str, condition: str, val2: Any, doc: Any = None, raise_exception: Any = None
    ) -> None:
        """Raise unless a value satisfies a condition."""
        part = doc or self
        if compare(part.get(fieldname), condition, val2):
            return
        label = _(part.meta.get_label(fieldname))
        raise (raise_exception or ValidationError)(
            _("{0} must be {1} {2}").format(label, condition, val2), fieldname=fieldname
        )

    def validate_table_has_rows(self, parentfield: str, raise_exception: Any = None) -> None:
        rows = self.get(parentfield)
        if not rows:
            label = _(self.meta.get_label(parentfield))
            raise (raise_exception or ValidationError)(
                _("Table {0} cannot be empty").format(label), fieldname=parentfield
            )

    def validate_from_to_dates(self, from_date_field: str, to_date_field: str) -> None:
        start, end = getdate(self.get(from_date_field) or None), getdate(self.get(to_date_field) or None)
        if self.get(from_date_field) and self.get(to_date_field) and start and end and end < start:
            raise ValidationError(
                _("{0} must be after {1}").format(
                    _(self.meta.get_label(to_date_field)), _(self.meta.get_label(from_date_field))
                ),
                fieldname=to_date_field,
            )

    def round_floats_in(self, doc: Any, fieldnames: list[str] | None = None) -> None:
        names = fieldnames or [
            field.fieldname for field in doc.meta.value_fields if field.fieldtype in ("Currency", "Float", "Percent")
        ]
        for name in names:
            doc.set(name, flt(doc.get(name), self.precision(name, doc.get("parentfield"))))
