"""Translations made on the site: they come before those of apps (contract section 10)."""

from __future__ import annotations

import re

from frappe.context import invalidate, local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.document import Document
from frappe.permissions import has_permission
from frappe.rpc import whitelist
from frappe.utils import cstr, is_html, sanitize_html

_PLACEHOLDERS = re.compile(r"\{[^{}]*\}")


class Translation(Document):
    """One text in one language."""

    def validate(self) -> None:
        self.source_text = cstr(self.source_text).strip()
        self.translated_text = cstr(self.translated_text).strip()
        self.context = cstr(self.context).strip() or None
        if is_html(self.translated_text):
            self.translated_text = sanitize_html(self.translated_text, always_sanitize=True)
        self.check_placeholders()
        self.check_duplicate()

    def check_placeholders(self) -> None:
        """A translation may leave a placeholder out but not name an unknown one: the text could not be filled."""
        unknown = set(_PLACEHOLDERS.findall(self.translated_text)) - set(_PLACEHOLDERS.findall(self.source_text))
        if unknown:
            text = _("The source text has no placeholder {0}.").format(", ".join(sorted(unknown)))
            raise ValidationError(text, fieldname="translated_text")

    def check_duplicate(self) -> None:
        same = {
            "language": self.language,
            "context": self.context or ["is", "not set"],
            "name": ["!=", cstr(self.name)],
        }
        texts = local.db.get_all("Translation", {**same, "source_text": self.source_text}, ["source_text"])
        if any(row.source_text == self.source_text for row in texts):
            raise ValidationError(_("This text is translated already."), fieldname="source_text")

    def on_update(self) -> None:
        invalidate()

    def after_delete(self) -> None:
        invalidate()


@whitelist(methods=["POST"])
def create_translations(translation_map: dict[str, dict[str, str]], language: str) -> list[str]:
    """Write many translations: ``{key: {source_text, translated_text, context}}``; return their names."""
    from frappe.model.documents import get_doc, new_doc

    has_permission("Translation", "create", throw=True)
    names = []
    for entry in translation_map.values():
        context = entry.get("context") or None
        values: dict[str, str | None] = {"language": language, "source_text": entry["source_text"], "context": context}
        found = local.db.get_value("Translation", {**values, "context": values["context"] or ["is", "not set"]}, "name")
        doc = get_doc("Translation", found) if found else new_doc("Translation").update(values)
        doc.translated_text = entry["translated_text"]
        names.append(cstr(doc.save().name))
    return names
