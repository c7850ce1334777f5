"""Document Share Key: a key with which one document can be seen without signing in (contract 8.7)."""

from __future__ import annotations

import hmac
import secrets

from frappe.context import local
from frappe.localization import getdate, nowdate
from frappe.localization.settings import get_setting
from frappe.model.document import Document
from frappe.model.documents import new_doc
from frappe.utils import add_days, cint, cstr

DEFAULT_DAYS = 30


class DocumentShareKey(Document):
    """One key."""

    def before_insert(self) -> None:
        self.key = secrets.token_urlsafe(32)
        if not self.expires_on and not self.flags.no_expiry:
            self.expires_on = add_days(nowdate(), cint(get_setting("document_share_key_expiry")) or DEFAULT_DAYS)


def share_key(doctype: str, name: str) -> str:
    """Return a key for a document that still holds, made when there is none."""
    filters = {"reference_doctype": doctype, "reference_docname": name, "expires_on": [">=", nowdate()]}
    found = local.db.get_value("Document Share Key", filters, "key")
    if found:
        return cstr(found)
    doc = new_doc("Document Share Key", reference_doctype=doctype, reference_docname=name)
    return cstr(doc.insert(ignore_permissions=True).key)


def is_valid_key(doctype: str, name: str, key: str) -> bool:
    """Tell whether a key opens a document today."""
    rows = local.db.get_all(
        "Document Share Key", {"reference_doctype": doctype, "reference_docname": name}, ["key", "expires_on"]
    )
    today = getdate()
    return any(
        hmac.compare_digest(cstr(row.key).encode(), key.encode()) and (not row.expires_on or row.expires_on >= today)
        for row in rows
    )


def is_expired(share: DocumentShareKey) -> bool:
    today = getdate()
    return bool(share.expires_on and today and getdate(share.expires_on) < today)  # type: ignore[operator]
