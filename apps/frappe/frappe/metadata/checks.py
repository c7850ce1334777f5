"""Structural problems of a DocType as values; ``doctor``, the form and tests print the same list (docs/doctype.md)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from frappe.messages import _
from frappe.metadata.fieldtypes import (
    FIELD_TYPES,
    LAYOUT_FIELDTYPES,
    STANDARD_COLUMNS,
    TABLE_FIELDTYPES,
    UNIQUE_FIELDTYPES,
)
from frappe.metadata.meta import DocField, Meta

FIELDNAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
RESERVED = frozenset({*STANDARD_COLUMNS, "parent", "parentfield", "parenttype", "file_list", "flags", "doctype", "meta",
                      "parent_doc", "permitted_fieldnames", "dont_update_if_missing"})  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """One problem: its id, where it is, what is wrong, and the way out."""

    id: str
    where: str
    text: str
    hint: str


def check_doctype(meta: Meta) -> list[Problem]:
    """Return every structural problem of a DocType."""
    return [problem for check in CHECKS for problem in check(meta)]


def _fieldnames(meta: Meta) -> Iterator[Problem]:
    for field in meta.fields:
        name = field.fieldname or ""
        if not FIELDNAME.fullmatch(name):
            yield Problem(
                "metadata.E001",
                f"{meta.name}.{name}",
                _("The field name is not possible."),
                _("Use a-z, 0-9 and _, starting with a letter."),
            )
        elif name in RESERVED and not (name in ("parent", "idx") and not meta.custom):
            yield Problem(
                "metadata.E002", f"{meta.name}.{name}", _("The field name is reserved."), _("Choose another name.")
            )


def _duplicates(meta: Meta) -> Iterator[Problem]:
    for name, count in Counter(field.fieldname for field in meta.fields).items():
        if count > 1:
            yield Problem(
                "metadata.E003",
                f"{meta.name}.{name}",
                _("The field appears {0} times.").format(count),
                _("Keep one of them."),
            )


def _types(meta: Meta) -> Iterator[Problem]:
    """Find the first problem of each field: what its type wants, then what its switches allow."""
    for field in meta.fields:
        found = _wrong_options(meta, field) or _wrong_switch(meta, field)
        if found:
            id, text, hint = found
            yield Problem(id, f"{meta.name}.{field.fieldname}", text, hint)


def _wrong_options(meta: Meta, field: DocField) -> tuple[str, str, str] | None:
    kind = field.fieldtype
    if kind not in FIELD_TYPES:
        return "metadata.E004", _("{0} is not a field type.").format(kind), _("Choose one of the list.")
    if kind in ("Link", *TABLE_FIELDTYPES) and not field.options:
        return "metadata.E005", _("{0} has no target DocType.").format(kind), _("Set options to a DocType name.")
    if kind == "Dynamic Link" and field.options not in meta.field_map:
        text = _("The field that holds the DocType is missing.")
        return "metadata.E006", text, _("Set options to the name of a Link field to DocType.")
    if kind == "Select" and field.default and field.options and field.default not in field.select_options:
        text = _("The default is not among the options.")
        return "metadata.E007", text, _("Add it or choose another default.")
    return None


def _wrong_switch(meta: Meta, field: DocField) -> tuple[str, str, str] | None:
    if field.reqd and field.fieldtype in LAYOUT_FIELDTYPES:
        return "metadata.E008", _("A layout field cannot be mandatory."), _("Clear mandatory.")
    if field.reqd and field.hidden and not field.default and not meta.istable:
        return "metadata.E009", _("A hidden mandatory field needs a default."), _("Set a default or show it.")
    if field.unique and field.fieldtype not in UNIQUE_FIELDTYPES:
        return "metadata.E010", _("{0} cannot be unique.").format(field.fieldtype), _("Use Data, Link or Int.")
    return None


def _kinds(meta: Meta) -> Iterator[Problem]:
    if meta.istable and (meta.issingle or meta.is_submittable):
        yield Problem(
            "metadata.E011", meta.name, _("A child table cannot be single or submittable."), _("Clear one of them.")
        )
    if (meta.autoname or "").startswith("field:") and meta.autoname[6:].strip() not in meta.field_map:
        yield Problem(
            "metadata.E012",
            meta.name,
            _("The field that names documents is missing."),
            _("Add it or change the naming."),
        )
    if meta.title_field and meta.title_field not in meta.field_map and "{" not in meta.title_field:
        yield Problem(
            "metadata.E013",
            meta.name,
            _("The title field {0} is missing.").format(meta.title_field),
            _("Choose an existing field."),
        )


CHECKS: tuple[Callable[[Meta], Iterator[Problem]], ...] = (_fieldnames, _duplicates, _types, _kinds)
