"""Collision analysis before a new entry, and asking for a decision (S13.6)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html

from crm_suite.api.sent import sent_values, stored_document
from crm_suite.crm.name_keys import name_key
from crm_suite.services.find_duplicates import TITLE_FIELDS, find_matches


@frappe.whitelist(methods=["POST"])
def find_similar(doctype: str, values: str | dict[str, Any]) -> list[dict[str, Any]]:
    """Return the records that the rules take for the same as the values. Needs create on the DocType.

    Names are shown beyond the user's own scope: the analysis exists to find the records of others.
    """
    frappe.has_permission(doctype, "create", throw=True)
    given = sent_values(values)
    return [
        {"name": match.existing, "title": match.title, "score": match.score, "action": match.action, "rule": match.rule}
        for match in find_matches(doctype, given, exclude=given.get("name"))
    ]


@frappe.whitelist(methods=["POST"])
def collision_analysis(doc: str | dict[str, Any]) -> dict[str, Any]:
    """Show the records that look like this one and return it unchanged. Needs read on it."""
    record = stored_document(str(sent_values(doc).get("doctype") or "Customer"), doc)
    record.check_permission("read")
    matches = find_matches(record.doctype, record.as_dict(), exclude=record.name)
    lines = [f"{escape_html(match.title)} ({escape_html(match.existing)}): {match.score:.0f} %" for match in matches]
    frappe.msgprint("<br>".join(lines) or _("No equal or similar record."), title=_("Collision Analysis"))
    return dict(record.as_dict())


@frappe.whitelist(methods=["POST"])
def request_decision(doctype: str, title: str, existing_name: str) -> str:
    """Ask for a decision on a name that a rule blocked; return the open match. Needs create on the DocType."""
    frappe.has_permission(doctype, "create", throw=True)
    title_field = TITLE_FIELDS.get(doctype, "name")
    match = frappe.get_doc(
        {
            "doctype": "Duplicate Match",
            "document_type": doctype,
            "reference_title": title,
            "existing_name": existing_name,
            "existing_title": frappe.db.get_value(doctype, existing_name, title_field),
            "match_key": name_key(title)[:140],
            "decision": "Open",
        }
    ).insert(ignore_permissions=True)
    return str(match.name)
