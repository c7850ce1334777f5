"""Import Mapping: what the headings of a kind of file mean, kept to be used with the next file of that kind."""

from __future__ import annotations

import json
from typing import Any

from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.utils import parse_json


class ImportMapping(Document):
    """``columns`` gives headings the key of their target, ``replaced`` cells below a heading another value."""

    def validate(self) -> None:
        for fieldname in ("columns", "replaced"):
            self.set(fieldname, json.dumps(self.read(fieldname), ensure_ascii=False))

    def read(self, fieldname: str) -> dict[str, Any]:
        """Return one of the two as an object.

        Raises:
            ValidationError: it is none.
        """
        try:
            value = parse_json(self.get(fieldname) or "{}")
        except ValueError:
            value = None
        if not isinstance(value, dict):
            label = _(self.meta.get_label(fieldname))
            raise ValidationError(_("{0} cannot be read as JSON.").format(label), fieldname=fieldname)
        return value
