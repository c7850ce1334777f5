"""Submission Queue: the controller of one record."""

from __future__ import annotations

from frappe.model.document import Document


class SubmissionQueue(Document):
    """One record of Submission Queue."""
