"""Conditions of fields, at the doors (contract 2.4): what a document has to have now, and what it may not change.

A door (REST, RPC, desk, import) marks the document that a person sent. App code that saves a document is not asked:
upstream apps count on that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from frappe.context import current_user, slot
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import DocField, Meta, get_meta
from frappe.model.versions import same_value
from frappe.permissions import access_of
from frappe.utils.eval_expression import holds, user_context

Doc = TypeVar("Doc")


@dataclass(frozen=True)
class Conditions:
    """The fields of a DocType that are mandatory or locked on a condition."""

    mandatory: tuple[DocField, ...]
    locked: tuple[DocField, ...]


def conditions_of(meta: Meta) -> Conditions:
    """Return the conditional fields of a DocType."""
    known: dict[str, Conditions] = slot("field_conditions", dict)
    if meta.name not in known:
        known[meta.name] = Conditions(
            mandatory=tuple(field for field in meta.fields if field.mandatory_depends_on and not field.is_virtual),
            locked=tuple(field for field in meta.value_fields if field.read_only_depends_on and not field.fetch_from),
        )
    return known[meta.name]


def through_door(doc: Doc) -> Doc:
    """Mark a document that a person sent."""
    doc.flags.through_door = True  # type: ignore[attr-defined]
    return doc


def mandatory_now(doc: Any, parent: Any = None) -> Iterator[DocField]:
    """Give the fields that are mandatory because of the other values; a field that is not shown is not."""
    if not (parent or doc).flags.through_door:
        return
    fields = conditions_of(doc.meta).mandatory
    context = _context() if fields else None
    for field in fields:
        is_asked = holds(field.mandatory_depends_on, doc, parent, context, otherwise=False)
        if is_asked and holds(field.depends_on, doc, parent, context):
            yield field


def check_locked(doc: Any) -> None:
    """Refuse a changed value of a field that is locked in the stored document and stays so.

    Raises:
        ValidationError: the text names the field.
    """
    stored = doc.__dict__.get("_doc_before_save")
    if stored is None or not doc.flags.through_door:
        return
    _check(doc, stored, doc.meta, None, None)
    for table in doc.meta.table_fields:
        if not conditions_of(get_meta(table.options)).locked:
            continue
        before = {row.name: row for row in stored.get(table.fieldname)}
        for row in doc.get(table.fieldname):
            if row.name in before:
                _check(row, before[row.name], row.meta, doc, stored)


def _check(doc: Any, stored: Any, meta: Meta, parent: Any, stored_parent: Any) -> None:
    for field in conditions_of(meta).locked:
        condition, context = field.read_only_depends_on, _context()
        if same_value(field, stored.get(field.fieldname), doc.get(field.fieldname)):
            continue
        if holds(condition, stored, stored_parent, context, otherwise=False) and holds(
            condition, doc, parent, context, otherwise=False
        ):
            raise ValidationError(
                _("{0} of {1} {2} cannot be changed in its present state.").format(
                    _(field.label or field.fieldname), _(doc.doctype), doc.name
                ),
                doctype=doc.doctype, name=doc.name, fieldname=field.fieldname,
            )  # fmt: skip


def _context() -> dict[str, Any]:
    user = current_user()
    return user_context(user, access_of(user).roles)
