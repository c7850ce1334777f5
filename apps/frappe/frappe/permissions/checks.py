"""Problems of a DocType's permission rows (contract 2.3), as values.

Forms, permission manager and doctor show the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from frappe.messages import _
from frappe.metadata import Meta
from frappe.metadata.checks import Problem
from frappe.permissions.rules import RIGHTS
from frappe.utils import cint

RESTRICTED_ROLES = frozenset({"Administrator"})
LEVEL_RIGHTS = frozenset({"read", "write"})
MAIN_LEVEL_RIGHTS = tuple(right for right in RIGHTS if right not in LEVEL_RIGHTS)
SUBMITTABLE_RIGHTS = ("submit", "cancel", "amend")
# A right and the one that it needs.
NEEDS = (
    ("submit", "write"),
    ("cancel", "write"),
    ("cancel", "submit"),
    ("amend", "write"),
    ("amend", "cancel"),
    ("import", "create"),
)
OF_OTHERS = frozenset({"write", "delete", "submit", "cancel", "amend", "import"})


def check_permissions(meta: Meta, rows: Iterable[Any] | None = None) -> list[Problem]:
    """Return every problem of the permission rows of a DocType (of ``rows`` when they are not stored yet)."""
    found = list(meta.permissions if rows is None else rows)
    problems = [
        problem
        for position, row in enumerate(found)
        for problem in check_rule(meta, row, [*found[:position], *found[position + 1 :]])
    ]
    return list(dict.fromkeys(problems))


def check_rule(meta: Meta, row: Any, others: Sequence[Any]) -> list[Problem]:
    """Return every problem of one permission row beside the others of its DocType."""
    return [problem for check in CHECKS for problem in check(meta, row, others)]


def broad_grants(rows: Iterable[Any]) -> list[Any]:
    """Return the rows that let everybody change documents of others; only Administrator may add such a rule."""
    return [
        row
        for row in rows
        if row.get("role") in ("All", "Guest")
        and not cint(row.get("if_owner"))
        and any(cint(row.get(right)) for right in OF_OTHERS)
    ]


def _where(meta: Meta, row: Any) -> str:
    own = ", " + _("own documents") if cint(row.get("if_owner")) else ""
    return f"{meta.name}: {row.get('role')}, " + _("level {0}").format(cint(row.get("permlevel"))) + own


def _key(row: Any) -> tuple[Any, int, int]:
    return row.get("role"), cint(row.get("permlevel")), cint(row.get("if_owner"))


def _needed_rights(meta: Meta, row: Any, others: Sequence[Any]) -> Iterator[Problem]:
    for right, needed in NEEDS:
        if cint(row.get(right)) and not cint(row.get(needed)) and not cint(row.get("permlevel")):
            right, needed = _(right.capitalize()), _(needed.capitalize())
            text, hint = _("{0} needs {1}."), _("Grant {0} or clear {1}.")
            yield Problem("permissions.E001", _where(meta, row), text.format(right, needed), hint.format(needed, right))


def _doctype_rights(meta: Meta, row: Any, others: Sequence[Any]) -> Iterator[Problem]:
    if any(cint(row.get(right)) for right in SUBMITTABLE_RIGHTS) and not meta.is_submittable:
        text, hint = _("Documents of {0} cannot be submitted."), _("Clear submit, cancel and amend.")
        yield Problem("permissions.E002", _where(meta, row), text.format(_(meta.name)), hint)
    if cint(row.get("import")) and not meta.allow_import:
        text, hint = _("Documents of {0} cannot be imported."), _("Allow import on the DocType.")
        yield Problem("permissions.E003", _where(meta, row), text.format(_(meta.name)), hint)


def _levels(meta: Meta, row: Any, others: Sequence[Any]) -> Iterator[Problem]:
    if not cint(row.get("permlevel")):
        return
    if not any(other.get("role") == row.get("role") and not cint(other.get("permlevel")) for other in others):
        text = _("A rule above level 0 needs a rule of the role at level 0.")
        yield Problem("permissions.E004", _where(meta, row), text, _("Add a rule at level 0."))
    if any(cint(row.get(right)) for right in MAIN_LEVEL_RIGHTS):
        text = _("Above level 0 only read and write have a meaning.")
        yield Problem("permissions.E005", _where(meta, row), text, _("Clear the other rights."))


def _duplicates(meta: Meta, row: Any, others: Sequence[Any]) -> Iterator[Problem]:
    if any(_key(other) == _key(row) for other in others):
        text = _("There is another rule for this role and level.")
        yield Problem("permissions.E006", _where(meta, row), text, _("Keep one of them."))


def _roles(meta: Meta, row: Any, others: Sequence[Any]) -> Iterator[Problem]:
    role = row.get("role")
    if not role:
        yield Problem("permissions.E007", meta.name, _("A rule has no role."), _("Choose a role."))
    elif role in RESTRICTED_ROLES and not _is_internal(meta):
        text = _("Rules for {0} have no effect: this account may do everything.").format(_(role))
        yield Problem("permissions.E008", _where(meta, row), text, _("Choose another role."))
    elif role == "Guest" and any(cint(row.get(right)) for right in OF_OTHERS):
        text = _("Guests may be allowed to read and to create only.")
        yield Problem("permissions.E009", _where(meta, row), text, _("Clear the other rights."))


def _is_internal(meta: Meta) -> bool:
    return meta.module in ("Core", "Custom") and not meta.custom


CHECKS: tuple[Callable[[Meta, Any, Sequence[Any]], Iterator[Problem]], ...] = (
    _needed_rights, _doctype_rights, _levels, _duplicates, _roles,
)  # fmt: skip
