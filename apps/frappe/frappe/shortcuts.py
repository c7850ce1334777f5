"""Short forms that apps call on ``frappe``: values, caches, logs, modules."""

from __future__ import annotations

import importlib
import logging
import traceback
from typing import Any

from frappe.context import invalidate, local
from frappe.defaults import get_system_setting
from frappe.localization.precision import field_precision
from frappe.metadata import get_meta
from frappe.model import storage
from frappe.model.documents import get_doc


def get_value(*args: Any, **kwargs: Any) -> Any:
    return local.db.get_value(*args, **kwargs)


def set_value(doctype: str, docname: str, fieldname: Any, value: Any = None) -> Any:
    """Set values of a document with its whole life cycle."""
    doc = get_doc(doctype, docname)
    doc.update(fieldname if isinstance(fieldname, dict) else {fieldname: value})
    return doc.save()


def clear_cache(user: str | None = None, doctype: str | None = None) -> None:
    """Forget everything that can be computed again, in all processes once the transaction commits."""
    invalidate()
    local.__dict__.pop("document_cache", None)


def clear_document_cache(doctype: str, name: str | None = None) -> None:
    storage.forget_cached(doctype, name)


def get_module(modulename: str) -> Any:
    return importlib.import_module(modulename)


def get_system_settings(key: str) -> Any:
    return get_system_setting(key)


def get_precision(doctype: str, fieldname: str, currency: str | None = None, doc: Any = None) -> int:
    field = get_meta(doctype).get_field(fieldname)
    return field_precision(field.fieldtype if field else "Float", field.precision if field else None)


def get_traceback(with_context: bool = False) -> str:
    return traceback.format_exc()


def logger(module: str | None = None, **_options: Any) -> logging.Logger:
    return logging.getLogger(f"frappe.{module}" if module else "frappe")


def log_error(
    title: str | None = None,
    message: str | None = None,
    reference_doctype: str | None = None,
    reference_name: str | None = None,
    **_options: Any,
) -> Any:
    """Write an Error Log; the traceback under way is its default message."""
    if local.db is None:
        return None
    doc = get_doc(
        {
            "doctype": "Error Log",
            "method": (title or "Error")[:140],
            "error": message or get_traceback(),
            "reference_doctype": reference_doctype,
            "reference_name": reference_name,
        }
    )
    return doc.insert(ignore_permissions=True)
