"""Data Import: which file goes into which DocType, and how it went (contract 8.14).

The work is done by ``core/data_importer``; here are the record's own rules and what the network may call.
"""

from __future__ import annotations

import json
from typing import Any

from frappe.context import current_user, local
from frappe.core.data_importer import service
from frappe.core.data_importer.sheets import ENDINGS
from frappe.exceptions import ValidationError
from frappe.localization import now
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import can_import
from frappe.rpc import whitelist
from frappe.utils import cint, cstr

# Records of what happened, and definitions: their tables change with them, which no preview could take back.
NEVER_IMPORTED = frozenset(
    {
        "Version", "Activity Log", "Access Log", "Error Log", "Password History", "Permission Log", "Deleted Document",
        "DocShare", "Data Import", "Data Import Log", "Email Queue", "DocType", "Custom Field", "Property Setter",
    }
)  # fmt: skip
OUTCOME = {"status": "Pending", "payload_count": 0, "operation": None, "template_warnings": None}
CHECKS = ("submit_after_import", "create_links")
MODES = {"strict": "Strict", "partial": "Partial"}


class DataImport(Document):
    """One import: a file, a DocType, what columns mean, and the outcome."""

    def autoname(self) -> None:
        self.name = f"{self.reference_doctype} Import on {now()}"

    def validate(self) -> None:
        self.check_doctype()
        self.check_may_import()
        self.check_file()
        self.keep_outcome()
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

    def keep_outcome(self) -> None:
        """The outcome is written by the run alone, whatever a client sends."""
        before = self.get_doc_before_save()
        for fieldname, at_first in OUTCOME.items():
            self.set(fieldname, before.get(fieldname) if before is not None else at_first)

    def check_json(self) -> None:
        for fieldname in ("template_options", "mapping", "value_mapping", "template_warnings"):
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
            self.template_options = None
            self.update(OUTCOME)
            local.db.delete("Data Import Log", {"data_import": self.name})

    def on_trash(self) -> None:
        local.db.delete("Data Import Log", {"data_import": self.name})

    @whitelist(methods=["POST"])
    def get_preview_from_template(self, import_file: str | None = None, google_sheets_url: str | None = None) -> Any:
        """Return what the columns were taken for, the first rows, and every problem. Nothing is kept."""
        if import_file:
            self.import_file = import_file
        self.validate()
        return service.preview(self) if self.import_file else None

    @whitelist(methods=["POST"])
    def start_import(self) -> dict[str, Any]:
        """Run the import: at once when it is small, else in the background."""
        can_import(self.reference_doctype, raise_exception=True)
        return service.start(self)


# -- of the desk's import page


def _from_request(doctype: str, file_url: str, import_type: str, mode: str = "strict", **wishes: Any) -> Any:
    """Return an unsaved import for what a page asks."""
    doc = new_doc(
        "Data Import", reference_doctype=doctype, import_type=import_type, import_file=file_url,
        mode=MODES.get(mode.lower(), "Strict"),
    )  # fmt: skip
    for name, value in wishes.items():
        as_text = value if isinstance(value, str) else json.dumps(value or {})
        doc.set(name, cint(value) if name in CHECKS else as_text)
    return doc


@whitelist(methods=["POST"])
def preview(
    doctype: str,
    file_url: str,
    import_type: str = "Insert New Records",
    mapping: Any = None,
    submit_after_import: int = 0,
    value_mapping: Any = None,
    create_links: int = 0,
) -> Any:
    """Return what an import would do: columns, sample rows, counts and every problem. Nothing is kept.

    ``mapping`` gives columns their field by letter, ``value_mapping`` cells of a column another value by letter and
    text, ``create_links`` makes records that links name and that do not exist.
    """
    doc = _from_request(
        doctype, file_url, import_type, mapping=mapping, value_mapping=value_mapping,
        submit_after_import=submit_after_import, create_links=create_links,
    )  # fmt: skip
    return doc.get_preview_from_template()


@whitelist(methods=["POST"])
def start(
    doctype: str,
    file_url: str,
    import_type: str = "Insert New Records",
    mapping: Any = None,
    mode: str = "strict",
    submit_after_import: int = 0,
    value_mapping: Any = None,
    create_links: int = 0,
) -> dict[str, Any]:
    """Make an import and run it; return its outcome, or that it is queued."""
    doc = _from_request(
        doctype, file_url, import_type, mode, mapping=mapping, value_mapping=value_mapping,
        submit_after_import=submit_after_import, create_links=create_links,
    ).insert()  # fmt: skip
    return doc.start_import()  # type: ignore[no-any-return]


@whitelist()
def get_result(data_import: str) -> dict[str, Any]:
    """Return how an import went, or how far it is."""
    doc = get_doc("Data Import", data_import)
    doc.check_permission("read")
    return service.result_of(doc)


# -- of the contract


@whitelist(methods=["POST"])
def get_preview_from_template(
    data_import: str, import_file: str | None = None, google_sheets_url: str | None = None
) -> Any:
    """Return the preview of an import."""
    doc = get_doc("Data Import", data_import)
    doc.check_permission("read")
    return doc.get_preview_from_template(import_file)


@whitelist(methods=["POST"])
def form_start_import(data_import: str) -> bool:
    """Begin an import; ``get_import_status`` tells how it goes."""
    doc = get_doc("Data Import", data_import)
    doc.check_permission("write")
    doc.start_import()
    return True


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
    service.send_template(doctype, options)


@whitelist()
def download_errored_template(data_import_name: str) -> None:
    """Answer with the rows that could not be imported."""
    doc = get_doc("Data Import", data_import_name)
    doc.check_permission("read")
    service.send_errored_rows(doc)
