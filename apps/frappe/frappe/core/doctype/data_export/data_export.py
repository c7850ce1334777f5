"""Data Export: the records of a DocType as a sheet that can be changed and imported again (contract 8.14)."""

from __future__ import annotations

from typing import Any

from frappe.core.data_importer import service
from frappe.model.document import Document
from frappe.permissions import can_export
from frappe.rpc import whitelist


class DataExport(Document):
    """What the export page offers at first."""


@whitelist(methods=["POST"])
def export_data(
    doctype: str, file_type: str = "Excel", with_data: int = 1, select_columns: Any = None, filters: Any = None
) -> None:
    """Answer with the records that the user may read, or with an empty sheet, as xlsx or csv.

    ``select_columns`` names fields, as a list or by DocType; needs the right to export.
    """
    can_export(doctype, raise_exception=True)
    which = ("by_filter" if filters else "all") if with_data else "blank_template"
    options = {
        "export_fields": select_columns, "export_records": which, "export_filters": filters,
        "file_type": "CSV" if file_type == "CSV" else "Excel",
    }  # fmt: skip
    service.send_template(doctype, options)
