"""Access Log: who exported or printed what (contract 8.15)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.localization import now
from frappe.model.document import Document
from frappe.model.documents import new_doc
from frappe.rpc import whitelist
from frappe.utils import cstr, dump_json_text


class AccessLog(Document):
    """One export or print."""


def write_access_log(
    *,
    doctype: str | None = None,
    document: str | None = None,
    method: str | None = None,
    file_type: str | None = None,
    report_name: str | None = None,
    filters: Any = None,
    page: str | None = None,
    columns: Any = None,
) -> None:
    """Write what is being taken out of the system; nothing in read-only requests."""
    if local.flags.read_only or local.flags.in_install or local.flags.in_migrate:
        return
    entry = new_doc(
        "Access Log",
        user=current_user(),
        timestamp=now(),
        export_from=doctype,
        reference_document=document,
        file_type=file_type,
        report_name=report_name,
        page=page,
        method=method,
        filters=dump_json_text(filters) if isinstance(filters, (dict, list)) else cstr(filters)[:10_000] or None,
        columns=dump_json_text(columns) if isinstance(columns, (dict, list)) else columns,
    )
    entry.flags.ignore_links = True
    entry.insert(ignore_permissions=True)


@whitelist(methods=["POST"])
def make_access_log(
    doctype: str | None = None,
    document: str | None = None,
    method: str | None = None,
    file_type: str | None = None,
    report_name: str | None = None,
    filters: Any = None,
    page: str | None = None,
    columns: Any = None,
) -> None:
    """Write what the acting user takes out of the desk."""
    write_access_log(
        doctype=doctype, document=document, method=method, file_type=file_type, report_name=report_name,
        filters=filters, page=page, columns=columns,
    )  # fmt: skip
