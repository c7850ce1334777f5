"""Documents: what a DocType's record is and does.

``documents`` gets and makes them, ``life_cycle`` lists the steps of insert, save, submit, cancel, ``permitted_list``
is the one road to lists, ``naming``, ``links``, ``children``, ``delete_doc``, ``rename_doc`` do what they say.
The names below are the contract's.
"""

from __future__ import annotations

from frappe.metadata.fieldtypes import CHILD_COLUMNS, FIELD_TYPES, OPTIONAL_COLUMNS, STANDARD_COLUMNS
from frappe.metadata.fieldtypes import NO_VALUE_FIELDTYPES as no_value_fields
from frappe.metadata.fieldtypes import NUMERIC_FIELDTYPES as numeric_fieldtypes
from frappe.metadata.fieldtypes import TABLE_FIELDTYPES as table_fields

data_fieldtypes = tuple(name for name, entry in FIELD_TYPES.items() if entry.kind)
float_like_fields = ("Float", "Currency", "Percent")
datetime_fields = ("Datetime", "Date", "Time")
attachment_fieldtypes = ("Attach", "Attach Image")
display_fieldtypes = tuple(name for name in no_value_fields if name not in table_fields)
default_fields = ("doctype", *STANDARD_COLUMNS)
child_table_fields = CHILD_COLUMNS
optional_fields = OPTIONAL_COLUMNS
std_fields_list = ["name", "owner", "creation", "modified", "modified_by", "_user_tags", "docstatus", "idx"]
core_doctypes_list = (
    "DefaultValue", "DocType", "DocField", "DocPerm", "DocType Action", "DocType Link", "DocType State", "User",
    "Role", "Has Role", "Page", "Module Def", "Print Format", "Report", "Customize Form", "Customize Form Field",
    "Property Setter", "Custom Field", "Client Script",
)  # fmt: skip

__all__ = [
    "attachment_fieldtypes",
    "child_table_fields",
    "core_doctypes_list",
    "data_fieldtypes",
    "datetime_fields",
    "default_fields",
    "display_fieldtypes",
    "float_like_fields",
    "no_value_fields",
    "numeric_fieldtypes",
    "optional_fields",
    "std_fields_list",
    "table_fields",
]
