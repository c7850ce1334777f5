"""Naming settings: the series of each DocType, their counters, how amendments are named (contract 2.6, 2.7)."""

from __future__ import annotations

from typing import Any

from frappe.context import invalidate, local
from frappe.custom.doctype.property_setter.property_setter import make_property_setter
from frappe.exceptions import ValidationError
from frappe.messages import _, msgprint
from frappe.metadata import find_meta, get_meta
from frappe.model.document import Document
from frappe.model.naming import NamingSeries
from frappe.permissions import only_for
from frappe.records.series import peek_series, set_series
from frappe.rpc import whitelist
from frappe.utils import cint, cstr


class DocumentNamingSettings(Document):
    """The one record: most of it is a form over naming series, only how amendments are named is stored."""

    def validate(self) -> None:
        seen = set()
        for row in self.amend_naming_override:
            if row.document_type in seen:
                raise ValidationError(
                    _("{0} appears twice.").format(_(row.document_type)), fieldname="amend_naming_override"
                )
            seen.add(row.document_type)

    def on_update(self) -> None:
        invalidate()

    @whitelist()
    def get_transactions_and_prefixes(self) -> dict[str, list[str]]:
        """Return the DocTypes with a naming series, and the prefixes of all of them."""
        only_for("System Manager")
        doctypes = series_doctypes()
        prefixes = {NamingSeries(option).get_prefix() for doctype in doctypes for option in options_of(doctype)}
        return {"transactions": doctypes, "prefixes": sorted(prefix for prefix in prefixes if prefix)}

    @whitelist()
    def get_options(self, doctype: str | None = None) -> str:
        """Return the series of a DocType, one a line."""
        only_for("System Manager")
        return "\n".join(options_of(doctype or cstr(self.transaction_type)))

    @whitelist(methods=["POST"])
    def update_series(self) -> None:
        """Set the series that the chosen DocType offers."""
        only_for("System Manager")
        doctype, lines = cstr(self.transaction_type), _lines(cstr(self.naming_series_options))
        field = get_meta(doctype).get_field("naming_series")
        if field is None:
            raise ValidationError(_("{0} has no naming series.").format(_(doctype)), fieldname="transaction_type")
        for series in lines:
            check_series(doctype, series)
        options = [""] + lines if cint(self.user_must_always_select) else lines
        default = "" if cint(self.user_must_always_select) or not lines else lines[0]
        for prop, value in (("options", "\n".join(options)), ("default", default), ("reqd", cint(bool(lines)))):
            kind = {"options": "Text", "default": "Text", "reqd": "Check"}[prop]
            make_property_setter(
                doctype,
                "naming_series",
                prop,
                value,
                kind,
                validate_fields_for_doctype=False,
                is_system_generated=False,
            )
        invalidate()
        msgprint(_("Series Updated for {}").format(_(doctype)), alert=True, indicator="green")

    @whitelist(methods=["POST"])
    def update_series_start(self) -> Any:
        """Set the counter of the chosen prefix."""
        only_for("System Manager")
        if not self.prefix:
            raise ValidationError(_("Please select prefix first"), fieldname="prefix")
        if cint(self.current_value) < 0:
            raise ValidationError(_("The counter cannot be negative."), fieldname="current_value")
        before = peek_series(self.prefix)
        set_series(self.prefix, cint(self.current_value))
        self.add_comment("Edit", _("counter of {0}: {1} to {2}").format(self.prefix, before, cint(self.current_value)))
        return cint(self.current_value)

    @whitelist()
    def get_current(self) -> int:
        """Return the counter of the chosen prefix."""
        only_for("System Manager")
        self.current_value = peek_series(cstr(self.prefix)) if self.prefix else 0
        return cint(self.current_value)

    @whitelist()
    def preview_series(self) -> str:
        """Return the next names of a series as it is typed, one a line, or what is wrong with it."""
        only_for("System Manager")
        series = NamingSeries(cstr(self.try_naming_series))
        try:
            series.validate()
            return "\n".join(series.get_preview())
        except ValidationError as error:
            return str(error)

    @whitelist(methods=["POST"])
    def update_amendment_rule(self) -> None:
        """Store how amendments are named."""
        only_for("System Manager")
        self.save()


def series_doctypes() -> list[str]:
    """Return the DocTypes that have a naming series field."""
    sql = (
        "select distinct f.`parent` from `tabDocField` f join `tabDocType` d on d.`name` = f.`parent`"
        " where f.`fieldname` = 'naming_series' and d.`istable` = 0"
        " union select distinct `dt` from `tabCustom Field` where `fieldname` = 'naming_series'"
    )
    return sorted(name for (name,) in local.db.connection.query(sql))


def options_of(doctype: str) -> list[str]:
    """Return the naming series of a DocType."""
    meta = find_meta(doctype)
    field = meta.get_field("naming_series") if meta else None
    return _lines(cstr(field.options)) if field else []


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


def check_series(doctype: str, series: str) -> None:
    """Raise when a series is impossible or its counter belongs to another DocType."""
    entry = NamingSeries(series)
    entry.validate()
    prefix = entry.get_prefix()
    for other in series_doctypes():
        if other != doctype and any(NamingSeries(option).get_prefix() == prefix for option in options_of(other)):
            raise ValidationError(_("Series {0} already used in {1}").format(series, _(other)))
