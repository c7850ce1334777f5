"""Documents as buttons and integrators send them: JSON text or an object; only the stored document counts."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _


def sent_values(sent: str | dict[str, Any] | None) -> dict[str, Any]:
    """Return what was sent as values; nothing sent gives none.

    Raises:
        ValidationError: it is not a JSON object.
    """
    try:
        values = json.loads(sent) if isinstance(sent, str) and sent else sent or {}
    except ValueError:
        values = None
    if not isinstance(values, dict):
        frappe.throw(_("Send the document as a JSON object with doctype and name."))
    return dict(values or {})


def stored_document(doctype: str, sent: str | dict[str, Any]) -> Any:
    """Return the stored document that was sent.

    Raises:
        ValidationError: it has no name yet. DoesNotExistError: there is none of that name.
    """
    name = sent_values(sent).get("name")
    if not isinstance(name, str) or not name:
        frappe.throw(_("Save the {0} first.").format(_(doctype)))
    return frappe.get_doc(doctype, name)
