"""Data Import: which file goes into which DocType, and how it went (contract 8.14). The work is done by a service.

The service registers itself with `register_service`; until it does, the endpoints say that imports are not available.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

from frappe.context import current_user, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.permissions import can_import
from frappe.rpc import whitelist
from frappe.utils import cstr

NEVER_IMPORTED = frozenset(
    {
        "Version",
        "Activity Log",
        "Access Log",
        "Error Log",
        "Password History",
        "Permission Log",
        "Deleted Document",
        "DocShare",
        "Data Import",
        "Data Import Log",
        "Email Queue",
    }
)
ENDINGS = ("csv", "xlsx", "xls")


class Service(Protocol):
    """What an import service offers."""

    def preview(self, doc: Any) -> dict[str, Any]: ...
    def start(self, doc: Any) -> bool: ...
    def template(self, doctype: str, options: dict[str, Any]) -> None: ...
    def errored_template(self, doc: Any) -> None: ...


_services: list[Service] = []


def register_service(found: Service) -> None:
    """Let a service do the imports."""
    _services[:] = [found]


def service() -> Service:
    """Return the import service."""
    if not _services:
        raise ValidationError(_("Imports are not available on this site."))
    return _services[0]


class DataImport(Document):
    """One import: a file, a DocType, what columns mean, and the outcome."""

    def autoname(self) -> None:
        from frappe.localization import now

        self.name = f"{self.reference_doctype} Import on {now()}"

    def validate(self) -> None:
        self.check_doctype()
        self.check_may_import()
        self.check_file()
        self.check_json()
        self.reset_when_file_changes()

    def check_doctype(self) -> None:
        meta = find_meta(self.reference_doctype)
        usable = meta is not None and not (meta.istable or meta.issingle or meta.is_virtual)
        if meta is None or not usable or self.reference_doctype in NEVER_IMPORTED:
            raise ValidationError(
                _("{0} cannot be imported.").format(_(self.reference_doctype)), fieldname="reference_doctype"
            )
        if self.import_type == "Insert New Records" and self.submit_after_import and not meta.is_submittable:
            self.submit_after_import = 0
        if not meta.allow_import and current_user() != "Administrator":
            text = _("Import is not allowed for {0}.").format(_(self.reference_doctype))
            raise ValidationError(text, fieldname="reference_doctype")

    def check_may_import(self) -> None:
        if not self.flags.ignore_permissions:
            can_import(self.reference_doctype, raise_exception=True)

    def check_file(self) -> None:
        if not self.import_file:
            return
        if cstr(self.import_file).rpartition(".")[2].lower() not in ENDINGS:
            text = _("Import template should be of type .csv, .xlsx or .xls")
            raise ValidationError(text, fieldname="import_file")

    def check_json(self) -> None:
        for fieldname in ("template_options", "mapping", "template_warnings"):
            value = self.get(fieldname)
            if not value or not isinstance(value, str):
                continue
            try:
                json.loads(value)
            except ValueError as error:
                label = _(self.meta.get_label(fieldname))
                raise ValidationError(_("{0} cannot be read as JSON.").format(label), fieldname=fieldname) from error

    def reset_when_file_changes(self) -> None:
        before = self.get_doc_before_save()
        if before is not None and cstr(before.import_file) != cstr(self.import_file):
            self.template_options = self.template_warnings = None
            self.status = "Pending"

    def on_trash(self) -> None:
        local.db.delete("Data Import Log", {"data_import": self.name})

    @whitelist()
    def get_preview_from_template(self, import_file: str | None = None, google_sheets_url: str | None = None) -> Any:
        """Return the first rows with what each column was taken for, and the warnings."""
        if import_file:
            self.import_file = import_file
        return service().preview(self) if self.import_file else None

    @whitelist(methods=["POST"])
    def start_import(self) -> bool:
        """Begin the import in the background."""
        can_import(self.reference_doctype, raise_exception=True)
        return service().start(self)


@whitelist()
def get_preview_from_template(
    data_import: str, import_file: str | None = None, google_sheets_url: str | None = None
) -> Any:
    """Return the preview of an import."""
    doc = get_doc("Data Import", data_import)
    doc.check_permission("read")
    return doc.get_preview_from_template(import_file)


@whitelist(methods=["POST"])
def form_start_import(data_import: str) -> bool:
    """Begin an import."""
    doc = get_doc("Data Import", data_import)
    doc.check_permission("write")
    return bool(doc.start_import())


@whitelist()
def get_import_status(data_import_name: str) -> dict[str, Any]:
    """Return how far an import is: counts of good and bad documents."""
    doc = get_doc("Data Import", data_import_name)
    doc.check_permission("read")
    done = local.db.get_all("Data Import Log", {"data_import": data_import_name}, pluck="success")
    good = sum(1 for success in done if success)
    return {
        "status": doc.status,
        "success": good,
        "failed": len(done) - good,
        "total_records": doc.payload_count or len(done),
    }


@whitelist()
def get_import_logs(data_import: str) -> list[Any]:
    """Return the rows of an import's log."""
    get_doc("Data Import", data_import).check_permission("read")
    fields = ["success", "docname", "messages", "exception", "row_indexes", "log_index"]
    return list(
        local.db.get_all("Data Import Log", {"data_import": data_import}, fields, order_by="log_index asc", limit=5000)
    )


@whitelist()
def download_template(
    doctype: str,
    export_fields: Any = None,
    export_records: str | None = None,
    export_filters: Any = None,
    file_type: str = "CSV",
) -> None:
    """Answer with a template to fill, empty or with records."""
    can_import(doctype, raise_exception=True)
    options = {
        "export_fields": export_fields,
        "export_records": export_records,
        "export_filters": export_filters,
        "file_type": file_type,
    }
    service().template(doctype, options)


@whitelist()
def download_errored_template(data_import_name: str) -> None:
    """Answer with the rows that could not be imported."""
    doc = get_doc("Data Import", data_import_name)
    doc.check_permission("read")
    service().errored_template(doc)
