"""IMAP Folder: the controller of one row."""

from __future__ import annotations

from frappe.model.document import Document


class IMAPFolder(Document):
    """One row of IMAP Folder."""
