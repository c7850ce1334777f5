"""What ``frappe.enqueue_doc`` runs."""

from __future__ import annotations

from typing import Any

from frappe.model.documents import get_doc


def run_doc_method(doctype: str, name: Any, doc_method: str, **kwargs: Any) -> Any:
    """Read a document and call one of its methods."""
    doc = get_doc(doctype, name) if name is not None else get_doc(doctype)
    return getattr(doc, doc_method)(**kwargs)
