"""User permissions: a user restricted to records (contract 4.4)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, invalidate, local
from frappe.exceptions import DuplicateEntryError, ValidationError
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import get_user_permissions as permitted_records
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.utils import cint, cstr


class UserPermission(Document):
    """One permitted record of one user."""

    def validate(self) -> None:
        self.apply_to_all_doctypes = 0 if self.applicable_for and not self.apply_to_all_doctypes else 1
        if self.apply_to_all_doctypes:
            self.applicable_for = None
        self.check_user()
        self.check_duplicate()
        self.check_one_default()

    def check_user(self) -> None:
        if self.user in ("Administrator", "Guest"):
            raise ValidationError(_("User permissions do not apply to {0}.").format(self.user), fieldname="user")

    def check_duplicate(self) -> None:
        same = {"user": self.user, "allow": self.allow, "for_value": self.for_value, "name": ["!=", cstr(self.name)],
                "applicable_for": self.applicable_for or ["is", "not set"]}  # fmt: skip
        if local.db.exists("User Permission", same):
            raise DuplicateEntryError(_("User permission already exists"), doctype=self.doctype, name=self.name)

    def check_one_default(self) -> None:
        """Keep one default a DocType, for the same use."""
        if not self.is_default:
            return
        others = {"user": self.user, "allow": self.allow, "is_default": 1, "name": ["!=", cstr(self.name)]}
        for row in local.db.get_all("User Permission", others, ["name", "applicable_for", "for_value"]):
            if not self.applicable_for or not row.applicable_for or row.applicable_for == self.applicable_for:
                raise ValidationError(
                    _("{0} has already a default for {1}: {2}").format(self.user, _(self.allow), row.for_value),
                    fieldname="is_default",
                )

    def on_update(self) -> None:
        invalidate()

    def after_delete(self) -> None:
        invalidate()


@whitelist()
def get_user_permissions(user: str | None = None) -> dict[str, list[Any]]:
    """Return the records a user is restricted to; another's only for System Managers."""
    if user and user != current_user():
        only_for("System Manager")
    return permitted_records(user)


@whitelist()
def get_applicable_for_doctype_list(
    doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: dict[str, Any]
) -> list[list[str]]:
    """Return the DocTypes to which a permission for ``filters.doctype`` can be limited."""
    from frappe.model.links import sources_of

    names = {source.doctype for source in sources_of(filters["doctype"])} | {filters["doctype"]}
    found = sorted(name for name in names if txt.lower() in name.lower() and not _is_child(name))
    return [[name] for name in found[cint(start) : cint(start) + cint(page_len)]]


def _is_child(doctype: str) -> bool:
    meta = find_meta(doctype)
    return meta is None or bool(meta.istable)


@whitelist()
def check_applicable_doc_perm(user: str, doctype: str, docname: str) -> list[str]:
    """Return the DocTypes for which a user has a permission on a record."""
    only_for("System Manager")
    filters = {"user": user, "allow": doctype, "for_value": docname}
    return list(local.db.get_all("User Permission", filters, pluck="applicable_for"))


@whitelist(methods=["POST"])
def clear_user_permissions(user: str, for_doctype: str) -> int:
    """Remove a user's permissions for a DocType and return how many there were."""
    only_for("System Manager")
    names = local.db.get_all("User Permission", {"user": user, "allow": for_doctype}, pluck="name")
    for name in names:
        get_doc("User Permission", name).delete()
    return len(names)


@whitelist(methods=["POST"])
def add_user_permissions(data: dict[str, Any]) -> int:
    """Set a user's permission on a record, for all DocTypes or for those named; 1 when something changed."""
    only_for("System Manager")
    for key in ("user", "doctype", "docname"):
        if not isinstance(data.get(key), str) or not data[key]:
            raise ValidationError(_("{0} is needed.").format(key), fieldname=key)
    user, doctype, name = data["user"], data["doctype"], data["docname"]
    wanted = [None] if cint(data.get("apply_to_all_doctypes")) else list(data.get("applicable_doctypes") or [])
    filters: dict[str, Any] = {"user": user, "allow": doctype, "for_value": name}
    present = {
        row.applicable_for or None: row.name
        for row in local.db.get_all("User Permission", filters, ["name", "applicable_for"])
    }
    gone, new = set(present) - set(wanted), [target for target in wanted if target not in present]
    for target in gone:
        get_doc("User Permission", present[target]).delete()
    for target in new:
        values: dict[str, Any] = {"applicable_for": target, "apply_to_all_doctypes": int(target is None)}
        flags: dict[str, Any] = {
            "is_default": cint(data.get("is_default")),
            "hide_descendants": cint(data.get("hide_descendants")),
        }
        new_doc("User Permission", **filters, **values, **flags).insert()
    return int(bool(gone or new))
