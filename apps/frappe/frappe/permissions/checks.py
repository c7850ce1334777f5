"""Problems of a DocType's permission rows (contract 2.3), as values; form, migrate and doctor print the same list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from frappe.messages import _
from frappe.metadata import Meta
from frappe.metadata.checks import Problem
from frappe.permissions.rules import RIGHTS

RESTRICTED_ROLES = frozenset({"Administrator"})
LEVEL_RIGHTS = frozenset({"read", "write"})
NEEDS = (("submit", "write"), ("cancel", "submit"), ("amend", "cancel"), ("import", "create"))
BROAD = frozenset({"write", "create", "delete", "submit", "cancel", "amend", "import", "share"})


def check_permissions(meta: Meta, rows: Iterable[Any] | None = None) -> list[Problem]:
    """Return every problem of the permission rows of a DocType (of ``rows`` when they are not stored yet)."""
    found = list(meta.permissions if rows is None else rows)
    return [problem for check in CHECKS for problem in check(meta, found)]


def broad_grants(rows: Iterable[Any]) -> list[Any]:
    """Return the rows that let everybody change documents of others; only Administrator may add such a rule."""
    return [row for row in rows if row.role in ("All", "Guest") and not row.if_owner and any(map(row.get, BROAD))]


def _where(meta: Meta, row: Any) -> str:
    own = ", " + _("own documents") if row.if_owner else ""
    return f"{meta.name}: {row.role}, " + _("level {0}").format(int(row.permlevel or 0)) + own


def _needed_rights(meta: Meta, rows: list[Any]) -> Iterator[Problem]:
    for row in rows:
        for right, needed in NEEDS:
            if row.get(right) and not row.get(needed) and not row.permlevel:
                yield Problem(
                    "permissions.E001",
                    _where(meta, row),
                    _("{0} needs {1}.").format(_(right), _(needed)),
                    _("Grant {0} or clear {1}.").format(_(needed), _(right)),
                )


def _doctype_rights(meta: Meta, rows: list[Any]) -> Iterator[Problem]:
    for row in rows:
        if (row.submit or row.amend or row.cancel) and not meta.is_submittable:
            text, hint = (
                _("Documents of {0} cannot be submitted.").format(_(meta.name)),
                _("Clear submit, cancel and amend."),
            )
            yield Problem("permissions.E002", _where(meta, row), text, hint)
        if row.get("import") and not meta.allow_import:
            text, hint = (
                _("Documents of {0} cannot be imported.").format(_(meta.name)),
                _("Allow import on the DocType."),
            )
            yield Problem("permissions.E003", _where(meta, row), text, hint)


def _levels(meta: Meta, rows: list[Any]) -> Iterator[Problem]:
    basic = {row.role for row in rows if not row.permlevel}
    for row in rows:
        if row.permlevel and row.role not in basic:
            text = _("A rule above level 0 needs a rule of the role at level 0.")
            yield Problem("permissions.E004", _where(meta, row), text, _("Add a rule at level 0."))
        if row.permlevel and any(row.get(right) for right in RIGHTS if right not in LEVEL_RIGHTS):
            text = _("Above level 0 only read and write have a meaning.")
            yield Problem("permissions.E005", _where(meta, row), text, _("Clear the other rights."))


def _duplicates(meta: Meta, rows: list[Any]) -> Iterator[Problem]:
    seen = Counter((row.role, int(row.permlevel or 0), bool(row.if_owner)) for row in rows)
    for row in rows:
        count = seen.pop((row.role, int(row.permlevel or 0), bool(row.if_owner)), 1)
        if count > 1:
            text = _("There are {0} rules for this role and level.").format(count)
            yield Problem("permissions.E006", _where(meta, row), text, _("Keep one of them."))


def _roles(meta: Meta, rows: list[Any]) -> Iterator[Problem]:
    for row in rows:
        if not row.role:
            yield Problem("permissions.E007", meta.name, _("A rule has no role."), _("Choose a role."))
        elif row.role in RESTRICTED_ROLES and not _is_internal(meta):
            text = _("Rules for {0} have no effect: this account may do everything.").format(_(row.role))
            yield Problem("permissions.E008", _where(meta, row), text, _("Choose another role."))


def _is_internal(meta: Meta) -> bool:
    return meta.module in ("Core", "Custom") and not meta.custom


CHECKS: tuple[Callable[[Meta, list[Any]], Iterator[Problem]], ...] = (
    _needed_rights, _doctype_rights, _levels, _duplicates, _roles,
)  # fmt: skip
