"""``Meta``: one DocType with its customizations, frozen and with everything a request needs worked out.

It offers the reading half of the contract's interface (section 2.8); it is not a Document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from frappe.metadata.fieldtypes import (
    CHILD_COLUMNS,
    FIELD_TYPES,
    NO_VALUE_FIELDTYPES,
    OPTIONAL_COLUMNS,
    STANDARD_COLUMNS,
    STANDARD_FIELDTYPES,
    STANDARD_LABELS,
    TABLE_FIELDTYPES,
)
from frappe.metadata.frozen import FrozenRecord

CHECKS = (
    "custom issingle istable is_tree is_virtual is_submittable track_changes track_seen track_views allow_rename "
    "allow_copy allow_import allow_auto_repeat allow_guest_to_view allow_events_in_timeline show_title_field_in_link "
    "quick_entry editable_grid hide_toolbar read_only in_create queue_in_background translated_doctype max_attachments "
    "make_attachments_public has_web_view index_web_pages_for_search beta is_calendar_and_gantt email_append_to"
).split()


class DocField(FrozenRecord):
    """One field of a DocType; ``is_custom_field`` is set for those of an administrator or another app."""

    doctype = "DocField"
    defaults: ClassVar[Mapping[str, Any]] = {
        "permlevel": 0,
        "reqd": 0,
        "hidden": 0,
        "read_only": 0,
        "unique": 0,
        "length": 0,
        "in_list_view": 0,
        "no_copy": 0,
        "allow_on_submit": 0,
        "set_only_once": 0,
        "is_virtual": 0,
        "fetch_if_empty": 0,
    }

    @property
    def type(self) -> Any:
        """The field's entry in the table of field types."""
        return FIELD_TYPES[self.fieldtype]

    @property
    def has_column(self) -> bool:
        return not self.is_virtual and FIELD_TYPES[self.fieldtype].kind is not None

    @property
    def select_options(self) -> tuple[str, ...]:
        """Options of a Select, stripped; a leading blank line is an empty string."""
        found = self.__dict__.get("_options_cache")
        if found is None:
            found = tuple(line.strip() for line in (self.options or "").split("\n"))
            self.__dict__["_options_cache"] = found
        return found

    def as_dict(self) -> dict[str, Any]:
        return {"doctype": self.doctype, **{k: v for k, v in self.__dict__.items() if not k.startswith("_")}}


class DocPerm(FrozenRecord):
    """One row of role permissions."""

    doctype = "DocPerm"
    defaults: ClassVar[Mapping[str, Any]] = {"permlevel": 0, "if_owner": 0}


class DocTypeAction(FrozenRecord):
    """A button of the form."""

    doctype = "DocType Action"


class DocTypeLink(FrozenRecord):
    """A connection shown with the form."""

    doctype = "DocType Link"


class DocTypeState(FrozenRecord):
    """A colour of a status value."""

    doctype = "DocType State"


ROW_CLASSES = {
    "fields": DocField,
    "permissions": DocPerm,
    "actions": DocTypeAction,
    "links": DocTypeLink,
    "states": DocTypeState,
}


def standard_field(fieldname: str) -> DocField:
    """Return a DocField for a standard column such as ``owner``."""
    link = {"modified_by": "User", "owner": "User", "parenttype": "DocType"}.get(fieldname)
    return _STANDARD.setdefault(
        fieldname,
        DocField(
            {
                "fieldname": fieldname,
                "fieldtype": STANDARD_FIELDTYPES[fieldname],
                "label": STANDARD_LABELS[fieldname],
                "options": link,
                "is_standard": 1,
            }
        ),
    )


_STANDARD: dict[str, DocField] = {}


class Meta(FrozenRecord):
    """One compiled DocType. Build it with `frappe.metadata.compile`; get it with `get_meta`."""

    doctype = "DocType"
    defaults: ClassVar[Mapping[str, Any]] = {**dict.fromkeys(CHECKS, 0), "sort_field": "creation", "sort_order": "DESC"}

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        own = self.__dict__
        for key, row_class in ROW_CLASSES.items():
            rows = (row if isinstance(row, row_class) else row_class(row) for row in values.get(key) or ())
            own[key] = tuple(rows)
        fields: tuple[DocField, ...] = own["fields"]
        own["field_map"] = {field.fieldname: field for field in fields if field.fieldname}
        own["table_name"] = f"tab{self.name}"
        own["link_fields"] = _of_type(fields, "Link")
        own["dynamic_link_fields"] = _of_type(fields, "Dynamic Link")
        own["table_fields"] = tuple(f for f in fields if f.fieldtype in TABLE_FIELDTYPES and not f.is_virtual)
        own["select_fields"] = _of_type(fields, "Select")
        own["value_fields"] = tuple(f for f in fields if f.fieldtype not in NO_VALUE_FIELDTYPES and not f.is_virtual)
        own["virtual_fields"] = tuple(f for f in fields if f.is_virtual)
        own["data_columns"] = tuple(f.fieldname for f in own["value_fields"])
        own["columns"] = self._all_columns()
        own["column_set"] = frozenset(own["columns"])
        own["fetch_fields"] = tuple(f for f in fields if f.fetch_from and not f.is_virtual)
        own["fields_by_level"] = tuple(f for f in fields if f.permlevel)
        own["has_levels"] = bool(own["fields_by_level"])

    def _all_columns(self) -> tuple[str, ...]:
        if self.issingle:
            return (*STANDARD_COLUMNS, *self.__dict__["data_columns"])
        extra = CHILD_COLUMNS if self.istable else OPTIONAL_COLUMNS[: 5 if self.track_seen else 4]
        own = [name for name in self.__dict__["data_columns"] if name not in STANDARD_COLUMNS and name not in extra]
        return (*STANDARD_COLUMNS, *extra, *own)

    # -- reading, as the contract names it

    def get(  # type: ignore[override]  # the contract's second argument is filters
        self, key: str, filters: Any = None, default: Any = None, limit: int | None = None
    ) -> Any:
        """Return a property, or the rows of ``fields``, ``permissions``, ... that match ``filters`` (equality)."""
        value = self.__dict__.get(key)
        if key in ROW_CLASSES:
            rows: list[Any] = [row for row in value or () if _matches(row, filters)]
            return rows[:limit] if limit else rows
        if value is None:
            return default if default is not None else (filters if not isinstance(filters, dict) else None)
        return value

    def get_field(self, fieldname: str) -> DocField | None:
        """Return the field, or None."""
        return self.field_map.get(fieldname)  # type: ignore[no-any-return]

    def find_field(self, fieldname: str) -> DocField | None:
        """Return the field or the standard column of that name, or None."""
        if fieldname in self.field_map:
            return self.field_map[fieldname]  # type: ignore[no-any-return]
        return standard_field(fieldname) if fieldname in self.column_set else None

    def has_field(self, fieldname: str) -> bool:
        return fieldname in self.field_map

    def get_label(self, fieldname: str) -> str:
        field = self.find_field(fieldname)
        return (field.label if field else None) or STANDARD_LABELS.get(fieldname) or "No Label"

    def get_options(self, fieldname: str) -> str | None:
        field = self.get_field(fieldname)
        return field.options if field else None

    def get_translated_label(self, fieldname: str) -> str:
        return self.get_label(fieldname)

    def get_link_fields(self) -> list[DocField]:
        return [field for field in self.link_fields if field.options != "[Select]"]

    def get_data_fields(self) -> list[DocField]:
        return list(_of_type(self.fields, "Data"))

    def get_phone_fields(self) -> list[DocField]:
        return list(_of_type(self.fields, "Phone"))

    def get_dynamic_link_fields(self) -> list[DocField]:
        return list(self.dynamic_link_fields)

    def get_table_fields(self) -> list[DocField]:
        return list(self.table_fields)

    def get_select_fields(self) -> list[DocField]:
        return list(self.select_fields)

    def get_image_fields(self) -> list[DocField]:
        return list(_of_type(self.fields, "Attach Image"))

    def get_code_fields(self) -> list[DocField]:
        return list(_of_type(self.fields, "Code"))

    def get_set_only_once_fields(self) -> list[DocField]:
        return [field for field in self.fields if field.set_only_once]

    def get_global_search_fields(self) -> list[DocField]:
        return [field for field in self.fields if field.in_global_search]

    def get_valid_columns(self) -> list[str]:
        return list(self.columns)

    def get_valid_fields(self) -> list[str]:
        return list(self.field_map)

    def get_table_field_doctype(self, fieldname: str) -> str | None:
        return self.get_options(fieldname)

    def get_title_field(self) -> str:
        """Return the title field's name; ``name`` when there is none."""
        title = self.title_field
        if not title and self.has_field("title"):
            title = "title"
        return title if title and title in self.column_set else "name"

    def get_search_fields(self) -> list[str]:
        """Return the search fields, always with ``name``."""
        names = [name.strip() for name in (self.search_fields or "name").split(",") if name.strip()]
        return names if "name" in names else [*names, "name"]

    def get_list_fields(self) -> list[str]:
        names = ["name"] + [f.fieldname for f in self.value_fields if f.in_list_view]
        title = self.get_title_field()
        return names if title in names else [*names, title]

    def get_custom_fields(self) -> list[DocField]:
        return [field for field in self.fields if field.is_custom_field]

    def get_translatable_fields(self) -> list[str]:
        return [field.fieldname for field in self.fields if field.translatable and field.has_column]

    def get_naming_series_options(self) -> list[str]:
        field = self.get_field("naming_series")
        return [line for line in (field.options or "").split("\n") if line] if field else []

    def get_fields_to_fetch(self, link_fieldname: str | None = None) -> list[DocField]:
        prefix = f"{link_fieldname}." if link_fieldname else ""
        return [field for field in self.fetch_fields if field.fetch_from.startswith(prefix)]

    def get_high_permlevel_fields(self) -> list[DocField]:
        return [field for field in self.fields if (field.permlevel or 0) > 0]

    def is_nested_set(self) -> bool:
        return self.has_field("lft") and self.has_field("rgt")

    def is_translatable(self, fieldname: str) -> bool:
        field = self.get_field(fieldname)
        return bool(field and field.translatable)

    @property
    def parent_field(self) -> str:
        """The link to the parent node of a tree DocType (contract 2.9)."""
        return str(self.nsm_parent_field or "") or "parent_" + self.name.lower().replace(" ", "_").replace("-", "_")

    def default_order(self) -> str:
        """Return ``sort_field sort_order`` as declared, without a table name."""
        field, order = self.sort_field or "creation", self.sort_order or "DESC"
        return field if "," in field else f"{field} {order}"

    def as_dict(self, no_nulls: bool = False) -> dict[str, Any]:
        """Return the DocType as its JSON form holds it, child rows included."""
        own = {key: value for key, value in self.__dict__.items() if key not in _DERIVED}
        own["doctype"] = "DocType"
        for key in ROW_CLASSES:
            own[key] = [row.as_dict() for row in self.__dict__[key]]
        return own


_DERIVED = frozenset(
    "field_map table_name link_fields dynamic_link_fields table_fields select_fields value_fields virtual_fields "
    "data_columns columns column_set fetch_fields fields_by_level has_levels".split()
)


def _of_type(fields: Sequence[DocField], fieldtype: str) -> tuple[DocField, ...]:
    return tuple(field for field in fields if field.fieldtype == fieldtype and not field.is_virtual)


def _matches(row: FrozenRecord, filters: Any) -> bool:
    if not filters or not isinstance(filters, dict):
        return True
    return all(
        row.get(key) in value[1]
        if isinstance(value, (list, tuple)) and value and value[0] == "in"
        else (row.get(key) or 0) == (value or 0)
        for key, value in filters.items()
    )


def parse_order(text: str | None) -> list[str] | None:
    """Parse a ``field_order`` property setter: a JSON list of names, or None."""
    if not text:
        return None
    names = json.loads(text)
    return names if isinstance(names, list) else None
