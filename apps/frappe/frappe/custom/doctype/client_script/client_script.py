"""Client scripts: JavaScript of the site for forms and lists (contract 8.1)."""

from __future__ import annotations

from frappe.context import invalidate
from frappe.model.document import Document


class ClientScript(Document):
    """One script."""

    def on_update(self) -> None:
        invalidate()

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        invalidate()

    def after_delete(self) -> None:
        invalidate()
