"""Reports: definitions; who may run them is decided by their roles and the right to report (contract 4.8, 8.8)."""

from __future__ import annotations

import json
import re
from typing import Any

from frappe.context import current_user, invalidate, local
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.permissions import access_of, only_for
from frappe.permissions import has_permission as may
from frappe.rpc import whitelist
from frappe.utils import cint, cstr, parse_json

CODED = ("Query Report", "Script Report")
_SELECT = re.compile(r"^\s*(/\*.*?\*/\s*|--[^\n]*\n\s*)*(select|with)\b", re.IGNORECASE | re.DOTALL)


class Report(Document):
    """One report."""

    def validate(self) -> None:
        self.check_may_write_code()
        self.check_definition()
        self.check_builder_json()
        if self.is_standard == "Yes" and current_user() != "Administrator" and not _quiet():
            raise NoPermission(_("Only Administrator can save a standard report. Please rename and save."))

    def check_may_write_code(self) -> None:
        """SQL and Python of reports are written by Administrator or Script Managers alone."""
        before = self.get_doc_before_save()
        kept = before is not None and (before.query, before.report_script, before.report_type) == (
            self.query, self.report_script, self.report_type
        )  # fmt: skip
        if self.report_type not in CODED or kept or _quiet():
            return
        user = current_user()
        if user != "Administrator" and "Script Manager" not in access_of(user).roles:
            raise NoPermission(_("Only Administrator allowed to create Query / Script Reports"))

    def check_definition(self) -> None:
        if self.report_type == "Query Report" and self.query and not _SELECT.match(self.query):
            raise ValidationError(_("Query must be of SELECT or read-only WITH type."), fieldname="query")
        if self.report_type == "Custom Report" and not self.reference_report:
            raise ValidationError(_("Choose the report that this one changes."), fieldname="reference_report")
        meta = find_meta(self.ref_doctype)
        if meta is not None and meta.istable and self.report_type == "Report Builder":
            raise ValidationError(_("A child table cannot be reported on its own."), fieldname="ref_doctype")

    def check_builder_json(self) -> None:
        if not self.json:
            return
        try:
            parse_json(self.json)
        except ValueError as error:
            raise ValidationError(_("The definition of the report cannot be read."), fieldname="json") from error

    def on_update(self) -> None:
        invalidate()

    def after_delete(self) -> None:
        invalidate()

    def on_trash(self) -> None:
        if self.is_standard == "Yes" and not local.conf.developer_mode and not local.flags.in_uninstall:
            raise ValidationError(_("You are not allowed to delete Standard Report"))
        local.db.delete("Custom Role", {"report": self.name})

    # -- for apps

    def is_permitted(self) -> bool:
        """Tell whether the acting user holds one of the report's roles (all, when there are none)."""
        user = current_user()
        return user == "Administrator" or roles_allow(self, user)

    def builder_definition(self) -> dict[str, Any]:
        """Return fields, filters and order of a Report Builder report."""
        values = parse_json(self.json or "{}")
        return values if isinstance(values, dict) else {}

    @whitelist(methods=["POST"])
    def toggle_disable(self, disable: bool) -> None:
        """Switch the report off or on."""
        self.check_permission("write")
        self.db_set("disabled", cint(disable))


def _quiet() -> bool:
    flags = local.flags
    return bool(flags.in_install or flags.in_migrate or flags.in_patch or flags.in_import or flags.in_fixtures)


def roles_allow(doc: Any, user: str) -> bool:
    """Tell whether a user's roles let him run a report; a Custom Role replaces the report's own rows."""
    custom = local.db.get_value("Custom Role", {"report": doc.get("name")}, "name") if doc.get("name") else None
    if custom:
        roles = set(local.db.get_all("Has Role", {"parent": custom, "parenttype": "Custom Role"}, pluck="role"))
    else:
        roles = {row.get("role") for row in doc.get("roles") or ()}
    return not roles or bool(roles & access_of(user).roles)


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """A report is there for who holds one of its roles and may report on its DocType."""
    if user == "Administrator" or "System Manager" in access_of(user).roles or ptype == "create":
        return True
    target = doc.get("ref_doctype")
    reports = find_meta(target) is not None and (may(target, "report", user=user) or may(target, "read", user=user))
    if not (reports and roles_allow(doc, user)):
        return False
    reads = ptype in ("read", "select", "print", "export", "report", "email")
    return reads or doc.get("owner") == user or "Report Manager" in access_of(user).roles


def permission_query_conditions(user: str) -> Any:
    """Reports without roles or with a held one, on DocTypes that the user may read."""
    access = access_of(user)
    if access.is_administrator or "System Manager" in access.roles:
        return None
    from frappe.permissions import get_doctypes_with_read

    held, doctypes = sorted(access.roles), sorted(get_doctypes_with_read(user))
    roles = "select 1 from `tabHas Role` h where h.`parent` = `tabReport`.`name` and h.`parenttype` = 'Report'"
    by_role = f"not exists ({roles}) or exists ({roles} and h.`role` in ({', '.join('?' * len(held))}))"
    marks = ", ".join("?" * len(doctypes)) or "''"
    return f"({by_role}) and `tabReport`.`ref_doctype` in ({marks})", (*held, *doctypes)


def get_report_module_dotted_path(module: str, report_name: str) -> str:
    """Return where the Python of a standard Script Report lies."""
    from frappe.modules import get_module_app, scrub

    name = scrub(report_name)
    return f"{get_module_app(module)}.{scrub(module)}.report.{name}.{name}"


@whitelist(methods=["POST"])
def save_builder_report(report_name: str, ref_doctype: str, definition: str) -> str:
    """Store a list as a Report Builder report of one's own, or change it."""
    from frappe.model.documents import get_doc, new_doc

    may(ref_doctype, "report", throw=True)
    json.loads(definition)
    if local.db.exists("Report", report_name):
        doc = get_doc("Report", report_name)
        if doc.report_type != "Report Builder" or doc.is_standard == "Yes":
            raise ValidationError(_("Report {0} exists already and is of another kind.").format(report_name))
        if doc.owner != current_user():
            only_for(["Report Manager", "System Manager"])
    else:
        doc = new_doc(
            "Report", report_name=report_name, ref_doctype=ref_doctype, report_type="Report Builder", is_standard="No"
        )
    doc.json = definition
    return cstr(doc.save(ignore_permissions=True).name)
