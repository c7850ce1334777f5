"""``BaseDocument``: the values and child rows of a document, without life cycle; and the controller registry."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from frappe.context import slot
from frappe.exceptions import DoesNotExistError, ValidationError
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.model.docstatus import DocStatus
from frappe.model.plain_values import plain_values
from frappe.modules import get_attr, get_hooks, load_doctype_module
from frappe.types import _dict
from frappe.utils import as_json
from frappe.utils.safe_eval import safe_eval

PRIVATE = frozenset(
    {"flags", "_meta", "_parent_doc", "parent_doc", "_doc_before_save", "_action", "_table_fieldnames", "_onload"}
)


def get_controller(doctype: str) -> type[BaseDocument]:
    """Return the class of a DocType: its controller, overridden or extended by hooks.

    Raises:
        ImportError: a standard DocType without its Python file.
    """
    controllers: dict[str, type[BaseDocument]] = slot("controllers", dict)
    if doctype not in controllers:
        controllers[doctype] = _import_controller(doctype)
    return controllers[doctype]


def _import_controller(doctype: str) -> type[BaseDocument]:
    from frappe.model.document import Document  # the class of documents without a controller of their own
    from frappe.model.nested_set import NestedSet

    meta = get_meta(doctype)
    if meta.custom or not meta.module:
        return NestedSet if meta.is_tree else Document
    override = get_hooks("override_doctype_class", {}).get(doctype)
    standard = _standard_class(doctype, meta)
    if override:
        found = get_attr(override[-1])
        if not issubclass(found, standard):
            raise ValidationError(_("{0} must be a subclass of {1}").format(override[-1], standard.__name__))
        standard = found
    mixins = [get_attr(path) for path in get_hooks("extend_doctype_class", {}).get(doctype, ())]
    return type(standard.__name__, (*reversed(mixins), standard), {}) if mixins else standard


def _standard_class(doctype: str, meta: Meta) -> type[BaseDocument]:
    module = load_doctype_module(doctype, meta.module)
    name = doctype.replace(" ", "").replace("-", "")
    found = getattr(module, name, None)
    if not (isinstance(found, type) and issubclass(found, BaseDocument)):
        raise ImportError(f"{module.__name__} has no class {name} that is a Document")
    return found


class BaseDocument:
    """Values by attribute; child rows as lists under their table's fieldname."""

    ignore_in_setter: ClassVar[tuple[str, ...]] = ("doctype", "_meta", "meta", "_table_fields", "_valid_columns")

    def __init__(self, values: Mapping[str, Any]) -> None:
        if values.get("doctype"):
            self.__dict__["doctype"] = values["doctype"]
        self.__dict__["flags"] = _dict()
        self.update(values)

    # -- meta

    @property
    def meta(self) -> Meta:
        found = self.__dict__.get("_meta")
        if found is None:
            found = self.__dict__["_meta"] = get_meta(self.doctype)
        return found

    def __getattr__(self, name: str) -> Any:
        """Answer valid columns that were never set: None, [] for tables, the property of a virtual field."""
        if name.startswith("__") or name in ("doctype", "flags"):
            raise AttributeError(name)
        meta = self.meta
        field = meta.field_map.get(name)
        if field is not None and field.fieldtype in ("Table", "Table MultiSelect"):
            return self.__dict__.setdefault(name, [])
        if field is not None and field.is_virtual:
            return virtual_value(self, field)
        if name in meta.column_set or field is not None:
            return None
        if name == "parent_doc":
            return None
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    # -- reading

    def get(self, key: Any, filters: Any = None, limit: int | None = None, default: Any = None) -> Any:
        """Return a value; with ``filters`` (dict) the rows that match; ``get({"doctype": ...})`` over all rows."""
        if isinstance(key, dict):
            return _filter(self.get_all_children(), key, limit)
        if isinstance(filters, dict) and filters:
            return _filter(self.get(key) or [], filters, limit)
        if filters is not None and not isinstance(filters, (dict, list)):
            default = filters
        value = self.__dict__.get(key)
        if value is None and key not in PRIVATE:
            value = self._computed(key)
        if value is None:
            return default
        if limit and isinstance(value, list):
            return value[:limit]
        return value

    def _computed(self, key: str) -> Any:
        if not isinstance(key, str) or key.startswith("__"):
            return self.__dict__.get(key)
        field = self.meta.field_map.get(key)
        if field is not None and field.fieldtype in ("Table", "Table MultiSelect"):
            return self.__dict__.setdefault(key, [])
        if field is not None and field.is_virtual:
            return virtual_value(self, field)
        return None

    def getone(self, key: Any, filters: Any = None) -> Any:
        """Return the first row that matches, or None."""
        rows = self.get(key, filters, limit=1)
        return rows[0] if rows else None

    def get_all_children(self, parenttype: str | None = None) -> list[Any]:
        """Return the rows of all child tables, table by table."""
        rows: list[Any] = []
        for field in self.meta.table_fields:
            if parenttype in (None, field.options):
                rows.extend(self.__dict__.get(field.fieldname) or ())
        return rows

    # -- writing

    def update(self, values: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        """Set many values; ``name`` first, because child rows refer to it."""
        values = {**(values or {}), **kwargs}
        if "name" in values:
            self.set("name", values["name"])
        for key, value in values.items():
            if key != "name":
                self.set(key, value)
        return self

    def update_if_missing(self, values: Mapping[str, Any]) -> None:
        """Set the values of fields that are None."""
        for key, value in values.items():
            if self.__dict__.get(key) is None and value is not None and key not in self.ignore_in_setter:
                self.set(key, value)

    def set(self, key: str, value: Any, as_value: bool = False) -> None:
        """Set one value; a list under a table's fieldname becomes child rows."""
        if key in self.ignore_in_setter or key in PRIVATE or self._is_of_class(key):
            return
        if not as_value and "doctype" in self.__dict__ and self._is_table(key):
            self.__dict__[key] = []
            if value:
                self.extend(key, value)
            return
        if key == "docstatus":
            value = DocStatus(value or 0)
        self.__dict__[key] = value

    def __setattr__(self, name: str, value: Any) -> None:
        descriptor = getattr(type(self), name, None)
        if isinstance(descriptor, property) or hasattr(descriptor, "__set__"):
            object.__setattr__(self, name, value)
        elif name == "docstatus" and value is not None:
            self.__dict__[name] = DocStatus(value)
        elif isinstance(value, list) and value and "doctype" in self.__dict__ and self._is_table(name):
            if all(isinstance(row, BaseDocument) and row.get("parentfield") == name for row in value):
                self.__dict__[name] = value
            else:
                self.set(name, value)
        else:
            self.__dict__[name] = value

    def _is_of_class(self, key: str) -> bool:
        """Tell whether a name is a method or a setting of the class: a value in its place would switch that off."""
        if not (callable(getattr(type(self), key, None)) or hasattr(BaseDocument, key)):
            return False
        return "doctype" not in self.__dict__ or key not in self.meta.field_map

    def _is_table(self, key: str) -> bool:
        field = self.meta.field_map.get(key)
        return field is not None and field.fieldtype in ("Table", "Table MultiSelect")

    def delete_key(self, key: str) -> None:
        self.__dict__.pop(key, None)

    def append(self, key: str, value: Any = None, position: int = -1) -> Any:
        """Add a child row and return it."""
        rows = self.__dict__.get(key)
        if rows is None:
            rows = self.__dict__[key] = []
        row = self._make_row(value if value is not None else {}, key)
        if position < 0:
            rows.append(row)
            if not row.__dict__.get("idx"):
                row.__dict__["idx"] = len(rows)
        else:
            rows.insert(position, row)
            _renumber(rows)
        return row

    def extend(self, key: str, values: Iterable[Any]) -> None:
        """Add many child rows."""
        if not isinstance(values, (list, tuple, set, Iterator)):
            raise ValidationError(_("Rows of {0} must be a list.").format(key), fieldname=key)
        for value in values:
            self.append(key, value)

    def remove(self, row: Any) -> None:
        """Take a child row out of its table."""
        rows = self.get(row.parentfield)
        if any(other is row for other in rows):
            rows[:] = [other for other in rows if other is not row]
        _renumber(rows)

    def _make_row(self, value: Any, key: str) -> Any:
        if not isinstance(value, (BaseDocument, Mapping)):
            raise ValidationError(
                _("Row of {0} must be an object with field names, not {1}.").format(key, type(value).__name__),
                fieldname=key,
            )
        field = self.meta.get_field(key)
        doctype = field.options if field else None
        if not doctype:
            raise AttributeError(f"{self.doctype} has no table {key!r}")
        row: Any
        if isinstance(value, BaseDocument):
            row = value
        else:
            row = get_controller(doctype)({**value, "doctype": doctype})
        own = row.__dict__
        own["parent"] = self.__dict__.get("name")
        own["parenttype"] = self.doctype
        own["parentfield"] = key
        own["_parent_doc"] = weakref.ref(self)
        if not own.get("name"):
            own["__islocal"] = 1
        return row

    @property
    def parent_doc(self) -> Any:
        """The document this row belongs to, None for one loaded alone."""
        reference = self.__dict__.get("_parent_doc")
        if callable(reference):
            return reference()
        return reference

    @parent_doc.setter
    def parent_doc(self, value: Any) -> None:
        self.__dict__["_parent_doc"] = weakref.ref(value) if value is not None else None

    # -- as other forms

    def get_valid_dict(self, *, for_journal: bool = False) -> dict[str, Any]:
        """Return the values of the DocType's columns."""
        own = self.__dict__
        values = {column: own.get(column) for column in self.meta.columns}
        values["docstatus"] = int(values.get("docstatus") or 0)
        return values

    def as_dict(
        self,
        no_nulls: bool = False,
        no_default_fields: bool = False,
        convert_dates_to_str: bool = False,
        no_child_table_fields: bool = False,
        no_private_properties: bool = False,
    ) -> _dict:
        """Return the document as plain values, child rows included."""
        return plain_values(
            self,
            no_nulls=no_nulls,
            no_default_fields=no_default_fields,
            convert_dates_to_str=convert_dates_to_str,
            no_child_table_fields=no_child_table_fields,
            no_private_properties=no_private_properties,
        )

    def as_json(self) -> str:
        return str(as_json(self.as_dict()))

    def __repr__(self) -> str:
        name = self.__dict__.get("name") or "unsaved"
        return f"<{type(self).__name__}: {self.__dict__.get('doctype')} {name}>"

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key not in ("_meta", "_parent_doc")}

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        import copy  # the documents of one request are rarely copied

        twin = type(self).__new__(type(self))
        memo[id(self)] = twin
        for key, value in self.__dict__.items():
            twin.__dict__[key] = value if key in ("_meta", "_parent_doc") else copy.deepcopy(value, memo)
        for field in twin.meta.table_fields:
            for row in twin.__dict__.get(field.fieldname) or ():
                row.__dict__["_parent_doc"] = weakref.ref(twin)
        return twin

    # -- small questions

    def is_new(self) -> bool:
        """Tell whether the document is not in the database yet."""
        return bool(self.__dict__.get("__islocal"))

    def get_docfield(self, fieldname: str) -> Any:
        return self.meta.get_field(fieldname)

    def get_label_from_fieldname(self, fieldname: str) -> str:
        return self.meta.get_label(fieldname)

    def get_parentfield_of_doctype(self, doctype: str) -> str | None:
        return next((f.fieldname for f in self.meta.table_fields if f.options == doctype), None)

    def precision(self, fieldname: str, parentfield: str | None = None) -> int:
        """Return the digits behind the point of a numeric field (contract 2.4)."""
        from frappe.localization.precision import field_precision  # takes site settings

        meta = self.meta
        if parentfield and not isinstance(parentfield, str):
            parentfield = parentfield.parentfield
        if parentfield:
            table = meta.get_field(parentfield)
            meta = get_meta(str(table.options)) if table else meta
        field = meta.get_field(fieldname)
        return field_precision(field.fieldtype if field else "Float", field.precision if field else None)

    def cast(self, value: Any, field: Any) -> Any:
        return cast_value(value, field.fieldtype)


def cast_value(value: Any, fieldtype: str) -> Any:
    """Return a value as the Python type its fieldtype holds in memory; text of numbers becomes a number."""
    entry = FIELD_TYPES[fieldtype]
    if not entry.numeric:
        return value
    if value in (None, ""):
        return entry.default
    if entry.python is int:
        return int(float(value)) if not isinstance(value, int) else int(value)
    return float(value) if not isinstance(value, Decimal) else float(value)


def virtual_value(doc: BaseDocument, field: Any) -> Any:
    """Return a virtual field's value: the class's property, else its options as an expression with ``doc``."""
    descriptor = getattr(type(doc), field.fieldname, None)
    if isinstance(descriptor, property):
        return descriptor.fget(doc) if descriptor.fget else None
    if callable(descriptor):
        return descriptor(doc)
    return safe_eval(field.options, {}, {"doc": doc}) if field.options else None


def _filter(rows: Iterable[Any], filters: Mapping[str, Any], limit: int | None) -> list[Any]:
    found = [row for row in rows if all(_compare(row.get(key), value) for key, value in filters.items())]
    return found[:limit] if limit else found


def _compare(value: Any, expected: Any) -> bool:
    if expected is True:
        return bool(value)
    if expected is False:
        return not value
    if isinstance(expected, (list, tuple)) and len(expected) == 2 and isinstance(expected[0], str):
        from frappe.utils import compare

        return bool(compare(value, expected[0], expected[1]))
    return bool(value == expected)


def _renumber(rows: list[Any]) -> None:
    for index, row in enumerate(rows, start=1):
        row.__dict__["idx"] = index


def not_found(doctype: str, name: Any) -> DoesNotExistError:
    """Return the error of a document that is not there."""
    return DoesNotExistError(_("{0} {1} not found").format(_(doctype), name), doctype=doctype, name=name)
