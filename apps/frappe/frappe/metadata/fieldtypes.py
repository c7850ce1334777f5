"""What each fieldtype is: its column, the Python value it loads as, and whether it lays out or holds rows.

Source: contract section 2.5.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldType:
    """One fieldtype. ``kind`` names the column (see ``schema``), None when the type has none."""

    name: str
    kind: str | None
    python: type = str
    default: object = None
    long_text: bool = False

    @property
    def numeric(self) -> bool:
        return self.python in (int, float)


TABLE_FIELDTYPES = ("Table", "Table MultiSelect")
LAYOUT_FIELDTYPES = ("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Image", "Fold", "Heading")
NO_VALUE_FIELDTYPES = (*LAYOUT_FIELDTYPES, *TABLE_FIELDTYPES)

_KINDS: dict[str, tuple[str, ...]] = {
    "varchar": (
        "Data", "Link", "Dynamic Link", "Select", "Read Only", "Color", "Icon", "Phone", "Autocomplete",
    ),
    "text": ("Small Text", "Text", "Password", "Attach", "Attach Image"),
    "longtext": (
        "Long Text", "Code", "Text Editor", "Markdown Editor", "HTML Editor", "Signature", "Barcode", "Geolocation",
    ),
    "json": ("JSON",),
    "date": ("Date",),
    "datetime": ("Datetime",),
    "time": ("Time",),
}  # fmt: skip

FIELD_TYPES: dict[str, FieldType] = {
    **{name: FieldType(name, kind, long_text=kind == "longtext") for kind, names in _KINDS.items() for name in names},
    "Int": FieldType("Int", "int", int, 0),
    "Long Int": FieldType("Long Int", "bigint", int, 0),
    "Check": FieldType("Check", "check", int, 0),
    "Float": FieldType("Float", "decimal", float, 0.0),
    "Percent": FieldType("Percent", "decimal", float, 0.0),
    "Currency": FieldType("Currency", "decimal", float, 0.0),
    "Duration": FieldType("Duration", "decimal_null", float),
    "Rating": FieldType("Rating", "rating", float),
    **{name: FieldType(name, None) for name in NO_VALUE_FIELDTYPES},
}

NUMERIC_FIELDTYPES = tuple(name for name, entry in FIELD_TYPES.items() if entry.numeric)
UNIQUE_FIELDTYPES = ("Data", "Link", "Read Only", "Int")

STANDARD_COLUMNS = ("name", "creation", "modified", "modified_by", "owner", "docstatus", "idx")
CHILD_COLUMNS = ("parent", "parentfield", "parenttype")
OPTIONAL_COLUMNS = ("_user_tags", "_comments", "_assign", "_liked_by", "_seen")

STANDARD_FIELDTYPES = {
    "name": "Data",
    "creation": "Datetime",
    "modified": "Datetime",
    "modified_by": "Link",
    "owner": "Link",
    "docstatus": "Int",
    "idx": "Int",
    "parent": "Data",
    "parentfield": "Data",
    "parenttype": "Link",
    "_user_tags": "Data",
    "_comments": "Text",
    "_assign": "Text",
    "_liked_by": "Text",
    "_seen": "Text",
}
STANDARD_LABELS = {
    "name": "ID",
    "creation": "Created On",
    "modified": "Last Updated On",
    "modified_by": "Last Updated By",
    "owner": "Created By",
    "docstatus": "Document Status",
    "idx": "Index",
    "parent": "Parent",
    "parentfield": "Parent Field",
    "parenttype": "Parent Document Type",
    "_user_tags": "Tags",
    "_comments": "Comments",
    "_assign": "Assigned To",
    "_liked_by": "Liked By",
    "_seen": "Seen By",
}
