"""Small acts of a form: comments and attachments (contract 7.9)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.metadata.fieldtypes import STANDARD_COLUMNS
from frappe.model.documents import get_doc
from frappe.model.permitted_list import get_list
from frappe.model.sent import parse
from frappe.permissions import has_permission
from frappe.rpc import whitelist


@whitelist(methods=["POST", "PUT"])
def add_comment(
    reference_doctype: str, reference_name: str, content: str, comment_email: str | None = None,
    comment_by: str | None = None,
) -> Any:  # fmt: skip
    """Write a comment as the acting user on a document he may read."""
    doc = get_doc(reference_doctype, reference_name)
    doc.check_permission("read")
    if not content.strip():
        raise ValidationError(_("The comment is empty."), fieldname="content")
    return doc.add_comment("Comment", content, comment_email=current_user()).as_dict()


@whitelist()
def get_next(
    doctype: str, value: str, prev: bool = False, filters: Any = None, sort_order: str = "desc",
    sort_field: str = "modified",
) -> str | None:  # fmt: skip
    """Return the document after (or before) one in a list's order; None at the end."""
    has_permission(doctype, "read", value, throw=True)
    meta = get_meta(doctype)
    field = sort_field.rpartition(".")[2].strip("`")
    if field not in meta.column_set and field not in STANDARD_COLUMNS:
        raise ValidationError(_("{0} is not a field of {1}.").format(field[:60], _(doctype)), fieldname="sort_field")
    descending = (sort_order.lower() != "asc") != bool(prev)
    sign, order = ("<", "desc") if descending else (">", "asc")
    here = get_list(doctype, filters={"name": value}, fields=[field], order_by=field, limit=1)
    given = parse(filters, name="filters") or []
    rows = [[key, "=", part] for key, part in given.items()] if isinstance(given, dict) else list(given)
    found = get_list(
        doctype, filters=[*rows, [field, sign, here[0][field]], ["name", "!=", value]], order_by=f"{field} {order}",
        limit=1, pluck="name",
    )  # fmt: skip
    return str(found[0]) if found else None


@whitelist(methods=["POST", "PUT"])
def update_comment(name: str, content: str) -> Any:
    """Change one's own comment."""
    doc = get_doc("Comment", name, for_update=True)
    if doc.owner != current_user() or doc.comment_type != "Comment":
        raise NoPermission(_("Comment can only be edited by the owner"))
    doc.content = content
    doc.save(ignore_permissions=True)
    return doc.as_dict()


@whitelist(methods=["POST", "DELETE"])
def remove_attach(fid: str, dt: str | None = None, dn: str | None = None) -> None:
    """Remove an attachment; write on its document is needed."""
    doc = get_doc("File", fid)
    if doc.attached_to_doctype and doc.attached_to_name:
        has_permission(doc.attached_to_doctype, "write", doc.attached_to_name, throw=True)
        get_doc(doc.attached_to_doctype, doc.attached_to_name).add_comment("Attachment Removed", doc.file_name)
    doc.delete()
