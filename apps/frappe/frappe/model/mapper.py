"""Make one document from another: fields of the same name, a map for the others, child tables (contract 3.1)."""

from __future__ import annotations

from typing import Any

from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.documents import get_doc, new_doc
from frappe.utils import compare

NOT_COPIED = frozenset(
    {"name", "owner", "creation", "modified", "modified_by", "docstatus", "idx", "parent", "parentfield", "parenttype",
     "doctype", "amended_from", "naming_series", "workflow_state"}
)  # fmt: skip


def get_mapped_doc(
    from_doctype: str,
    from_docname: str,
    table_maps: dict[str, Any],
    target_doc: Any = None,
    postprocess: Any = None,
    ignore_permissions: bool = False,
    ignore_child_tables: bool = False,
    cached: bool = False,
) -> Any:
    """Return an unsaved document made from a stored one.

    Raises:
        ValidationError: the source does not satisfy the map's ``validation``.
    """
    source = get_doc(from_doctype, from_docname)
    if not ignore_permissions:
        source.check_permission("read")
    main = table_maps[from_doctype]
    target = get_doc(target_doc) if target_doc else new_doc(main["doctype"])
    if not ignore_permissions and not target.has_permission("create"):
        target.raise_no_permission_to("create")
    _validate(source, main)
    map_fields(source, target, main)
    if not ignore_child_tables:
        _map_tables(source, target, table_maps)
    if postprocess:
        postprocess(source, target)
    target.run_method("after_mapping", source)
    target.__dict__["__islocal"] = 1
    return target


def _validate(source: Any, table_map: dict[str, Any]) -> None:
    for fieldname, (operator, expected) in (table_map.get("validation") or {}).items():
        if not compare(source.get(fieldname), operator, expected):
            raise ValidationError(
                _("Cannot map {0} {1}: {2} must be {3} {4}").format(
                    _(source.doctype), source.name, _(source.meta.get_label(fieldname)), operator, expected
                )
            )


def map_fields(source: Any, target: Any, table_map: dict[str, Any], source_parent: Any = None) -> None:
    """Copy fields of the same name, then those of ``field_map``."""
    skipped = set(table_map.get("field_no_map") or ()) | NOT_COPIED
    for field in target.meta.value_fields:
        name = field.fieldname
        if name in skipped or field.no_copy or not source.meta.has_field(name):
            continue
        if source.meta.get_field(name).no_copy:
            continue
        value = source.get(name)
        if value not in (None, ""):
            target.set(name, value)
    field_map = table_map.get("field_map") or {}
    for source_name, target_name in field_map.items() if isinstance(field_map, dict) else field_map:
        value = source.get(source_name)
        if value not in (None, ""):
            target.set(target_name, value)
    if table_map.get("postprocess"):
        table_map["postprocess"](source, target, source_parent)


def _map_tables(source: Any, target: Any, table_maps: dict[str, Any]) -> None:
    for field in source.meta.table_fields:
        table_map = table_maps.get(field.options)
        if not table_map:
            continue
        destination = target.get_parentfield_of_doctype(table_map["doctype"])
        if not destination:
            continue
        if table_map.get("add_if_empty") and target.get(destination):
            continue
        for row in source.get(field.fieldname):
            if table_map.get("condition") and not table_map["condition"](row):
                continue
            if table_map.get("filter") and table_map["filter"](row):
                continue
            map_fields(row, target.append(destination, {}), table_map, source)
