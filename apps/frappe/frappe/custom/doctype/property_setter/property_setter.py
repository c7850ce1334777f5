"""Property setters: one changed property of a DocType or field (contract 2.8)."""

from __future__ import annotations

from typing import Any

from frappe import schema
from frappe.context import invalidate, local
from frappe.custom.doctype.custom_field.custom_field import META_DOCTYPES, can_change_type
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.metadata.checks import Problem, check_doctype
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.utils import cstr

# What makes a DocType what it is stays as its app wrote it.
FIXED = frozenset(
    {"name", "module", "issingle", "istable", "is_virtual", "custom", "fieldname", "is_submittable", "is_tree"}
)
# A change of these alters the table.
SCHEMA_PROPERTIES = frozenset({"fieldtype", "length", "unique", "search_index", "precision", "not_nullable", "default",
                               "track_seen", "sort_field", "options"})  # fmt: skip


class PropertySetter(Document):
    """One property, for a DocType, field, link, action or state."""

    def autoname(self) -> None:
        self.name = f"{self.doc_type}-{self.field_name or self.row_name or 'main'}-{self.property}"

    def before_insert(self) -> None:
        """Replace an earlier setter of the same property."""
        blank = ["is", "not set"]
        filters = {"doc_type": self.doc_type, "property": self.property, "field_name": self.field_name or blank,
                   "row_name": self.row_name or blank}  # fmt: skip
        for name in local.db.get_all("Property Setter", filters, pluck="name"):
            local.db.delete("Property Setter", {"name": name})
        self.flags.problems_before = {(problem.id, problem.where) for problem in self._problems()}

    def validate(self) -> None:
        if self.flags.ignore_validate:
            return
        self.doctype_or_field = self.doctype_or_field or ("DocField" if self.field_name else "DocType")
        if self.property in FIXED or self.doc_type in META_DOCTYPES:
            text = _("Property {0} of {1} cannot be changed.").format(self.property, _(self.doc_type))
            raise ValidationError(text, fieldname="property")
        if self.doctype_or_field == "DocField":
            self.check_field()

    def check_field(self) -> None:
        field = get_meta(self.doc_type).get_field(self.field_name)
        if field is None:
            text = _("{0} has no field {1}.").format(_(self.doc_type), self.field_name)
            raise ValidationError(text, fieldname="field_name")
        if self.property == "fieldtype" and not can_change_type(cstr(field.fieldtype), cstr(self.value)):
            text = _("Fieldtype cannot be changed from {0} to {1}").format(_(field.fieldtype), _(self.value))
            raise ValidationError(text, fieldname="value")

    def on_update(self) -> None:
        invalidate()
        if not self.flags.ignore_validate:
            known = self.flags.problems_before or set()
            new = [problem for problem in self._problems() if (problem.id, problem.where) not in known]
            if new:
                text = "; ".join(f"{problem.where}: {problem.text} {problem.hint}" for problem in new)
                raise ValidationError(text, fieldname="value")
        if self.property in SCHEMA_PROPERTIES:
            schema.sync(get_meta(self.doc_type))

    def _problems(self) -> list[Problem]:
        return check_doctype(get_meta(self.doc_type)) if local.db.exists("DocType", self.doc_type) else []

    def after_delete(self) -> None:
        invalidate()


def make_property_setter(
    doctype: str, fieldname: str | None, property: str, value: Any, property_type: str | None = None,
    for_doctype: bool = False, validate_fields_for_doctype: bool = True, is_system_generated: bool = True,
) -> Any:  # fmt: skip
    """Set one property of a field, or with ``for_doctype`` (or without a field) of the DocType."""
    whole = for_doctype or not fieldname
    doc = get_doc(
        {
            "doctype": "Property Setter", "doctype_or_field": "DocType" if whole else "DocField", "doc_type": doctype,
            "field_name": None if whole else fieldname, "property": property, "value": cstr(value),
            "property_type": property_type or _type_of(property), "is_system_generated": int(is_system_generated),
        }
    )  # fmt: skip
    doc.flags.ignore_validate = not validate_fields_for_doctype
    return doc.insert(ignore_permissions=True)


def _type_of(property: str) -> str:
    """Return the type of a field's property, as DocField declares it."""
    field = get_meta("DocField").get_field(property) or get_meta("DocType").get_field(property)
    return field.fieldtype if field else "Data"


def delete_property_setter(
    doc_type: str, property: str | None = None, field_name: str | None = None, row_name: str | None = None
) -> None:
    """Remove property setters."""
    given = {"doc_type": doc_type, "property": property, "field_name": field_name, "row_name": row_name}
    local.db.delete("Property Setter", {key: value for key, value in given.items() if value})
    invalidate()
