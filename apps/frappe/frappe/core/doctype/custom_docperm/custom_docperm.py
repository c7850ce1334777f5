"""Custom permission rows: they replace a DocType's own rows (contract 2.3, 2.8)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, invalidate, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.document import Document
from frappe.permissions.rules import RIGHTS
from frappe.types import _dict
from frappe.utils import cint

LEVEL_RIGHTS = ("read", "write")
MAIN_LEVEL_RIGHTS = tuple(right for right in RIGHTS if right not in LEVEL_RIGHTS)
# A right and the one that it needs.
NEEDS = (("submit", "write"), ("cancel", "submit"), ("amend", "cancel"), ("import", "create"), ("amend", "write"),
         ("cancel", "write"))  # fmt: skip


class CustomDocPerm(Document):
    """One row."""

    def validate(self) -> None:
        self.keep_level_rights()
        problems = check_rule(self, get_meta(self.parent), self.other_rows())
        if problems and not local.flags.in_install and not self.flags.ignore_validate:
            raise ValidationError(" ".join(problems))

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


def check_rule(row: Any, meta: Any, others: list[Any]) -> list[str]:
    """Return what is wrong with a permission row beside the others of its DocType (contract 2.3)."""
    level = cint(row.get("permlevel"))
    problems = [] if level else _rights_problems(row, meta)
    key = (row.get("role"), level, cint(row.get("if_owner")))
    if any((other.role, cint(other.permlevel), cint(other.if_owner)) == key for other in others):
        problems.append(_("There is a rule for role {0} at level {1} already.").format(_(row.get("role")), level))
    if level and not any(other.role == row.get("role") and not cint(other.permlevel) for other in others):
        problems.append(
            _("Permission at level 0 must be set before higher levels are set for role {0}.").format(_(row.get("role")))
        )
    return problems


def _rights_problems(row: Any, meta: Any) -> list[str]:
    problems = [
        _("{0} needs {1}.").format(_(right.capitalize()), _(needed.capitalize()))
        for right, needed in NEEDS
        if cint(row.get(right)) and not cint(row.get(needed))
    ]
    if any(cint(row.get(right)) for right in ("submit", "cancel", "amend")) and not meta.is_submittable:
        problems.append(_("{0} is not submittable: clear submit, cancel and amend.").format(_(meta.name)))
    if cint(row.get("import")) and not meta.allow_import:
        problems.append(_("Import is not allowed for {0}.").format(_(meta.name)))
    if row.get("role") == "Administrator":
        problems.append(_("Administrator needs no rule."))
    if row.get("role") == "All" and current_user() != "Administrator" and _gives_much(row):
        problems.append(_("Only Administrator may let all users write or delete {0}.").format(_(meta.name)))
    if row.get("role") == "Guest" and any(
        cint(row.get(right)) for right in ("write", "delete", "submit", "cancel", "amend", "import")
    ):
        problems.append(_("Guests may be allowed to read and to create only."))
    return problems


def _gives_much(row: Any) -> bool:
    return not cint(row.get("if_owner")) and any(
        cint(row.get(right)) for right in ("write", "delete", "import", "cancel")
    )


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
