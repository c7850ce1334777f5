"""Naming rules: documents that meet conditions get a prefix and a number (contract 2.6)."""

from __future__ import annotations

import re

from frappe.context import invalidate, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.document import Document
from frappe.permissions import only_for
from frappe.records.series import peek_series, set_series
from frappe.rpc import whitelist
from frappe.utils import cint, cstr

PREFIX = re.compile(r"[^<>]{1,80}")


class DocumentNamingRule(Document):
    """One rule; its counter lies with the naming series."""

    def validate(self) -> None:
        meta = get_meta(self.document_type)
        if meta.istable or meta.issingle:
            raise ValidationError(
                _("{0} cannot have a naming rule.").format(_(self.document_type)), fieldname="document_type"
            )
        if not PREFIX.fullmatch(cstr(self.prefix)):
            raise ValidationError(_("The prefix cannot contain the signs {0}.").format("< >"), fieldname="prefix")
        self.prefix_digits = cint(self.prefix_digits) or 5
        if not 1 <= self.prefix_digits <= 12:
            raise ValidationError(_("Digits must be between {0} and {1}.").format(1, 12), fieldname="prefix_digits")
        for row in self.conditions:
            if meta.get_field(row.field) is None:
                text = _("Row #{0}: {1} has no field {2}.").format(row.idx, _(self.document_type), row.field)
                raise ValidationError(text, fieldname="conditions")

    def onload(self) -> None:
        self.counter = current_counter(cstr(self.name))

    def on_update(self) -> None:
        invalidate()

    def after_delete(self) -> None:
        local.db.connection.execute("delete from `tabSeries` where `name` = ?", (_key(cstr(self.name)),))
        invalidate()


def _key(name: str) -> str:
    return f"rule:{name}"


def current_counter(name: str) -> int:
    """Return the last number that a rule gave."""
    return peek_series(_key(name))


MOST = 2**31 - 1


@whitelist(methods=["POST"])
def update_current(name: str, new_counter: int) -> None:
    """Set the counter of a rule; the next document gets the number after it."""
    only_for("System Manager")
    if new_counter < 0:
        raise ValidationError(_("The counter cannot be negative."), fieldname="counter")
    if new_counter > MOST:
        raise ValidationError(_("{0}: {1} is out of range").format(_("Counter"), new_counter), fieldname="counter")
    set_series(_key(name), new_counter)
    local.db.set_value("Document Naming Rule", name, "counter", new_counter)
