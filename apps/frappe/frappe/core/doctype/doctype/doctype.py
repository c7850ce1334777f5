"""DocTypes made or changed on the running site (contract 2.10). Parts: ``definition_checks``, ``definition_files``."""

from __future__ import annotations

import re
from typing import Any

from frappe import schema
from frappe.context import current_user, invalidate, local
from frappe.core.doctype.doctype.definition_checks import NAME as NAME
from frappe.core.doctype.doctype.definition_checks import checked as checked
from frappe.core.doctype.doctype.definition_checks import definition_problems
from frappe.core.doctype.doctype.definition_files import remove_files, write_files
from frappe.exceptions import ValidationError
from frappe.install.sync import complete, write_roles
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.model.children import set_parents
from frappe.model.document import Document
from frappe.model.documents import new_doc
from frappe.modules import scrub
from frappe.permissions.checks import MAIN_LEVEL_RIGHTS
from frappe.utils import cint, cstr

LAYOUT_LABELS = {"Section Break": "section_break", "Column Break": "column_break", "Tab Break": "tab_break"}


class DocType(Document):
    """The definition of a kind of document. On a running site only ``custom`` ones are made and changed."""

    def autoname(self) -> None:
        self.name = cstr(self.name or self.__dict__.get("__newname")).strip()

    def insert(self, *args: Any, **kwargs: Any) -> Any:
        self.make_what_is_named()
        return super().insert(*args, **kwargs)

    def _save(self, *args: Any, **kwargs: Any) -> Any:
        self.make_what_is_named()
        return super()._save(*args, **kwargs)

    def make_what_is_named(self) -> None:
        """Make the module and the roles that the definition names and that are missing (contract 2.10)."""
        self.check_permission("create" if self.is_new() else "write")
        self.module = self.module or ("Custom" if self.custom else self.module)
        roles = {row.role for row in self.permissions if row.role}
        for role in sorted(roles - set(local.db.get_all("Role", {"name": ["in", sorted(roles)]}, pluck="name"))):
            new_doc("Role", role_name=role, desk_access=1).insert(ignore_permissions=True)
        if self.module and not local.db.exists("Module Def", self.module):
            new_doc("Module Def", module_name=self.module, custom=int(bool(self.custom))).insert(
                ignore_permissions=True
            )

    def before_insert(self) -> None:
        if not self.custom and not _may_write_standard():
            self.custom = 1

    def validate(self) -> None:
        self.check_may_change()
        self.set_kind()
        self.name_fields()
        self.add_framework_fields()
        self.tidy_permissions()
        set_parents(self)
        self.raise_problems()

    def check_may_change(self) -> None:
        if not self.is_new() and not self.custom and not _may_write_standard():
            text = _("Standard DocType {0} cannot be edited. Use Custom Field and Property Setter instead.")
            raise ValidationError(text.format(self.name))

    def set_kind(self) -> None:
        """Child tables have no permissions of their own and an editable grid."""
        if self.istable:
            self.set("permissions", [])
            self.editable_grid = 1 if self.is_new() else self.editable_grid

    def name_fields(self) -> None:
        """Give fields without a name one from their label."""
        taken = {row.fieldname for row in self.fields if row.fieldname}
        for row in self.fields:
            if row.fieldname:
                row.fieldname = row.fieldname.strip().lower() if row.is_new() else row.fieldname
                continue
            base = scrub(re.sub(r"[^A-Za-z0-9_ ]", "", cstr(row.label)).strip())
            base = re.sub(r"^[^a-z]+", "", base) or LAYOUT_LABELS.get(row.fieldtype) or f"{scrub(cstr(row.fieldtype))}"
            name, number = base[:60], 1
            while name in taken or (number == 1 and row.fieldtype in LAYOUT_LABELS and not row.label):
                name, number = f"{base[:60]}_{number}", number + 1
                if name not in taken:
                    break
            row.fieldname = name
            taken.add(name)

    def add_framework_fields(self) -> None:
        present = {row.fieldname for row in self.fields}
        for field in complete({**self.as_dict(), "field_order": None})["fields"]:
            if field["fieldname"] not in present:
                self.append("fields", {key: value for key, value in field.items() if value is not None})

    def tidy_permissions(self) -> None:
        """Give a new DocType a rule; above level 0 only reading and writing count."""
        if not self.permissions and not self.istable and self.is_new():
            rights = dict.fromkeys(
                ("read", "write", "create", "delete", "report", "export", "share", "print", "email"), 1
            )
            self.append("permissions", {"role": "System Manager", **rights})
        for row in self.permissions:
            if cint(row.permlevel):
                row.update(dict.fromkeys(MAIN_LEVEL_RIGHTS, 0))

    def raise_problems(self) -> None:
        if local.flags.in_import and not self.custom:
            return
        problems = definition_problems(self)
        if problems:
            raise ValidationError("; ".join(f"{problem.where}: {problem.text} {problem.hint}" for problem in problems))

    def on_update(self) -> None:
        write_roles()
        invalidate()
        schema.sync(get_meta(cstr(self.name)))
        if self.writes_files():
            write_files(self)
        invalidate()

    def writes_files(self) -> bool:
        """In developer mode a standard DocType is written into its app."""
        quiet = local.flags.in_import or local.flags.in_install or local.flags.in_migrate or local.flags.in_test
        return bool(local.conf.developer_mode) and not self.custom and not quiet

    # -- renaming and removing

    def before_rename(self, old: str, new: str, merge: bool = False) -> str:
        if merge:
            raise ValidationError(_("DocTypes cannot be merged."))
        if not self.custom and current_user() != "Administrator":
            raise ValidationError(_("Standard DocType {0} can only be renamed by Administrator.").format(old))
        return checked(cstr(new).strip())

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        """Rename the table, and the DocType wherever it is named."""
        execute, old, new = local.db.connection.execute, checked(old), checked(new)
        if not self.issingle and not self.is_virtual and local.db.table_exists(old):
            execute(f"alter table `tab{old}` rename to `tab{new}`")
        execute("update `tabSingles` set `doctype` = ? where `doctype` = ?", (new, old))
        link_types = "('Link', 'Table', 'Table MultiSelect')"
        for table in ("DocField", "Custom Field"):
            execute(
                f"update `tab{table}` set `options` = ? where `options` = ? and `fieldtype` in {link_types}", (new, old)
            )
        for child in get_meta(new).table_fields:
            execute(f"update `tab{child.options}` set `parenttype` = ? where `parenttype` = ?", (new, old))
        execute("update `tabCustom DocPerm` set `parent` = ? where `parent` = ?", (new, old))
        if self.istable:
            execute("update `tabDocField` set `options` = ? where `options` = ?", (new, old))
        execute("update `__Auth` set `doctype` = ? where `doctype` = ?", (new, old))
        local.db.forget_tables()
        invalidate()

    def on_trash(self) -> None:
        if not self.custom and not (local.conf.developer_mode and current_user() == "Administrator"):
            raise ValidationError(_("Standard DocType {0} cannot be deleted").format(self.name))
        stored = not self.issingle and not self.is_virtual and local.db.table_exists(cstr(self.name))
        if stored and local.db.a_row_exists(cstr(self.name)):
            raise ValidationError(_("{0} still has records. Delete them first.").format(_(self.name)))
        for column, doctype in (("dt", "Custom Field"), ("doc_type", "Property Setter"), ("parent", "Custom DocPerm"),
                                ("dt", "Client Script"), ("document_type", "Workflow")):  # fmt: skip
            local.db.delete(doctype, {column: self.name})

    def after_delete(self) -> None:
        if self.issingle:
            local.db.connection.execute("delete from `tabSingles` where `doctype` = ?", (self.name,))
        elif not self.is_virtual:
            local.db.connection.execute(f"drop table if exists `tab{checked(cstr(self.name))}`")
            local.db.forget_tables()
        if self.writes_files():
            remove_files(self)
        invalidate()


def _may_write_standard() -> bool:
    flags = local.flags
    return bool(
        local.conf.developer_mode or flags.in_install or flags.in_migrate or flags.in_patch or flags.in_fixtures
    )


def validate_fields_for_doctype(doctype: str) -> None:
    """Raise when the fields of a DocType cannot be as they are."""
    from frappe.metadata.checks import check_doctype

    problems = check_doctype(get_meta(doctype))
    if problems:
        raise ValidationError("; ".join(f"{problem.where}: {problem.text}" for problem in problems))


def validate_series(dt: Any, autoname: str | None = None, name: str | None = None) -> None:
    """Raise when a naming pattern of a DocType is used by another one (they would share a counter)."""
    prefix = cstr(autoname or dt.autoname).partition(".")[0]
    if not prefix or ":" in prefix or "#" not in cstr(autoname or dt.autoname):
        return
    filters = {"autoname": ["like", f"{prefix}.%"], "name": ["!=", name or dt.name]}
    used = local.db.get_all("DocType", filters, pluck="name", limit=1)
    if used:
        raise ValidationError(_("Series {0} already used in {1}").format(prefix, used[0]))
