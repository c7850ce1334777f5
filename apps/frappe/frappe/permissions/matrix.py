"""All role permissions as one table: DocType x role x right, for the permission manager, the docs and tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from frappe.metadata import Meta, get_meta
from frappe.permissions.rules import RIGHTS


@dataclass(frozen=True)
class MatrixRow:
    """What one rule gives: a role's rights on a DocType at a level, on all or on own documents."""

    doctype: str
    role: str
    permlevel: int
    if_owner: bool
    rights: frozenset[str]

    def as_dict(self) -> dict[str, Any]:
        values = {right: int(right in self.rights) for right in RIGHTS}
        return {
            "parent": self.doctype,
            "role": self.role,
            "permlevel": self.permlevel,
            "if_owner": int(self.if_owner),
            **values,
        }


def matrix_of(meta: Meta) -> list[MatrixRow]:
    """Return a DocType's rules, level 0 first."""
    rows = [
        MatrixRow(
            meta.name,
            row.role,
            int(row.permlevel or 0),
            bool(row.if_owner),
            frozenset(right for right in RIGHTS if row.get(right)),
        )
        for row in meta.permissions
    ]
    return sorted(rows, key=lambda row: (row.permlevel, row.role, row.if_owner))


def permission_matrix(doctypes: Iterable[str], roles: Iterable[str] | None = None) -> list[MatrixRow]:
    """Return the rules of DocTypes, of some roles or of all."""
    wanted = set(roles) if roles is not None else None
    return [row for name in doctypes for row in matrix_of(get_meta(name)) if wanted is None or row.role in wanted]


def as_text(rows: Iterable[MatrixRow]) -> str:
    """Return a matrix as a Markdown table, for the docs and for review in a diff."""
    lines = ["| DocType | role | level | own | rights |", "|---|---|---|---|---|"]
    for row in rows:
        given = " ".join(right for right in RIGHTS if right in row.rights)
        lines.append(f"| {row.doctype} | {row.role} | {row.permlevel} | {'yes' if row.if_owner else ''} | {given} |")
    return "\n".join(lines) + "\n"
