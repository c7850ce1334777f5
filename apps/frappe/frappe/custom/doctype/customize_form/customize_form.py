"""Customize Form: change a DocType's form; what differs becomes Custom Fields and Property Setters (contract 2.8)."""

from __future__ import annotations

import json
from typing import Any

from frappe import schema
from frappe.context import invalidate, local
from frappe.custom.doctype.custom_field.custom_field import can_change_type, finish
from frappe.custom.doctype.customize_form.properties import (
    CUSTOM_ROWS,
    DOCTYPE_PROPERTIES,
    FIELD_PROPERTIES,
    NOT_CUSTOMIZABLE,
    ROW_PROPERTIES,
)
from frappe.custom.doctype.property_setter.property_setter import delete_property_setter, make_property_setter
from frappe.exceptions import ValidationError
from frappe.messages import _, msgprint
from frappe.metadata import Meta, find_meta, get_meta
from frappe.metadata.compile import compile_meta
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.metadata.load import load_definition
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.utils import cint, cstr

_SKIPPED_IN_ROWS = (
    "name",
    "creation",
    "modified",
    "modified_by",
    "owner",
    "docstatus",
    "parent",
    "parentfield",
    "parenttype",
)


class CustomizeForm(Document):
    """The one record: it is never stored, it holds the form while it is changed."""

    def db_update(self) -> None:
        """Nothing is stored."""

    # -- reading

    @whitelist()
    def fetch_to_customize(self) -> Any:
        """Fill the form with a DocType as it is now."""
        only_for("System Manager")
        doc_type = self.doc_type
        self.clear()
        if not doc_type:
            return self
        meta = customizable_meta(doc_type)
        self.doc_type = doc_type
        for prop in DOCTYPE_PROPERTIES:
            if prop != "label":
                self.set(prop, meta.get(prop))
        for field in meta.fields:
            values = {key: value for key, value in field.as_dict().items() if key not in _SKIPPED_IN_ROWS}
            values.update(doctype="Customize Form Field", name=field.get("name"))
            self.append("fields", values)
        for table in CUSTOM_ROWS:
            for row in meta.get(table):
                values = {key: value for key, value in row.as_dict().items() if key not in _SKIPPED_IN_ROWS[1:]}
                self.append(table, values)
        return self

    def clear(self) -> None:
        """Empty the form."""
        for field in self.meta.fields:
            if field.fieldname not in (None, "doc_type"):
                self.__dict__.pop(field.fieldname, None)
        self.doc_type = None

    # -- writing

    @whitelist(methods=["POST"])
    def save_customization(self) -> None:
        """Write what differs from the DocType as it was installed and changed until now."""
        only_for("System Manager")
        if not self.doc_type:
            return
        meta = customizable_meta(self.doc_type)
        self.check_against_meta(meta)
        self.write_doctype_properties(meta)
        self.write_fields(meta)
        self.write_order(meta)
        for table, child in CUSTOM_ROWS.items():
            self.write_rows(meta, table, child)
        invalidate()
        schema.sync(get_meta(self.doc_type))
        msgprint(_("{0} updated").format(_(self.doc_type)), alert=True)
        self.fetch_to_customize()

    @whitelist(methods=["POST"])
    def reset_to_defaults(self) -> None:
        """Take back all changes of this form; Custom Fields stay."""
        only_for("System Manager")
        if self.doc_type:
            reset_customization(self.doc_type)
            self.fetch_to_customize()

    @whitelist(methods=["POST"])
    def reset_layout(self) -> None:
        """Take back the order of fields."""
        only_for("System Manager")
        if self.doc_type:
            delete_property_setter(self.doc_type, "field_order")
            self.fetch_to_customize()

    def check_against_meta(self, meta: Meta) -> None:
        """Refuse what cannot be changed before anything is written."""
        seen = set()
        for row in self.fields:
            if row.fieldname and row.fieldname in seen:
                raise ValidationError(
                    _("Fieldname {0} appears multiple times").format(row.fieldname), fieldname="fields"
                )
            seen.add(row.fieldname)
            field = meta.get_field(row.fieldname) if row.fieldname else None
            if field is not None:
                self.check_field_change(meta, field, row)

    def check_field_change(self, meta: Meta, field: Any, row: Any) -> None:
        if not can_change_type(cstr(field.fieldtype), cstr(row.fieldtype)):
            raise ValidationError(
                _("Row {0}: Fieldtype cannot be changed from {1} to {2}").format(
                    row.idx, _(field.fieldtype), _(row.fieldtype)
                ),
                fieldname="fields",
            )
        if (
            cint(row.allow_on_submit)
            and not cint(field.allow_on_submit)
            and not field.is_custom_field
            and not meta.is_submittable
        ):
            raise ValidationError(
                _("Row {0}: Not allowed to enable Allow on Submit for standard fields").format(row.idx),
                fieldname="fields",
            )
        shorter = cint(row.length) and cint(row.length) < (cint(field.length) or 140)
        if shorter and field.has_column and not meta.issingle:
            self.check_length(meta, row)

    def check_length(self, meta: Meta, row: Any) -> None:
        """Refuse a length that stored values exceed."""
        sql = f"select max(length(`{row.fieldname}`)) from `{meta.table_name}`"
        longest = cint(local.db.connection.query(sql)[0][0])
        if longest > cint(row.length):
            text = _("Row {0}: the stored values of {1} need a length of at least {2}.")
            raise ValidationError(text.format(row.idx, row.fieldname, longest), fieldname="fields")

    def write_doctype_properties(self, meta: Meta) -> None:
        for prop, kind in DOCTYPE_PROPERTIES.items():
            if prop in self.__dict__ and differs(self.get(prop), meta.get(prop), kind):
                make_property_setter(
                    self.doc_type, None, prop, self.get(prop), kind, for_doctype=True, is_system_generated=False
                )

    def write_fields(self, meta: Meta) -> None:
        """Write changed fields, make new Custom Fields, remove the deleted ones."""
        kept, previous, touched = set(), None, []
        for row in self.fields:
            field = meta.get_field(row.fieldname) if row.fieldname else None
            if field is None:
                row.fieldname = self.add_custom_field(row, previous)
                touched.append(row.fieldname)
            elif field.is_custom_field:
                touched += self.change_custom_field(field, row, previous)
            else:
                self.change_standard_field(field, row)
            kept.add(row.fieldname)
            previous = row.fieldname
        for field in meta.fields:
            if field.is_custom_field and field.fieldname not in kept:
                self.delete_custom_field(field)
        if touched:
            finish(cstr(self.doc_type), touched, check=True)

    def add_custom_field(self, row: Any, previous: str | None) -> str:
        values = {prop: row.get(prop) for prop in FIELD_PROPERTIES if row.get(prop) not in (None, "")}
        base = {
            "doctype": "Custom Field",
            "dt": self.doc_type,
            "insert_after": previous or "",
            "is_system_generated": 0,
        }
        doc = get_doc({**base, **values, "fieldname": row.fieldname})
        doc.insert()
        return cstr(doc.fieldname)

    def change_custom_field(self, field: Any, row: Any, previous: str | None) -> list[str]:
        """Save a Custom Field when something differs, and return its name then."""
        changed = {
            prop: row.get(prop)
            for prop, kind in FIELD_PROPERTIES.items()
            if prop in row.__dict__ and differs(row.get(prop), field.get(prop), kind)
        }
        if not changed:
            return []
        doc = get_doc("Custom Field", f"{self.doc_type}-{field.fieldname}")
        columns = doc.meta.column_set
        doc.update({key: value for key, value in changed.items() if key in columns})
        doc.save()
        return [cstr(field.fieldname)]

    def change_standard_field(self, field: Any, row: Any) -> None:
        for prop, kind in FIELD_PROPERTIES.items():
            if prop not in row.__dict__ or not differs(row.get(prop), field.get(prop), kind):
                continue
            if (
                prop == "reqd"
                and cint(field.reqd)
                and not cint(row.reqd)
                and field.fieldname == _naming_field(self.doc_type)
            ):
                continue
            make_property_setter(self.doc_type, field.fieldname, prop, row.get(prop), kind, is_system_generated=False)

    def delete_custom_field(self, field: Any) -> None:
        if field.is_system_generated:
            raise ValidationError(
                _("Custom field {0} was made by an app and is deleted with it.").format(field.fieldname)
            )
        get_doc("Custom Field", f"{self.doc_type}-{field.fieldname}").delete()

    def write_order(self, meta: Meta) -> None:
        order = [cstr(row.fieldname) for row in self.fields]
        if order != [field.fieldname for field in get_meta(self.doc_type).fields]:
            make_property_setter(
                self.doc_type,
                None,
                "field_order",
                json.dumps(order),
                "JSON",
                for_doctype=True,
                is_system_generated=False,
            )

    def write_rows(self, meta: Meta, table: str, child: str) -> None:
        """Write added, changed and removed connections, actions or states."""
        present = {row.get("name"): row for row in meta.get(table)}
        kept = set()
        for row in self.get(table) or []:
            known = present.get(row.name)
            if known is None:
                self.add_row(table, child, row)
                continue
            kept.add(row.name)
            self.change_row(child, known, row)
        for name, row in present.items():
            if name not in kept and row.get("custom"):
                local.db.delete(child, {"name": name})

    def add_row(self, table: str, child: str, row: Any) -> None:
        values = {prop: row.get(prop) for prop in ROW_PROPERTIES[child]}
        extra = {key: row.get(key) for key in ("parent_doctype", "is_child_table", "table_fieldname") if row.get(key)}
        place = {"parent": self.doc_type, "parenttype": "DocType", "parentfield": table, "idx": row.idx}
        doc = get_doc({"doctype": child, **values, **extra, **place, "custom": 1})
        doc.name = None
        doc.insert(ignore_permissions=True)

    def change_row(self, child: str, known: Any, row: Any) -> None:
        for prop, kind in ROW_PROPERTIES[child].items():
            if prop not in row.__dict__ or not differs(row.get(prop), known.get(prop), kind):
                continue
            if known.get("custom"):
                local.db.set_value(child, row.name, prop, row.get(prop))
                continue
            get_doc(
                {
                    "doctype": "Property Setter",
                    "doctype_or_field": child,
                    "doc_type": self.doc_type,
                    "row_name": row.name,
                    "property": prop,
                    "value": cstr(row.get(prop)),
                    "property_type": kind,
                }
            ).insert(ignore_permissions=True)


def differs(new: Any, old: Any, kind: str) -> bool:
    """Tell whether two values of a property differ; nothing and zero are the same."""
    if FIELD_TYPES[kind].numeric:
        return cint(new) != cint(old)
    return cstr(new) != cstr(old)


def _naming_field(doctype: str) -> str | None:
    autoname = cstr(get_meta(doctype).autoname)
    return autoname[6:].strip() if autoname.startswith("field:") else None


def customizable_meta(doctype: str) -> Meta:
    """Return the Meta of a DocType whose form may be changed.

    Raises:
        ValidationError: it is one of the framework's own foundations, a Single of its own kind, or a custom DocType.
    """
    meta = find_meta(doctype)
    if meta is None:
        raise ValidationError(_("DocType {0} does not exist.").format(doctype), fieldname="doc_type")
    if doctype in NOT_CUSTOMIZABLE:
        raise ValidationError(_("Core DocTypes cannot be customized."), fieldname="doc_type")
    if meta.custom:
        raise ValidationError(
            _("Only standard DocTypes are allowed to be customized from Customize Form."), fieldname="doc_type"
        )
    return meta


def reset_customization(doctype: str) -> None:
    """Remove the property setters and the added rows that people made; those of apps stay."""
    customizable_meta(doctype)
    for name in local.db.get_all("Property Setter", {"doc_type": doctype, "is_system_generated": 0}, pluck="name"):
        get_doc("Property Setter", name).delete(ignore_permissions=True)
    for child in CUSTOM_ROWS.values():
        local.db.delete(child, {"parent": doctype, "custom": 1})
    invalidate()
    schema.sync(get_meta(doctype))


@whitelist()
def get_link_filters_from_doc_without_customisations(doctype: str, fieldname: str) -> dict[str, Any]:
    """Return the link filters that a field has without customisations."""
    only_for("System Manager")
    definition = load_definition(doctype)
    if definition is None:
        return {}
    definition.custom_fields, definition.property_setters = [], []
    field = compile_meta(definition).get_field(fieldname)
    return {"link_filters": field.link_filters if field else None}
