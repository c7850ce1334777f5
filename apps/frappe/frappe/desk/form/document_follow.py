"""Doorway: following documents lives with its DocType."""

from __future__ import annotations

from frappe.email.doctype.document_follow.document_follow import get_follow_users as get_follow_users
from frappe.email.doctype.document_follow.document_follow import update_follow as update_follow
