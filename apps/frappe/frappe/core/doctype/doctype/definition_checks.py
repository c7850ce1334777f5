"""What is wrong with a DocType as it is edited: structure, permission rules, conditions (contract 2.1-2.4, 2.10)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.metadata.checks import Problem, check_doctype
from frappe.metadata.compile import compile_meta
from frappe.metadata.load import from_json
from frappe.permissions.checks import check_permissions
from frappe.utils import cint, cstr

NAME = re.compile(r"[A-Za-z][A-Za-z0-9 _-]{0,60}")
CONDITIONS = ("depends_on", "mandatory_depends_on", "read_only_depends_on", "collapsible_depends_on")
_ASSIGNS = re.compile(r"(?<![=!<>])=(?![=>])")
_TEXTS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
INTERNAL_TABLES = frozenset({"series", "sessions", "singles"})


def definition_problems(doc: Any) -> list[Problem]:
    """Return every problem of a DocType document."""
    meta = compile_meta(from_json(doc.as_dict()))
    found = check_doctype(meta)
    for check in CHECKS:
        found += check(doc, meta)
    return found


def _name(doc: Any, meta: Any) -> Iterator[Problem]:
    name = cstr(doc.name)
    if not NAME.fullmatch(name) or name != name.strip():
        text = _("The name must start with a letter and contain only letters, digits, blanks, - and _.")
        yield Problem("doctype.E101", name, text, _("Choose another name of at most 61 characters."))
    if name.lower() in INTERNAL_TABLES:
        yield Problem("doctype.E102", name, _("The name is used by the framework."), _("Choose another name."))
    if doc.is_new():
        rows = local.db.connection.query("select `name` from `tabDocType` where lower(`name`) = ?", (name.lower(),))
        if rows:
            text = _("DocType {0} exists already.").format(rows[0][0])
            yield Problem("doctype.E103", name, text, _("Choose another name."))


def _permissions(doc: Any, meta: Any) -> Iterator[Problem]:
    yield from check_permissions(meta)


def _conditions(doc: Any, meta: Any) -> Iterator[Problem]:
    for row in doc.fields:
        for prop in CONDITIONS:
            value = cstr(row.get(prop)).strip()
            if value.startswith("eval:") and _ASSIGNS.search(_TEXTS.sub("''", value[5:])):
                where = f"{doc.name}.{row.fieldname}"
                yield Problem("doctype.E105", where, _("The condition assigns with a single =."), _("Compare with ==."))


def _targets(doc: Any, meta: Any) -> Iterator[Problem]:
    for row in doc.fields:
        if row.fieldtype not in ("Link", "Table", "Table MultiSelect") or not row.options or row.options == doc.name:
            continue
        target, where = find_meta(row.options), f"{doc.name}.{row.fieldname}"
        if target is None:
            text = _("DocType {0} does not exist.").format(row.options)
            yield Problem("doctype.E106", where, text, _("Set options to a DocType name."))
        elif row.fieldtype != "Link" and not target.istable:
            text = _("{0} is not a child table.").format(row.options)
            yield Problem("doctype.E107", where, text, _("Choose a child table."))


def _precision(doc: Any, meta: Any) -> Iterator[Problem]:
    for row in doc.fields:
        if row.fieldtype in ("Currency", "Float", "Percent") and row.precision not in (None, ""):
            if not 0 <= cint(row.precision) <= 9:
                yield Problem(
                    "doctype.E108",
                    f"{doc.name}.{row.fieldname}",
                    _("Precision must be between 0 and 9."),
                    _("Change it."),
                )
        if row.fieldtype in ("Text", "Small Text", "Long Text", "Text Editor", "Code") and row.search_index:
            yield Problem(
                "doctype.E109", f"{doc.name}.{row.fieldname}", _("Long texts cannot be indexed."), _("Clear Index.")
            )


CHECKS: tuple[Callable[[Any, Any], Iterator[Problem]], ...] = (_name, _permissions, _conditions, _targets, _precision)


def checked(name: str) -> str:
    """Return a DocType's name if it may stand in SQL.

    Raises:
        ValidationError: it may not.
    """
    if not NAME.fullmatch(name):
        raise ValidationError(_("{0} is not a DocType name.").format(name))
    return name
