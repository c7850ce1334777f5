"""What a record is found by when another may be the same."""

from __future__ import annotations

from frappe.model.document import Document


class DuplicateKey(Document):
    """Written by ``services.keep_duplicate_keys`` alone; ``compared_key`` is indexed."""
