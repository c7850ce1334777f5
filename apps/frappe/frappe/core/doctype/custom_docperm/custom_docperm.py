"""Custom permission rows: they replace a DocType's own rows (contract 2.3, 2.8)."""

from __future__ import annotations

from typing import Any

from frappe.context import invalidate, local
from frappe.core.permission_rules import require_narrow
from frappe.exceptions import ValidationError
from frappe.metadata import get_meta
from frappe.model.document import Document
from frappe.permissions.checks import MAIN_LEVEL_RIGHTS, check_rule
from frappe.permissions.rules import RIGHTS
from frappe.types import _dict
from frappe.utils import cint


class CustomDocPerm(Document):
    """One row."""

    def validate(self) -> None:
        self.keep_level_rights()
        if local.flags.in_install or self.flags.ignore_validate:
            return
        problems = check_rule(get_meta(self.parent), self, self.other_rows())
        if problems:
            raise ValidationError(" ".join(f"{problem.text} {problem.hint}" for problem in problems))
        require_narrow(self.parent, [self])

    def keep_level_rights(self) -> None:
        """Above level 0 there is only reading and writing."""
        if not cint(self.permlevel):
            return
        self.update(dict.fromkeys(MAIN_LEVEL_RIGHTS, 0))
        self.if_owner = 0

    def other_rows(self) -> list[Any]:
        """Return the other custom rows; while the first are written, level 0 of the DocType's own rows counts too."""
        fields = ["name", "role", "permlevel", "if_owner"]
        rows = local.db.get_all("Custom DocPerm", {"parent": self.parent}, fields)
        own = local.db.get_all("DocPerm", {"parent": self.parent, "permlevel": 0}, ["name", "role", "permlevel"])
        extra = [_dict(row, if_owner=-1) for row in own] if cint(self.permlevel) else []
        return [row for row in rows if row.name != self.name] + extra

    def on_update(self) -> None:
        log_change(self, "Added" if self.get_doc_before_save() is None else "Updated")
        invalidate()

    def after_delete(self) -> None:
        log_change(self, "Removed")
        invalidate()


def log_change(doc: Any, status: str) -> None:
    """Write who changed which permission rule (Permission Log)."""
    from frappe.core.doctype.permission_log.permission_log import make_permission_log

    if local.flags.in_install or local.flags.in_migrate:
        return
    before = doc.get_doc_before_save()
    fields = ("role", "permlevel", "if_owner", *RIGHTS)
    changes = {key: [before.get(key) if before else None, doc.get(key)] for key in fields}
    changed = {key: pair for key, pair in changes.items() if (pair[0] or 0) != (pair[1] or 0)}
    if changed or status == "Removed":
        make_permission_log(doc, for_doctype="DocType", for_document=doc.parent, status=status, changes=changed)
