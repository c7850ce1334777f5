"""Custom fields: an administrator's or app's fields on any DocType (contract 2.8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from frappe import schema
from frappe.context import current_user, invalidate, local
from frappe.exceptions import DoesNotExistError, ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.metadata.checks import check_doctype
from frappe.metadata.fieldtypes import FIELD_TYPES, NO_VALUE_FIELDTYPES
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.modules import scrub
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.utils import cstr

LAYOUT = ("Section Break", "Column Break", "Tab Break", "Fold", "HTML", "Heading")
# The framework reads these before it knows of custom fields.
META_DOCTYPES = frozenset(
    {
        "DocType", "DocField", "DocPerm", "DocType Action", "DocType Link", "DocType State", "Custom Field",
        "Property Setter", "Custom DocPerm", "DefaultValue", "Has Role",
    }
)  # fmt: skip
# Types between which a field with values may change (contract 2.8).
CHANGEABLE = (
    {"Currency", "Float", "Percent"}, {"Small Text", "Data"}, {"Text", "Data"},
    {"Text", "Text Editor", "Code", "Signature", "HTML Editor"}, {"Data", "Select"},
    {"Text", "Small Text", "Long Text"}, {"Text", "Data", "Barcode"}, {"Code", "Geolocation"},
    {"Table", "Table MultiSelect"}, {"Small Text", "Text", "Long Text", "Text Editor", "Markdown Editor"},
)  # fmt: skip


class CustomField(Document):
    """One field added to a DocType."""

    def autoname(self) -> None:
        self.set_fieldname()
        self.name = f"{self.dt}-{self.fieldname}"

    def set_fieldname(self) -> None:
        """Make a name from the label; administrators' begin with ``custom_``, so that no app's field clashes."""
        if self.fieldname:
            self.fieldname = self.fieldname.strip().lower()
            return
        if not self.label and self.fieldtype not in LAYOUT:
            raise ValidationError(_("Label is mandatory"), fieldname="label")
        base = scrub(re.sub(r"[^A-Za-z0-9_ ]", "", cstr(self.label)).strip())
        if not base:
            base = f"{scrub(cstr(self.fieldtype))}_{self.idx or len(get_meta(self.dt).fields) + 1}"
        self.fieldname = base if base.startswith("custom_") else f"custom_{base}"

    def before_insert(self) -> None:
        self.set_fieldname()
        if self.dt in META_DOCTYPES and not (local.flags.in_install or local.flags.in_migrate):
            raise ValidationError(_("Custom fields cannot be added to {0}.").format(_(self.dt)), fieldname="dt")

    def validate(self) -> None:
        meta = get_meta(self.dt)
        if self.is_new():
            self.check_not_there(meta)
            self.set_place(meta)
        self.check_type_change()
        if self.insert_after == self.fieldname:
            raise ValidationError(_("A field cannot be placed after itself."), fieldname="insert_after")
        if self.fieldtype == "Fold":
            raise ValidationError(_("A fold cannot be a custom field."), fieldname="fieldtype")

    def check_not_there(self, meta: Any) -> None:
        taken = meta.get_field(self.fieldname) is not None or self.fieldname in meta.column_set
        if taken or local.db.exists("Custom Field", {"dt": self.dt, "fieldname": self.fieldname}):
            text = _("A field with the name {0} already exists in {1}").format(self.fieldname, _(self.dt))
            raise ValidationError(text, fieldname="fieldname")

    def set_place(self, meta: Any) -> None:
        """Stand at the end unless a place is named; ``insert_after`` empty on purpose means the top."""
        if self.insert_after is None and meta.fields:
            self.insert_after = meta.fields[-1].fieldname
        self.idx = self.idx or len(meta.fields) + 1

    def check_type_change(self) -> None:
        before = self.get_doc_before_save()
        if before is None or before.fieldtype == self.fieldtype or self.flags.ignore_validate:
            return
        if not can_change_type(cstr(before.fieldtype), cstr(self.fieldtype)):
            text = _("Fieldtype cannot be changed from {0} to {1}").format(_(before.fieldtype), _(self.fieldtype))
            raise ValidationError(text, fieldname="fieldtype")

    def on_update(self) -> None:
        if local.flags.in_create_custom_fields:
            return
        finish(cstr(self.dt), [cstr(self.fieldname)], check=not self.flags.ignore_validate)

    def on_trash(self) -> None:
        if current_user() != "Administrator" and self.is_system_generated:
            raise ValidationError(_("Custom field {0} was made by an app and is deleted with it.").format(self.name))
        local.db.delete("Property Setter", {"doc_type": self.dt, "field_name": self.fieldname})

    def after_delete(self) -> None:
        """The column keeps its values; the field is gone from the DocType."""
        invalidate()


def can_change_type(old: str, new: str) -> bool:
    """Tell whether a field may change its type without losing values."""
    if old == new or (old in NO_VALUE_FIELDTYPES and new in NO_VALUE_FIELDTYPES and "Table" not in (old + new)):
        return True
    return any(old in group and new in group for group in CHANGEABLE)


def finish(doctype: str, fieldnames: list[str], *, check: bool) -> None:
    """Check new or changed fields in their DocType and bring its table up to date.

    Raises:
        ValidationError: the text names what is wrong.
    """
    invalidate()
    meta = get_meta(doctype)
    wheres = {f"{doctype}.{name}" for name in fieldnames}
    problems = [problem for problem in check_doctype(meta) if problem.where in wheres] if check else []
    if problems:
        raise ValidationError(
            "; ".join(f"{problem.text} {problem.hint}" for problem in problems), fieldname="fieldtype"
        )
    schema.sync(meta)


def create_custom_field(
    doctype: str, df: Mapping[str, Any], ignore_validate: bool = False, is_system_generated: bool = True
) -> Any:
    """Add one field, unless it is there; return it."""
    values = dict(df)
    if not values.get("fieldname") and values.get("label"):
        values["fieldname"] = scrub(values["label"])
    if local.db.exists("Custom Field", {"dt": doctype, "fieldname": values.get("fieldname")}):
        return None
    first = {"doctype": "Custom Field", "dt": doctype, "fieldtype": "Data", "permlevel": 0}
    doc = get_doc({**first, "is_system_generated": int(is_system_generated), **values})
    doc.flags.ignore_validate = ignore_validate
    return doc.insert(ignore_permissions=True)


def create_custom_fields(custom_fields: Mapping[Any, Any], ignore_validate: bool = False, update: bool = True) -> None:
    """Add or change fields of several DocTypes: ``{"Lead": [{...}], ("A", "B"): [{...}]}``.

    Each DocType's table is brought up to date once.
    """
    touched: dict[str, list[str]] = {}
    before, local.flags.in_create_custom_fields = local.flags.in_create_custom_fields, True
    try:
        for doctypes, fields in custom_fields.items():
            for doctype in (doctypes,) if isinstance(doctypes, str) else doctypes:
                for df in [fields] if isinstance(fields, Mapping) else fields:
                    name = _upsert(doctype, df, ignore_validate=ignore_validate, update=update)
                    touched.setdefault(doctype, []).append(name)
    finally:
        local.flags.in_create_custom_fields = before
    for doctype, names in touched.items():
        finish(doctype, names, check=not ignore_validate)


def _upsert(doctype: str, df: Mapping[str, Any], *, ignore_validate: bool, update: bool) -> str:
    fieldname = df.get("fieldname") or scrub(cstr(df.get("label")))
    name = local.db.exists("Custom Field", {"dt": doctype, "fieldname": fieldname})
    if not name:
        made = create_custom_field(doctype, {**df, "fieldname": fieldname}, ignore_validate)
        return cstr(made.fieldname)
    if update:
        doc = get_doc("Custom Field", name)
        doc.update({key: value for key, value in df.items() if key != "fieldname"})
        doc.flags.ignore_validate = ignore_validate
        doc.save(ignore_permissions=True)
    return fieldname


@whitelist(methods=["POST"])
def rename_fieldname(custom_field: str, fieldname: str) -> None:
    """Give a custom field another name; its values move along."""
    only_for("System Manager")
    doc = get_doc("Custom Field", custom_field)
    old, new = cstr(doc.fieldname), fieldname.strip().lower()
    meta = get_meta(doc.dt)
    if doc.is_system_generated:
        raise ValidationError(_("System Generated Fields can not be renamed"))
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", new) or meta.get_field(new) is not None or new in meta.column_set:
        raise ValidationError(_("{0} is not possible as a field name.").format(fieldname), fieldname="fieldname")
    table = f"`{meta.table_name}`"
    if FIELD_TYPES[doc.fieldtype].kind is not None and not meta.issingle:
        local.db.connection.execute(f"alter table {table} rename column `{old}` to `{new}`")
    local.db.connection.execute(
        "update `tabSingles` set `field` = ? where `doctype` = ? and `field` = ?", (new, doc.dt, old)
    )
    local.db.connection.execute(
        "update `tabCustom Field` set `insert_after` = ? where `insert_after` = ? and `dt` = ?", (new, old, doc.dt)
    )
    values = (new, f"{doc.dt}-{new}", doc.name)
    local.db.connection.execute("update `tabCustom Field` set `fieldname` = ?, `name` = ? where `name` = ?", values)
    invalidate()
    schema.sync(get_meta(doc.dt))


@whitelist()
def get_fields_label(doctype: str | None = None) -> list[dict[str, Any]]:
    """Return the fields after which a custom field can stand."""
    if not doctype:
        raise DoesNotExistError(_("Choose a DocType first."))
    only_for("System Manager")
    meta = get_meta(doctype)
    return [
        {"value": field.fieldname or "", "label": _(field.label or "") or field.fieldname, "fieldtype": field.fieldtype}
        for field in meta.fields
    ]
