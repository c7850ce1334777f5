"""What hovering over a link shows (contract 7.9)."""

from __future__ import annotations

from typing import Any

from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.permitted_list import get_list
from frappe.rpc import whitelist


@whitelist()
def get_preview_data(doctype: str, docname: str) -> dict[str, Any] | None:
    """Return a document's preview fields by label; None when the DocType has no preview or it may not be seen."""
    meta = get_meta(doctype)
    if not meta.show_preview_popup:
        return None
    shown = [field for field in meta.value_fields if field.in_preview and field.has_column]
    title = meta.get_title_field()
    names = dict.fromkeys(["name", title, *(field.fieldname for field in shown)])
    image = meta.image_field if meta.image_field in meta.column_set else None
    rows = get_list(doctype, filters={"name": docname}, fields=[*names, *([image] if image else [])], limit=1)
    if not rows:
        return None
    row = rows[0]
    values = {_(field.label): row.get(field.fieldname) for field in shown if row.get(field.fieldname) not in (None, "")}
    return {
        **values, "name": row["name"], "preview_title": row.get(title),
        "preview_image": row.get(image) if image else None,
    }  # fmt: skip
